"""``watch-files`` and ``stats``, as a user has them."""

from __future__ import annotations

import json
import select
import shutil
import subprocess
from typing import Any

import pytest

from tests.arrivals import MS
from tests.daemon.workspace.asked import plant, told
from tests.home import Home

pytestmark = pytest.mark.slow


class Lines:
    """What a program that follows has written, as JSON."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Read from ``process``."""
        self._process = process
        self._rest = b""

    def next(self) -> Any:
        """Return the next line."""
        assert self._process.stdout is not None
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._process.stdout], [], [], 10_000 * MS)
            assert ready, "nothing came"
            piece = self._process.stdout.read1(1 << 16)  # type: ignore[attr-defined]
            assert piece, "it ended"
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return json.loads(line)

    def until(self, event: str, file: str) -> list[tuple[str, str]]:
        """Return the events up to that one."""
        seen: list[tuple[str, str]] = []
        while (event, file) not in seen:
            seen += [(one["event"], one["file"]) for one in self.next().get("events", [])]
        return seen


def followed(home: Home, *words: str) -> tuple[subprocess.Popen[bytes], Lines]:
    """Return ``watch-files --follow`` once it watches."""
    process = home.start("watch-files", "--follow", "--json", *words)
    lines = Lines(process)
    assert "events" not in lines.next()
    return process, lines


def test_what_happens_is_told_as_it_happens(daebug: Home) -> None:
    plant(daebug.work, {"a": "", "sub/b": "", ".gitignore": "*.log\n"})
    process, lines = followed(daebug)
    (daebug.work / "new").write_text("x")
    assert ("add", "new") in lines.until("add", "new")
    (daebug.work / "x.log").write_text("")
    (daebug.work / "new").rename(daebug.work / "sub/new")
    seen = lines.until("add", "sub/new")
    assert ("unlink", "new") in seen
    assert not [file for _, file in seen if file.endswith(".log")]
    (daebug.work / "a").write_text("more")
    lines.until("change", "a")
    process.kill()
    process.communicate()


def test_two_who_follow_get_everything_each_and_only_what_they_want(daebug: Home) -> None:
    plant(daebug.work, {"a": ""})
    first, every = followed(daebug)
    second, some = followed(daebug, "*.c")
    for number in range(200):
        (daebug.work / f"f{number}.c").write_text("")
        (daebug.work / f"f{number}.h").write_text("")
    (daebug.work / "last.c").write_text("")
    added = {file for kind, file in every.until("add", "last.c") if kind == "add"}
    assert len(added) == 401
    wanted = {file for kind, file in some.until("add", "last.c") if kind == "add"}
    assert wanted == {one for one in added if one.endswith(".c")}
    for process in (first, second):
        process.kill()
        process.communicate()


def test_lost_events_are_told_and_what_changed_meanwhile(daebug: Home) -> None:
    plant(daebug.work, {"a": "", "b": ""})
    process, lines = followed(daebug)
    plant(daebug.work, {".gitignore": "b\n"})
    seen = lines.until("unlink", "b")
    assert [kind for kind, _ in seen if kind == "rescan"] == ["rescan"]
    process.kill()
    process.communicate()


def test_a_save_by_rename_or_by_delete_and_create_leaves_the_file_in_the_list(
    daebug: Home,
) -> None:
    plant(daebug.work, {"a": "", "b": ""})
    process, lines = followed(daebug)
    (daebug.work / "a.new").write_text("more")
    (daebug.work / "a.new").rename(daebug.work / "a")
    (daebug.work / "b").unlink()
    (daebug.work / "b").write_text("more")
    (daebug.work / "end").write_text("")
    lines.until("add", "end")
    assert told(daebug, "files")["files"] == ["a", "b", "end"]
    process.kill()
    process.communicate()


def test_an_edit_of_ours_is_one_change_and_no_draft_is_told(daebug: Home) -> None:
    plant(daebug.work, {"a": "old\n"})
    process, lines = followed(daebug)
    assert daebug("edit", "a", "--old", "old", "--new", "new").returncode == 0
    assert daebug("write", "end", input="").returncode == 0
    seen = lines.until("add", "end")
    assert {file for _, file in seen} == {"a", "end"}
    process.kill()
    process.communicate()


def test_files_that_come_with_a_new_folder_are_told_and_its_end_too(daebug: Home) -> None:
    process, lines = followed(daebug)
    elsewhere = daebug.work.parent / f"{daebug.work.name}-elsewhere"
    plant(elsewhere, {"deep/x": "", "y": ""})
    elsewhere.rename(daebug.work / "here")
    lines.until("add", "here/deep/x")
    assert told(daebug, "files")["files"] == ["here/deep/x", "here/y"]
    shutil.rmtree(daebug.work / "here")
    lines.until("unlink", "here/deep/x")
    assert told(daebug, "files")["files"] == []
    process.kill()
    process.communicate()


def test_who_follows_a_folder_that_is_deleted_is_told(daebug: Home) -> None:
    root = daebug.work / "root"
    plant(root, {"a": ""})
    process = daebug.start("watch-files", "--follow", "--json", cwd=root)
    lines = Lines(process)
    assert "events" not in lines.next()
    shutil.rmtree(root)
    out, error = process.communicate(timeout=20)
    assert process.returncode == 4
    assert b"cant-list" in error, (out, error)


def test_without_follow_it_waits_for_one_change_or_its_time(daebug: Home) -> None:
    plant(daebug.work, {"a": ""})
    done = daebug("watch-files", "--timeout", "0")
    assert (done.returncode, done.stdout) == (0, "nothing happened\n")


def test_stats_show_processes_and_lists(daebug: Home) -> None:
    plant(daebug.work, {"a": "", "b": ""})
    told(daebug, "files")
    reply = told(daebug, "stats")
    assert {"zygote", "hub", "watcher"} <= {one["name"] for one in reply["processes"]}
    assert all(one["memory_bytes"] > 1_000_000 for one in reply["processes"])
    assert reply["trees"] == [{"root": str(daebug.work), "files": 2}]
    assert reply["machine"]["cpus"] > 0
    assert "hub" in daebug("stats").stdout
