"""Test runs in a transcript: the section for progress, the one for the result.

Failures first, then skipped tests, then passed ones, each in the order they came.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from .. import plain
from ..pages import TestResult, Totals
from . import clock, fences, marks, values, wording

#: Tests of one section; failures are shown before others are.
SHOWN = 200

#: Characters of one test's error.
CHARS = 4_000

_GLYPHS = {"pass": marks.PASSED, "fail": marks.BROKEN}
_ORDER = ("fail", "skip", "pass")


def heading(totals: Totals, duration_ms: float, *, complete: bool) -> str:
    """Return the heading of a section: counts so far, or of the whole run."""
    took = clock.long_duration(duration_ms)
    if complete:
        counts = f"{totals.passed} pass, {totals.failed} fail, {totals.skipped} skip"
        return f"## Test Results: {counts} ({took})"
    done = totals.passed + totals.failed
    return f"## Test Progress: {totals.passed}/{done} pass, {totals.failed} fail ({took})"


def item(test: TestResult, zone: dt.tzinfo | None = None) -> str:
    """Return the line of one test, and its error in a block."""
    suite = f"{_line(test.suite)} > " if test.suite else ""
    stamp = clock.hms(test.at, zone) if test.at > 0 else ""
    glyph = _GLYPHS.get(test.status, marks.SKIPPED)
    line = f"{glyph} {suite}{_line(test.name)} {stamp} ({clock.number(test.duration_ms)}ms)"
    if not test.error:
        return line
    return f"{line}\n{fences.wrap(values.short(values.clean(test.error), CHARS))}"


def section(
    totals: Totals,
    duration_ms: float,
    tests: Sequence[TestResult],
    *,
    complete: bool,
    zone: dt.tzinfo | None = None,
) -> str:
    """Return a section: the heading, a blank line, the tests; without a last line feed."""
    ordered = [test for status in _ORDER for test in tests if test.status == status]
    lines = [heading(totals, duration_ms, complete=complete), ""]
    lines += [item(test, zone) for test in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        lines.append(wording.more_tests(len(ordered) - SHOWN))
    return "\n".join(lines)


def _line(text: str) -> str:
    """Return a name as it can stand in a line."""
    return plain.one_line(text, 300)
