"""What has to be there: passed on if it is, refused with its neighbour if not."""

from __future__ import annotations

from pathlib import Path

import pytest

from daebug.daemon import existing
from daebug.protocol.errors.usage import NoSuchFile
from daebug.protocol.errors.workspace import NotAFolder


def test_what_is_there_is_returned(tmp_path: Path) -> None:
    (tmp_path / "main.c").touch()
    assert existing.file(str(tmp_path / "main.c")) == str(tmp_path / "main.c")
    assert existing.folder(str(tmp_path)) == str(tmp_path)


def test_a_file_that_is_not_there_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "main.c").touch()
    with pytest.raises(NoSuchFile, match=r"did you mean main\.c\?") as caught:
        existing.file(str(tmp_path / "mian.c"))
    assert caught.value.facts["folder"] == str(tmp_path)
    with pytest.raises(NoSuchFile):
        existing.file(str(tmp_path))
    assert existing.nearest(str(tmp_path / "nowhere" / "main.c")) == ""


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "main.c").touch()
    with pytest.raises(NotAFolder):
        existing.folder(str(tmp_path / "main.c"))
    with pytest.raises(NoSuchFile):
        existing.folder(str(tmp_path / "nowhere"))
