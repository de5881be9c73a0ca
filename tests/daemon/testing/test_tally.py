"""Files of a run, from waiting to their end."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from daebug.daemon.testing.tally import Tally
from daebug.protocol import pages
from daebug.protocol.pages import TestsProgressed as Progressed
from daebug.protocol.pages import Totals


def result(name: str, status: str = "pass") -> Any:
    return pages.TestResult(name=name, status=status)


def progressed(*recent: Any, complete: bool = False, total: int = 0) -> Progressed:
    failed = sum(one.status == "fail" for one in recent)
    return Progressed(
        root="/site",
        realm="zen",
        load="one",
        run="r",
        totals=Totals(passed=(total or len(recent)) - failed, failed=failed, total=len(recent)),
        duration_ms=1.0,
        recent=list(recent),
        complete=complete,
    )


def begun(*files: str) -> Tally:
    tally = Tally("/site", list(files))
    run = tally.take()
    assert run is not None
    tally.begin(run, "zen")
    return tally


def test_a_file_is_over_with_what_its_page_told_last() -> None:
    tally = begun("/a")
    run = tally.files["/a"]
    tally.progressed(run, progressed(result("one")))
    tally.progressed(run, progressed(result("one"), result("two"), complete=True))
    tally.end(run)
    assert [one.name for one in run.tests] == ["one", "two"]
    assert (tally.ok, tally.totals.passed, run.why) == (True, 2, "")


def test_a_file_that_is_broken_off_keeps_its_tests_and_fails_once() -> None:
    tally = begun("/a", "/b")
    run = tally.files["/a"]
    tally.progressed(run, progressed(result("one")))
    tally.end(run, "the page was closed")
    tally.end(run, "once more")
    assert [(one.name, one.error) for one in run.tests] == [
        ("one", ""),
        ("Broken off: /a", "the page was closed"),
    ]
    assert (run.totals.passed, run.totals.failed, run.totals.total) == (1, 1, 2)
    assert not tally.ok


def test_a_page_that_goes_after_the_end_of_a_file_changes_nothing() -> None:
    tally = begun("/a")
    run = tally.files["/a"]
    tally.progressed(run, progressed(result("one"), complete=True))
    tally.end(run, "the page was closed")
    assert (run.ok, run.totals.failed) == (True, 0)


def test_a_file_without_a_result_is_no_success() -> None:
    tally = begun("/a")
    tally.end(tally.files["/a"])
    assert not tally.ok
    assert tally.files["/a"].why == "its page told no result"


def test_what_is_given_up_is_told_file_by_file() -> None:
    tally = begun("/a", "/b", "/c")
    tally.end(tally.files["/a"], "gone")
    tally.give_up("no page was left")
    assert tally.take() is None
    assert [one.tests[0].name for one in tally.files.values()] == [
        "Broken off: /a",
        "Not run: /b",
        "Not run: /c",
    ]
    assert tally.totals.failed == 3


def test_progress_of_a_file_that_is_over_is_not_taken() -> None:
    tally = begun("/a")
    run = tally.files["/a"]
    tally.end(run, "gone")
    tally.progressed(run, progressed(result("late"), complete=True))
    assert run.totals.total == 1


def test_tests_that_did_not_fit_in_the_last_message_are_kept_from_those_before() -> None:
    tally = begun("/a")
    run = tally.files["/a"]
    tally.progressed(run, progressed(result("one"), result("two")))
    last = msgspec.structs.replace(
        progressed(result("two"), result("three", "fail"), complete=True),
        totals=Totals(passed=2, failed=1, total=3),
    )
    tally.progressed(run, last)
    assert [one.name for one in run.tests] == ["one", "two", "three"]


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daebug.daemon.testing.tally.KEPT", 3)
    tally = begun("/a")
    run = tally.files["/a"]
    for at in range(5):
        tally.progressed(run, progressed(result(f"t{at}")))
    assert [one.name for one in run.tests] == ["t0", "t1", "t2"]


def test_an_empty_file_that_ended_is_good() -> None:
    tally = begun("/a")
    tally.progressed(tally.files["/a"], progressed(complete=True))
    tally.end(tally.files["/a"])
    assert (tally.ok, tally.totals.total) == (True, 0)
