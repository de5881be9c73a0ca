"""Run JavaScript in a page and print its result and what it logged.

CODE is an expression or statements; - reads standard input, and the name of a
.js file runs that file.  No transcript is touched.  The exit status is 1 when
the code throws.

Examples:
  daebug run 7-zen 'document.title'
  daebug run 7-zen check.js --timeout 300
  echo 'await fetch("/x").then(r => r.status)' | daebug run 7-zen -
"""

from __future__ import annotations

import os

import click
import msgspec

from ...protocol.errors.pages import JobCancelled, JobInterrupted, JobTimedOut
from ...protocol.errors.usage import BadUsage, NoSuchFile
from ...protocol.scripts import ShownEvent
from .. import replies, root_choice
from ..keyhole import Keyhole
from ..look import Look
from ..page_state import PageJob

TOPIC = "pages"
TAKES_DASHES = True

#: Bytes of code that are taken.
MOST_BYTES = 10_000_000

PARAMS = (
    click.Argument(["realm"]),
    click.Argument(["code"]),
    click.Option(["--agent"], default="", metavar="NAME", help="Who asks, for the logs."),
    click.Option(
        ["--timeout", "-t"], type=float, metavar="S", help="Longest run (default: pages.job_s, 60)."
    ),
    click.Option(
        ["--console"], default="", metavar="LEVEL", help="Show events of this level and above."
    ),
)


class Request(msgspec.Struct, kw_only=True):
    """What to run, where."""

    realm: str
    code: str
    agent: str = ""
    timeout: float | None = None
    console: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """What came of it."""

    job: str
    realm: str
    ok: bool
    state: str
    #: How ``text`` is to be read: JSON, Text or Error.
    info: str
    text: str
    duration_ms: float
    events: list[ShownEvent]
    events_left_out: int
    #: What was answered for the page: one line a dialog.
    dialogs: list[str]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Run it; answer when it is over."""
    if request.timeout is not None and request.timeout <= 0:
        raise BadUsage(why="--timeout is more than 0 seconds", command="daebug run")
    code = await _code(request, hub)
    realm = root_choice.live(hub.state, hub.caller, request.realm)
    jobs = hub.pages.jobs
    job = jobs.accept(
        realm.root,
        realm.name,
        code=code,
        agent=request.agent,
        timeout_s=request.timeout or 0.0,
        console=request.console,
    )
    try:
        await jobs.settled(job)
    finally:
        job.told = True
        await jobs.cancel(job, "whoever asked for it is gone")  # changes nothing when it is over
    _raise(job)
    if not job.ok:
        hub.fail()
    info, text = replies.said(job)
    told = replies.shown(job.events, request.console)
    return Reply(
        job=job.id,
        realm=job.realm,
        ok=job.ok,
        state=job.state,
        info=info,
        text=text,
        duration_ms=round(job.duration_ms, 3),
        events=told.events,
        events_left_out=told.left_out,
        dialogs=job.dialogs,
    )


async def _code(request: Request, hub: Keyhole) -> str:
    """Return the code itself.

    Raises:
        NoSuchFile: a .js file that is not there.
        BadUsage: there is too much of it.
    """
    if request.code == "-":
        pieces: list[bytes] = []
        while data := (await hub.stdin()).data:
            pieces.append(data)
            if sum(map(len, pieces)) > MOST_BYTES:
                raise BadUsage(why=f"over {MOST_BYTES} bytes of code", command="daebug run")
        return b"".join(pieces).decode("utf-8", "replace")
    if not request.code.endswith((".js", ".mjs")) or any(c in request.code for c in "\n;()"):
        return request.code
    return _file(hub.caller.path(request.code))


def _file(path: str) -> str:
    """Return the text of a script.

    Raises:
        NoSuchFile: it can't be read.
    """
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(MOST_BYTES)
    except OSError:
        raise NoSuchFile(path=path, near="", folder=os.path.dirname(path)) from None


def _raise(job: PageJob) -> None:
    """Raise what kept ``job`` from a result of its page.

    Raises:
        JobTimedOut, JobInterrupted, JobCancelled: it has none.
    """
    match job.state:
        case "timed-out":
            raise JobTimedOut(realm=job.realm, job=job.id, waited_s=job.timeout_s)
        case "interrupted":
            raise JobInterrupted(realm=job.realm, job=job.id, why=job.why)
        case "cancelled":
            raise JobCancelled(realm=job.realm, job=job.id, why=job.why)
        case "failed" if not job.error:
            raise JobInterrupted(realm=job.realm, job=job.id, why=job.why)


def render(reply: Reply, look: Look) -> str:
    """Return the result, and under it what was logged."""
    lines = [look.paint(reply.text, "red") if not reply.ok else reply.text]
    for event in reply.events:
        times = f" x {event.times}" if event.times > 1 else ""
        what = event.source or "error" if event.type == "error" else f"console.{event.level}"
        lines.append(look.paint(f"[{what}{times}]", "dim") + f" {event.stack or event.text}")
    if reply.events_left_out:
        lines.append(f"({reply.events_left_out} more events: daebug console {reply.realm})")
    lines += [f"[dialog] {said}" for said in reply.dialogs]
    return "\n".join(lines) + "\n"
