"""What pages were given is known after a kill, and only what is not answered."""

from __future__ import annotations

from pathlib import Path

from daebug.daemon.accepted import Accepted
from daebug.protocol import places
from daebug.protocol.scripts import RequestFound


def found(code: str, root: str = "/site") -> RequestFound:
    """Return the fact of a request."""
    return RequestFound(root=root, transcript="page", request="r-1", agent="ann", code=code)


def test_what_did_not_end_is_left_for_the_next_hub(tmp_path: Path) -> None:
    first = Accepted(tmp_path)
    assert first.left == {}
    one = first.begin(found("1"))
    first.begin(found("2"))
    first.end(one)
    with places.accepted(tmp_path).open("a") as file:
        file.write('{"number":7,"ro')  # cut off by the kill
    second = Accepted(tmp_path)
    assert [(left.agent, left.code) for left in second.left["/site"]] == [("ann", "2")]
    # Killed before it told anybody: the third knows it still, and what the second had begun.
    second.begin(found("3", "/other"))
    third = Accepted(tmp_path)
    assert [left.code for left in third.left["/site"]] == ["2"]
    assert [left.code for left in third.left["/other"]] == ["3"]
    for hub in (first, second, third):
        hub.close()


def test_the_file_is_empty_when_all_is_answered(tmp_path: Path) -> None:
    accepted = Accepted(tmp_path)
    number = accepted.begin(found("1"))
    accepted.end(number)
    assert places.accepted(tmp_path).read_bytes() == b""
    accepted.close()


def test_what_was_told_is_forgotten_when_the_file_is_emptied(tmp_path: Path) -> None:
    first = Accepted(tmp_path)
    first.begin(found("1"))
    second = Accepted(tmp_path)
    second.told("/site")
    second.end(second.begin(found("2")))
    third = Accepted(tmp_path)
    assert third.left == {}
    for hub in (first, second, third):
        hub.close()
