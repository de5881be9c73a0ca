"""Run test files inside a page: node:test suites in a real browser.

GLOB is a pattern, a file or a folder; without one the files are those that Node
runs by itself (*.test.js, test-*.js, test/ and so on).  What .gitignore leaves
out is left out.  They run in a page of the folder that is open, else in a
headless Chromium that is started for them and ended with them.  --parallel
spreads the files over several pages, the slow ones first.  The exit status is 0
when all passed and 1 when a test failed.

Examples:
  daebug test
  daebug test 'src/**/*.test.js' --parallel
  daebug test test/login.test.js --page 7-zen --timeout 60
  daebug --test 'src/**/*.test.js'
"""

from __future__ import annotations

import os
from contextlib import aclosing

import click
import msgspec

from ...protocol import plain
from ...protocol.errors.usage import BadUsage
from ...protocol.testing import Summary
from .. import root_choice, serving_root
from ..keyhole import Keyhole
from ..look import Look
from ..testing import report, wanted
from ..testing.wanted import AUTO, MOST_PAGES, Wanted

TOPIC = "pages"

#: Remarks on the way: every look of the first ones, then ever fewer.
EACH = 20


class _Count(click.ParamType[int]):
    """A number of pages; a word that is none is a pattern, since the number may be left out."""

    name = "N"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number; keep a pattern for ``_globs``."""
        if isinstance(value, int):
            return value
        word = str(value)
        if word.isdigit() and 1 <= int(word) <= MOST_PAGES:
            return int(word)
        if word.isdigit() or word.startswith("-") or ctx is None:
            self.fail(f"{word} is not a number from 1 to {MOST_PAGES}", param, ctx)
        ctx.meta.setdefault(__name__, []).append(word)
        return AUTO


def _globs(context: click.Context, _: click.Parameter, given: tuple[str, ...]) -> list[str]:
    """Return the patterns, those among them that followed ``--parallel``."""
    return [*context.meta.get(__name__, []), *given]


PARAMS = (
    click.Option(
        ["--parallel"],
        type=_Count(),
        is_flag=False,
        flag_value=AUTO,
        default=1,
        is_eager=True,
        metavar="[N]",
        help="Share the files among N pages (without N: one for each processor).",
    ),
    click.Argument(["globs"], nargs=-1, metavar="[GLOB]...", callback=_globs),
    click.Option(["--page"], default="", metavar="NAME", help="Run in this page or worker."),
    click.Option(
        ["--timeout", "-t"],
        type=float,
        metavar="S",
        help="Longest time of a file, and of a test without a limit (default: 600 and 30).",
    ),
    click.Option(
        ["--browser"], default="", metavar="PATH", help="Start this browser, whatever is open."
    ),
    click.Option(["--headed"], is_flag=True, help="Start a browser with a window."),
    click.Option(
        ["--exclude"],
        multiple=True,
        metavar="GLOB",
        help="Leave these out (repeatable; default: dist/** and build/**).",
    ),
    click.Option(["--root", "-r"], default="", metavar="DIR", help="The folder that is served."),
    click.Option(
        ["--port", "-p"],
        type=click.IntRange(1, 65535),
        metavar="N",
        help="Serve on this port, if the folder is not served.",
    ),
)


class Request(msgspec.Struct, kw_only=True):
    """Which files, where."""

    globs: list[str] = []
    page: str = ""
    parallel: int = 1
    timeout: float | None = None
    browser: str = ""
    headed: bool = False
    exclude: list[str] = []
    root: str = ""
    port: int = 0


Reply = Summary


async def run(request: Request, hub: Keyhole) -> Summary:
    """Run them; answer with the summary."""
    asked, told = _wanted(request, hub), 0
    async with aclosing(hub.pages.tests.conduct(asked)) as steps:
        async for tally in steps:
            told += 1
            if len(tally.over) == len(tally.files):
                continue
            if hub.caller.watching or told <= EACH or told % EACH == 0:
                await hub.remark(report.progress(tally))
    await hub.remark("")
    summary = report.summary(tally)
    if not summary.ok:
        hub.fail()
    return summary


def _wanted(request: Request, hub: Keyhole) -> Wanted:
    """Return the run that is asked for.

    Raises:
        NoSuchFile: there is no such folder.
        BadUsage: a pattern leads out of it, or a number is none.
    """
    if request.timeout is not None and request.timeout <= 0:
        raise BadUsage(why="--timeout is more than 0 seconds", command="daebug test")
    if request.page and (request.browser or request.headed or request.parallel != 1):
        why = "--page names one page: not with --parallel, --browser, --headed"
        raise BadUsage(why=why, command="daebug test")
    cwd = hub.caller.cwd
    root = _root(request, hub)
    base = cwd if wanted.within(root, cwd) else root
    browser = hub.caller.path(request.browser) if os.sep in request.browser else request.browser
    return Wanted(
        root=root,
        port=request.port,
        files=wanted.patterns(request.globs, root, base, command="daebug test"),
        exclude=wanted.patterns(request.exclude, root, base, command="daebug test") or None,
        folder="/" if request.globs else wanted.inside(root, base),
        page=plain.realm(request.page),
        pages=request.parallel,
        timeout_s=request.timeout or 0.0,
        browser=browser,
        headed=request.headed,
        env=hub.caller.env,
    )


def _root(request: Request, hub: Keyhole) -> str:
    """Return the folder that is served, or is to be: what is named, else the one around us."""
    if not request.root and (held := root_choice.here(hub.state, hub.caller.cwd)) is not None:
        return held.path
    return serving_root.folder(request.root, hub.caller)


def render(reply: Summary, look: Look) -> str:
    """Return failures first, then the counts."""
    return report.text(reply, look)
