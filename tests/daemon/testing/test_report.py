"""The words of a run."""

from __future__ import annotations

from daebug.daemon.look import Look
from daebug.daemon.testing import report
from daebug.daemon.testing.tally import Tally
from daebug.protocol import pages
from daebug.protocol.pages import TestsProgressed as Progressed
from daebug.protocol.pages import Totals
from tests.daemon.testing.test_tally import begun, progressed, result

STACK = """AssertionError: 1 == 2
    at check (http://localhost:8123/src/check.js?t=1763730000000:3:9)
    at body (http://localhost:8123/-daebug-node:test.js:410:5)
    at Object.<anonymous> (http://localhost:8123/a.test.js?t=1763730000000:5:1)
"""


def failed() -> Tally:
    """Return a run of two files: one failed, the other holds nothing."""
    tally = begun("/a.test.js", "/b.test.js")
    one = pages.TestResult(name="adds", suite="math > sums", status="fail", error=STACK)
    first = tally.files["/a.test.js"]
    tally.progressed(first, progressed(result("fine"), one, complete=True))
    tally.end(first)
    second = tally.take()
    assert second is not None
    tally.begin(second, "zen")
    tally.progressed(second, progressed(complete=True))
    tally.end(second)
    tally.notes = ["said once"]
    return tally


def test_failures_come_first_with_their_place_and_without_frames_of_ours() -> None:
    told = report.text(report.summary(failed()), Look())
    assert told.splitlines()[:-1] == [
        "\u2717 math > sums > adds  a.test.js",
        "    AssertionError: 1 == 2",
        "        at check (/src/check.js:3:9)",
        "        at Object.<anonymous> (/a.test.js:5:1)",
        "",
        "/b.test.js holds no test",
        "(said once)",
    ]
    assert told.splitlines()[-1].startswith("FAILED: 1 pass, 1 fail, 0 skip in 2 files (")


def test_a_summary_lists_failures_before_the_rest() -> None:
    told = report.summary(failed())
    assert [one.name for one in told.tests] == ["adds", "fine"]
    assert (told.ok, told.total, told.left_out, told.pages) == (False, 2, 0, ["zen"])
    assert [(one.file, one.ok) for one in told.files] == [
        ("/a.test.js", False),
        ("/b.test.js", True),
    ]


def test_tests_that_were_not_kept_are_counted() -> None:
    tally = begun("/a")
    run = tally.files["/a"]
    fact = Progressed(
        root="/site",
        realm="zen",
        load="one",
        run="r",
        totals=Totals(passed=9, total=9),
        duration_ms=1.0,
        recent=[result("one")],
        complete=True,
    )
    tally.progressed(run, fact)
    tally.end(run)
    assert report.summary(tally).left_out == 8


def test_a_long_error_is_cut() -> None:
    lines = report.shortened("\n".join(f"line {at}" for at in range(100)))
    assert len(lines) == report.ERROR_LINES + 1
    assert lines[-1] == "... (86 more lines)"


def test_progress_names_what_runs() -> None:
    tally = begun("/a", "/b", "/c")
    for _ in range(2):
        run = tally.take()
        assert run is not None
        tally.begin(run, "zen")
    told = report.progress(tally)
    assert told.startswith("0/3 files \u00b7 0 pass, 0 fail \u00b7 ")
    assert told.endswith(" \u00b7 /a, /b and 1 more")
