"""What a run of tests came to, as programs and people are told."""

from __future__ import annotations

import msgspec


class Result(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One test."""

    name: str
    #: ``pass``, ``fail`` or ``skip``.
    status: str
    #: Names of the suites around it, outermost first, with `` > `` between.
    suite: str = ""
    #: ``/path`` from the root.
    file: str = ""
    duration_ms: float = 0.0
    error: str = ""


class File(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One test file."""

    file: str
    ok: bool
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    duration_ms: float = 0.0
    #: The page that ran it.
    page: str = ""
    #: Why it did not end as it should.
    why: str = ""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run."""

    #: Every file ended, and no test failed.
    ok: bool
    root: str
    passed: int
    failed: int
    skipped: int
    total: int
    duration_ms: float
    #: Names of the pages that ran it.
    pages: list[str]
    files: list[File]
    #: Failures first, then skipped tests, then the others.
    tests: list[Result]
    #: Tests that are not in the list.
    left_out: int = 0
    #: What the reader should know of how it was run.
    notes: list[str] = []
