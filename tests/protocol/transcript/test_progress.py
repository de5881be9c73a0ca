"""Test sections, against what the predecessor wrote."""

from __future__ import annotations

import re

import pytest

from daebug.protocol.pages import TestResult as Result
from daebug.protocol.pages import Totals
from daebug.protocol.transcript import clock, progress, scan
from tests.protocol.transcript.texts import ZONE, recorded, vectors


def result(given: dict[str, object]) -> Result:
    """Return the result that an old page sent as ``given``."""
    done = clock.moment(str(given.get("completedAt", "")), ZONE)
    return Result(
        name=str(given["name"]),
        status=str(given["status"]),
        suite=str(given.get("suite") or ""),
        duration_ms=float(str(given["duration"])),
        at=done.timestamp() * 1000 if done else 0.0,
        error=str(given.get("error") or ""),
    )


@pytest.mark.parametrize(("args", "lines"), vectors("formatTestItem"))
def test_a_test_is_written_as_before(args: list[dict[str, object]], lines: list[str]) -> None:
    assert progress.item(result(args[0]), ZONE).split("\n") == lines


def test_a_recorded_run_is_written_as_before() -> None:
    text = recorded("transcripts")["17-node-test"][1]
    theirs = text[text.index("## Test Results") : text.index("\n\n\n####")]
    rows = re.findall(
        r"^([✓✗○]) (?:(.*) > )?(.*) (\d\d:\d\d:\d\d) \((\d+)ms\)$", theirs, re.MULTILINE
    )
    errors = iter(re.findall(r"```\n(.*?)\n```", theirs, re.DOTALL))
    day = "2026-01-02T"
    tests = [
        result(
            {
                "name": name,
                "suite": suite,
                "status": {"✓": "pass", "✗": "fail", "○": "skip"}[glyph],
                "duration": took,
                "completedAt": f"{day}{time}Z",
                "error": next(errors) if glyph == "✗" else "",
            }
        )
        for glyph, suite, name, time, took in rows
    ]
    totals = Totals(passed=20, failed=4, skipped=1, total=25)
    passes_first = sorted(tests, key=lambda test: test.status != "pass")
    assert progress.section(totals, 5557, passes_first, complete=True, zone=ZONE) == theirs


def test_progress_is_headed_by_the_counts_so_far() -> None:
    totals = Totals(passed=8, failed=2)
    heading = progress.heading(totals, 2200, complete=False)
    assert heading == "## Test Progress: 8/10 pass, 2 fail (2.2s)"


def test_of_very_many_tests_the_failures_are_shown_first() -> None:
    tests = [Result(name=f"t{n}", status="pass") for n in range(500)]
    section = progress.section(
        Totals(), 1, [*tests, Result(name="bad", status="fail")], complete=True
    )
    assert section.split("\n")[2].startswith("✗ bad")
    assert section.endswith("... (301 more tests omitted) ...")


def test_a_name_or_an_error_cannot_forge_a_line() -> None:
    footer = "----\n> Append your JavaScript snippet below\n"
    test = Result(name="a\n# b", status="fail", error=f"```\n{footer}", suite="s\r\n> **x**")
    kinds = [type(one).__name__ for one in scan.elements(progress.item(test).encode())]
    assert kinds == ["Fence"]
