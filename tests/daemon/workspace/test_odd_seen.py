"""Who has seen what, through the command line."""

from __future__ import annotations

import os

import pytest

from tests.daemon.workspace.typed import asked, edit, put
from tests.faults.expect import answered, refused
from tests.home import Home

pytestmark = pytest.mark.slow


def test_a_file_that_changed_since_it_was_read_is_refused(shop: Home) -> None:
    path = put(shop, "f", "a\nb\n")
    answered(shop("read", "f"))
    status = path.stat()
    path.write_text("a\nc\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # the time alone would not tell
    refused(edit(shop, "f", "a", "x"), "file-changed", 5)
    refused(shop("write", "f", input="x"), "file-changed", 5)
    assert path.read_text() == "a\nc\n"
    answered(shop("read", "f"))
    answered(edit(shop, "f", "a", "x"))
    answered(edit(shop, "f", "x", "y"))


def test_what_one_agent_writes_another_has_not_seen(shop: Home) -> None:
    put(shop, "f", "a\n")
    answered(shop("read", "f", "--agent", "ann"))
    answered(shop("read", "f", env={"DAEBUG_AGENT": "bob"}))
    answered(edit(shop, "f", "a", "b", "--agent", "ann"))
    told = refused(edit(shop, "f", "b", "c", "--agent", "bob"), "file-changed", 5)
    assert "since bob read it" in told
    answered(edit(shop, "f", "b", "c", "--agent", "ann"))


def test_a_file_that_was_not_read_is_not_replaced(shop: Home) -> None:
    path = put(shop, "f", "a\n")
    refused(shop("write", "f", input="x"), "not-read", 5)
    assert path.read_text() == "a\n"
    answered(shop("write", "f", "--force", input="x"))
    assert path.read_text() == "x"
    found = asked(shop, "read", "f")["hash"]
    put(shop, "f", "else\n")
    refused(shop("write", "f", "--expect", found, input="y"), "file-changed", 5)
    now = asked(shop, "read", "f")["hash"]
    answered(shop("write", "f", "--expect", now, input="y"))


def test_a_new_file_is_made_with_its_folders_byte_for_byte(shop: Home) -> None:
    data = "a\0b\r\n\u00e9 no end"
    told = answered(shop("write", "one/two/f", input=data))
    assert told == "one/two/f: made, 2 lines, 14 bytes\n"
    assert (shop.work / "one/two/f").read_bytes() == data.encode()


def test_agents_who_edit_one_file_at_once_lose_nothing(shop: Home) -> None:
    count = 8
    path = put(shop, "f", "".join(f"line {n}.\n" for n in range(count)))
    started = [
        shop.start("edit", "f", "--old", f"line {n}.", "--new", f"by {n}.", "--agent", f"a{n}")
        for n in range(count)
    ]
    for client in started:
        _, told = client.communicate(timeout=30)
        assert client.returncode == 0, told
    assert path.read_text() == "".join(f"by {n}.\n" for n in range(count))
