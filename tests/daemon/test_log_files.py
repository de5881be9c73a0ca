"""Log files of all processes as one list: both formats, each line once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daebug.daemon import log_files
from daebug.daemon.log_files import Reader

AT = "2026-01-02T03:04:05.{:03}"


def line(ms: int, text: str, level: str = "INFO") -> str:
    return f"{AT.format(ms)} {level} hub {text}"


def test_a_text_line_has_time_and_level() -> None:
    (entry,) = log_files.entries("hub", [line(7, "hello", "WARNING")])
    assert (entry.at, entry.level, entry.process) == (AT.format(7), "warning", "hub")


def test_a_json_line_has_session_and_step() -> None:
    text = json.dumps({"at": AT.format(7), "level": "info", "session": "prog", "step": "stopped"})
    (entry,) = log_files.entries("hub", [text])
    assert (entry.session, entry.step, entry.text) == ("prog", "stopped", text)


def test_a_traceback_belongs_to_the_line_above() -> None:
    found = log_files.entries("hub", [line(7, "oops", "ERROR"), "Traceback:", '  File "x"'])
    assert [(entry.at, entry.level) for entry in found] == [(AT.format(7), "error")] * 3


@pytest.mark.parametrize("text", ["", "{not json", "something else"])
def test_a_line_that_is_neither_is_kept(text: str) -> None:
    (entry,) = log_files.entries("hub", [text])
    assert entry.text == text


def test_files_are_merged_by_time(tmp_path: Path) -> None:
    (tmp_path / "hub.log").write_text(f"{line(1, 'one')}\n{line(3, 'three')}\n")
    (tmp_path / "bridge.log").write_text(f"{line(2, 'two')}\n")
    found = Reader(tmp_path, ["hub", "bridge", "gateway"]).read()
    assert [entry.text[-5:].strip() for entry in found] == ["b one", "b two", "three"]


def test_only_whole_lines_are_read_and_each_once(tmp_path: Path) -> None:
    path, reader = tmp_path / "hub.log", Reader(tmp_path, ["hub"])
    path.write_text(line(1, "one") + "\n" + line(2, "half"))
    assert len(reader.read()) == 1
    with path.open("a") as file:
        file.write(" and half\n")
    assert [entry.text for entry in reader.read()] == [line(2, "half and half")]
    assert reader.read() == []


def test_a_rotated_file_is_read_from_its_start(tmp_path: Path) -> None:
    path, reader = tmp_path / "hub.log", Reader(tmp_path, ["hub"])
    path.write_text(line(1, "long before") + "\n")
    reader.read()
    path.rename(tmp_path / "hub.log.1")
    path.write_text(line(2, "new") + "\n")
    assert [entry.text for entry in reader.read()] == [line(2, "new")]
