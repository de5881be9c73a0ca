"""A run in words: one line while it is under way, and the summary, failures first.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...protocol.pages import TestResult, Totals
from ...protocol.testing import File, Result, Summary
from ...protocol.transcript import clock, marks
from ..look import Look
from .tally import Tally

#: Failures that are printed with their errors; the rest is counted.
SHOWN = 50

#: Lines of one error, and characters of a line.
ERROR_LINES, LINE_CHARS = 14, 400

#: Results of one answer for programs.
LISTED = 20_000

#: Frames of a stack that are ours: they say nothing of the failure.
_OURS = re.compile(r"^\s+at .*/-daebug[-/:]")

#: What the address of a file is loaded with, so that no old copy is run.
_ADDRESS = re.compile(r"https?://[^/\s]+(/[^\s?()]*)\?t=\d+")


def summary(tally: Tally) -> Summary:
    """Return what a run came to."""
    totals = tally.totals
    tests = sorted(_results(tally), key=lambda one: ("fail", "skip", "pass").index(one.status))
    return Summary(
        ok=tally.ok,
        root=tally.root,
        passed=totals.passed,
        failed=totals.failed,
        skipped=totals.skipped,
        total=totals.total,
        duration_ms=round(tally.duration_ms, 1),
        pages=sorted({run.page for run in tally.files.values() if run.page}),
        files=[
            File(
                file=run.file,
                ok=run.ok,
                passed=run.totals.passed,
                failed=run.totals.failed,
                skipped=run.totals.skipped,
                duration_ms=round(run.duration_ms, 1),
                page=run.page,
                why=run.why,
            )
            for run in sorted(tally.files.values(), key=lambda run: run.file)
        ],
        tests=tests[:LISTED],
        left_out=max(totals.total - min(len(tests), LISTED), 0),
        notes=list(tally.notes),
    )


def progress(tally: Tally) -> str:
    """Return where a run is, in one line."""
    done, running = len(tally.over), [r for r in tally.files.values() if r.state == "running"]
    parts = [
        f"{done}/{len(tally.files)} files",
        _counts(tally.totals),
        clock.long_duration(round(tally.duration_ms)),
    ]
    if running:
        more = f" and {len(running) - 2} more" if len(running) > 2 else ""
        parts.append(", ".join(run.file for run in running[:2]) + more)
    return " \u00b7 ".join(parts)


def text(told: Summary, look: Look) -> str:
    """Return the summary: failures with their errors, then counts."""
    lines = list(_failures(told, look))
    empty = [file.file for file in told.files if file.ok and not file.passed + file.skipped]
    lines += [f"{file} holds no test" for file in empty[:5]]
    lines += [f"({note})" for note in told.notes]
    word = look.paint("passed", "green") if told.ok else look.paint("FAILED", "red")
    counts = f"{told.passed} pass, {told.failed} fail, {told.skipped} skip"
    files = f"{len(told.files)} file{'s' if len(told.files) != 1 else ''}"
    pages = f", {len(told.pages)} pages" if len(told.pages) > 1 else ""
    took = clock.long_duration(round(told.duration_ms))
    lines.append(f"{word}: {counts} in {files} ({took}{pages})")
    return "\n".join(lines) + "\n"


def _failures(told: Summary, look: Look) -> Iterator[str]:
    """Yield the lines of what failed."""
    failed = [one for one in told.tests if one.status == "fail"]
    mark = look.paint(marks.BROKEN, "red")
    for one in failed[:SHOWN]:
        title = " > ".join(filter(None, (one.suite, one.name)))
        yield f"{mark} {look.paint(title, 'bold')}  {one.file.lstrip('/')}"
        yield from (f"    {line}" for line in shortened(one.error))
        yield ""
    if told.failed > SHOWN:
        yield f"({told.failed - SHOWN} more failures: daebug test --json)"


def shortened(error: str) -> list[str]:
    """Return the lines of an error without frames of ours, the stack cut."""
    kept = [
        _ADDRESS.sub(r"\1", line)[:LINE_CHARS]
        for line in error.rstrip().splitlines()
        if not _OURS.match(line)
    ]
    if len(kept) <= ERROR_LINES:
        return kept
    return [*kept[:ERROR_LINES], f"... ({len(kept) - ERROR_LINES} more lines)"]


def _results(tally: Tally) -> Iterator[Result]:
    """Yield every test that is known, by file."""
    for run in sorted(tally.files.values(), key=lambda run: run.file):
        for test in run.tests:
            yield _result(test, run.file)


def _result(test: TestResult, file: str) -> Result:
    """Return one test as an answer has it."""
    return Result(
        name=test.name,
        status=test.status,
        suite=test.suite,
        file=file,
        duration_ms=test.duration_ms,
        error=test.error,
    )


def _counts(totals: Totals) -> str:
    """Return ``3 pass, 1 fail``."""
    return f"{totals.passed} pass, {totals.failed} fail"
