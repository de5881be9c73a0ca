"""A run of tests that was ordered over HTTP."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from ...protocol import plain
from ...protocol.asks import RunTests, SummaryTold
from ..page_state import Root
from . import report
from .wanted import AUTO, Wanted

if TYPE_CHECKING:
    from ..pages import Pages


async def run(pages: Pages, root: Root, question: RunTests) -> SummaryTold:
    """Run test files of ``root``; return the summary when they are over.

    The browser, where one is needed, is the one of the settings: who asks over
    HTTP names no programs.

    Raises:
        NoTests, NoSuchRealm, NoBrowser, BrowserFailed: nothing was run.
    """
    wanted = Wanted(
        root=root.path,
        files=question.files,
        exclude=question.exclude,
        page=plain.realm(question.page),
        pages=question.parallel or AUTO,
        timeout_s=question.timeout_s,
        env=dict(pages.door.env),
    )
    async with aclosing(pages.tests.conduct(wanted)) as steps:
        async for tally in steps:
            last = tally
    return SummaryTold(summary=report.summary(last))
