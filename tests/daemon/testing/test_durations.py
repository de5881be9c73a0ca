"""What is remembered of how long files took."""

from __future__ import annotations

from pathlib import Path

import pytest

from daebug.daemon.testing import durations


def env(folder: Path) -> dict[str, str]:
    return {"DAEBUG_STATE_DIR": str(folder)}


def test_what_is_written_is_read_and_newer_times_replace_older_ones(tmp_path: Path) -> None:
    assert durations.read(env(tmp_path), "/site") == {}
    durations.write(env(tmp_path), "/site", {"/a": 1.0, "/b": 2.0})
    durations.write(env(tmp_path), "/site", {"/a": 7.26})
    assert durations.read(env(tmp_path), "/site") == {"/b": 2.0, "/a": 7.3}
    assert durations.read(env(tmp_path), "/other") == {}
    assert [path.suffix for path in (tmp_path / "tests").iterdir()] == [".json"]


def test_the_file_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durations, "FILES", 3)
    monkeypatch.setattr(durations, "ROOTS", 2)
    durations.write(env(tmp_path), "/site", {"/a": 1.0, "/b": 2.0, "/c": 3.0})
    durations.write(env(tmp_path), "/site", {"/a": 4.0, "/d": 5.0})
    assert durations.read(env(tmp_path), "/site") == {"/c": 3.0, "/a": 4.0, "/d": 5.0}
    for name in ("/one", "/two", "/three"):
        durations.write(env(tmp_path), name, {"/a": 1.0})
    assert len(list((tmp_path / "tests").iterdir())) == 2


def test_a_file_that_is_not_ours_means_that_nothing_is_known(tmp_path: Path) -> None:
    durations.write(env(tmp_path), "/site", {"/a": 1.0})
    (place,) = (tmp_path / "tests").iterdir()
    place.write_bytes(b"\xff{")
    assert durations.read(env(tmp_path), "/site") == {}


def test_a_folder_that_can_not_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "tests").write_text("a file")
    durations.write(env(tmp_path), "/site", {"/a": 1.0})
    assert durations.read(env(tmp_path), "/site") == {}
