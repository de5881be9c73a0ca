"""Large files, many files, kills and floods, played small."""

from __future__ import annotations

import pytest

from tests.home import Home
from tests.stress import files

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.mark.parametrize("scene", files.SCENES)
def test_a_folder_that_is_hard_on_its_tools(home: Home, scene: str) -> None:
    assert files.SCENES[scene](home, files.SMALL)
