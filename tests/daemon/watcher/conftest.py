"""A folder for a watched root."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a path short enough for a socket; the root is ``root`` in it."""
    with TemporaryDirectory(prefix="dae-", dir="/tmp") as name:
        (Path(name) / "root").mkdir()
        yield Path(name)
