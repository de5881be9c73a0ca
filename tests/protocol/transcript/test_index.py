"""``daebug.md``, byte for byte as the predecessor wrote it."""

from __future__ import annotations

from typing import Any

import pytest

from daebug.protocol.transcript import clock, index
from daebug.protocol.transcript.index import Entry
from tests.protocol.transcript.texts import ZONE, recorded, vectors


def made(given: dict[str, Any]) -> str:
    """Return the index that the predecessor made of ``given``."""
    started = clock.twelve(given["startTime"], ZONE)
    if given.get("isShutdown"):
        return index.ended(started, clock.twelve(given["endTime"], ZONE))
    return index.live(started, [entry(page, given.get("root")) for page in given["pageList"]])


def entry(page: dict[str, Any], root: str | None) -> Entry:
    """Return a realm as it is listed."""
    return Entry(
        name=page["name"],
        path=page["file"].removeprefix(f"{root}/"),
        url=page["url"],
        state=page["state"].replace("idle", "live"),
        seen=clock.twelve(page["lastSeen"], ZONE),
        seen_at=page["lastSeen"],
    )


@pytest.mark.parametrize(("args", "result"), vectors("daebugMD_template"))
def test_the_index_is_written_as_before(args: list[dict[str, Any]], result: str) -> None:
    assert made(args[0]) == result


def test_a_recorded_index_is_read() -> None:
    before, after = recorded("transcripts")["22-shutdown"]
    assert [(one.name, one.path, one.state) for one in index.entries(before)] == [
        ("5-zen-1200-00-webworker", "daebug/5-zen-1200-00-webworker.md", "live"),
        ("5-zen-1200-00", "daebug/5-zen-1200-00.md", "live"),
    ]
    assert index.asks_shutdown(before)
    assert not index.asks_shutdown(after)
    assert index.concluded(after)
    assert not index.concluded(before)


@pytest.mark.parametrize("line", ["%%SHUTDOWN%%", "  %%SHUTDOWN%%\t", "%%SHUTDOWN%%\r"])
def test_the_marker_is_a_line_of_its_own(line: str) -> None:
    assert index.asks_shutdown(f"a\n{line}\nb")


@pytest.mark.parametrize("line", ["`%%SHUTDOWN%%`", "not %%SHUTDOWN%%", "%%shutdown%%"])
def test_a_marker_within_a_line_is_none(line: str) -> None:
    assert not index.asks_shutdown(f"a\n{line}\nb")


def test_a_page_cannot_shut_the_server_down_through_its_name_or_url() -> None:
    evil = "x\n%%SHUTDOWN%%\n"
    text = index.live("7:00:00 AM", [Entry(name=evil, path=evil, url=evil, state=evil, seen="s")])
    assert not index.asks_shutdown(text)


def test_what_is_listed_can_be_read() -> None:
    entries = [
        Entry(
            name="a[b]", path="daebug/a(1).md", url="http://x/(y) at 1: z", state="live", seen="s"
        )
    ]
    (read,) = index.entries(index.live("7:00:00 AM", entries))
    assert (read.name, read.path, read.url) == (
        "a(b)",
        "daebug/a%281%29.md",
        "http://x/(y) at 1: z",
    )


def test_the_way_to_start_again_may_be_another() -> None:
    assert "```\ndaebug start\n```" in index.ended("a", "b", restart="daebug start")
