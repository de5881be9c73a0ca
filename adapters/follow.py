"""The events of one session, in their order, as facts for the hub.

One task per session reads them.  Before a stop is told, what the debuggee wrote
until then is pushed, so the hub knows how much output belongs to it.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import msgspec

from ..protocol.errors import DaebugError, named
from ..protocol.facts import (
    AdapterSpoke,
    BreakpointMoved,
    CapabilitiesGrew,
    Continued,
    DebuggeeStarted,
    Stopped,
)
from ..protocol.states import NoSuchStep
from . import alone, logpoints, process, rewording, run_in_terminal, together
from .dap import capabilities
from .dap.messages import Ended, Event, Reverse
from .kind import Resume, Stop, Tell
from .together import Met

if TYPE_CHECKING:
    from .session import Session

log = logging.getLogger("daebug.bridge")

#: Events that nobody here needs; most adapters send dozens of them.
IGNORED = frozenset({"module", "thread", "loadedSource", "memory", "invalidated",
                     "progressStart", "progressUpdate", "progressEnd"})  # fmt: skip


#: What LLDB says of the stop at which a program became another one.
EXEC = "exec"


async def follow(session: Session) -> None:
    """Read what the adapter says until its stream ends."""
    heard = session.connection.exchange.heard
    while True:
        item = await heard.get()
        if isinstance(item, Ended):
            error = named(item.code, item.facts)
            session.connection.handshake.broken(error)
            session.end.broke(error)
            return
        try:
            if isinstance(item, Reverse):
                reverse(session, item)
            else:
                for one in rewording.heard(session, item):
                    await event(session, one)
        except (DaebugError, NoSuchStep) as error:
            log.warning("%s: %s", item, error, extra={"session": session.name})
            session.connection.handshake.broken(error)
        except Exception:
            # One strange event must not end the session.
            log.exception("event of %s", session.adapter, extra={"session": session.name})


async def event(session: Session, item: Event) -> None:
    """Act on one event."""
    body = item.body
    match item.name:
        case "initialized":
            session.connection.handshake.initialized()
        case "stopped":
            await _stopped(session, body)
        case "continued":
            _continued(session, body)
            await session.plan.heard("continued", body)
        case "exited":
            session.end.exited(body.get("exitCode"))
        case "terminated":
            session.end.terminated()
        case "output":
            _output(session, body)
            await session.plan.heard("output", body)
            _started(session)
        case "breakpoint":
            _breakpoint(session, body)
        case "capabilities":
            more = body.get("capabilities") or {}
            connection = session.connection
            connection.capabilities = capabilities.grown(connection.capabilities, more)
            session.host.fact(CapabilitiesGrew(session=session.name, capabilities=more))
        case name if name not in IGNORED:
            if name == "process":
                session.plan.debuggee.identify(int(body.get("systemProcessId") or 0))
            await session.plan.heard(name, body)
            _started(session)


def reverse(session: Session, item: Reverse) -> None:
    """Answer a request of the adapter."""
    exchange = session.connection.exchange
    match item.command:
        case "runInTerminal":
            exchange.reply(item, run_in_terminal.run(session, item.arguments))
            _started(session)
        case "startDebugging":
            request = str(item.arguments.get("request") or "launch")
            session.host.child(session, request, item.arguments.get("configuration") or {})
            exchange.reply(item, {})
        case other:
            exchange.reply(item, f"this client has no {other}")


def _started(session: Session) -> None:
    """Tell the debuggee's process once it is known."""
    if session.plan.relays and not session.plan.debuggee.relatives:
        session.plan.debuggee.look()
    pid = session.plan.debuggee.pid
    if pid and session.end.watch():
        session.host.fact(
            DebuggeeStarted(
                session=session.name,
                pid=pid,
                started=process.started(pid),
                name=session.plan.debuggee.program.rpartition("/")[2] or process.name(pid),
            )
        )


async def _stopped(session: Session, body: dict[str, Any]) -> None:
    """Act on a stop; of one beside another only the hits are told."""
    if session.end.fell():
        return
    mine = await alone.stopped(session, body)
    if mine is None:
        return
    told = together.fellow(session, mine)
    session.running = False
    met = [await _met(session, mine)]
    if not told and together.several(session, met[0]):
        met += [await _met(session, other) for other in await together.others(session, met[0])]
    first = together.chosen(met)
    for one in met:
        if one.due and (told or one is not first):
            hit = list(one.due)
            session.host.fact(
                Stopped(session=session.name, reason=one.stop.reason, focus=False, breakpoints=hit)
            )
    if not told:
        await _decided(session, first.stop, first.due, all_threads=first.all_threads)


async def _met(session: Session, body: dict[str, Any]) -> Met:
    """Return what a ``stopped`` event means; its hits are counted."""
    stop = await _stop(session, body)
    return Met(
        stop=stop,
        due=session.breakpoints.due(stop.hit),
        focus=not body.get("preserveFocusHint"),
        all_threads=bool(body.get("allThreadsStopped", True)),
    )


async def _verdict(session: Session, stop: Stop, due: tuple[int, ...]) -> Tell | Resume:
    """Return what to do about a stop, of which the breakpoints ``due`` are told."""
    verdict: Tell | Resume
    if stop.hit and not due and not stop.hidden and not stop.paused:
        # A hit count of ours says: not yet.  A step that was under way can't be gone on with.
        verdict = Resume() if session.resumed in ("", "continue") else Tell(reason="step")
    else:
        verdict = await _judged(session, msgspec.structs.replace(stop, hit=due))
    if isinstance(verdict, Resume) and session.paused:
        # Who asked for a pause meanwhile has it: an adapter that holds the program has no other.
        return Tell(reason="pause")
    return verdict


async def _decided(
    session: Session, stop: Stop, due: tuple[int, ...], *, all_threads: bool
) -> None:
    """Tell a stop, or run on."""
    verdict = await _verdict(session, stop, due)
    if isinstance(verdict, Resume):
        await session.ask("continue", {"threadId": stop.thread_id, **alone.still(session)})
        return
    session.paused = False
    session.stopped_once = True
    session.plan.debuggee.look()
    await alone.over(session)

    async def told() -> None:
        session.host.fact(
            Stopped(
                session=session.name,
                reason=verdict.reason,
                description=verdict.description,
                text=verdict.text,
                thread_id=stop.thread_id if stop.thread_id is not None else verdict.thread_id,
                all_threads=all_threads,
                breakpoints=list(due),
                output_bytes=await session.plan.debuggee.output.drain(),
            )
        )

    if session.walk is not None and verdict.reason == "step":
        session.walk.stopped(stop.thread_id, told)
        return
    await told()
    if session.walk is not None:
        session.walk.over(verdict.reason)
    await session.breakpoints.drop(verdict.drop)


async def _stop(session: Session, body: dict[str, Any]) -> Stop:
    """Return a ``stopped`` event with the breakpoints that belong to it."""
    reason = str(body.get("reason") or "")
    description, text = str(body.get("description") or ""), str(body.get("text") or "")
    thread = body.get("threadId")
    numbers = body.get("hitBreakpointIds") or [
        int(number) for number in re.findall(r"\bbreakpoint (\d+)\.\d+", description)
    ]
    hit, hidden = session.breakpoints.hit(numbers, data=reason == "data breakpoint")
    if not numbers and reason.endswith("breakpoint"):
        arguments = {"threadId": thread, "startFrame": 0, "levels": 1}
        frames = (await session.ask("stackTrace", arguments)).get("stackFrames") or [{}]
        path = str((frames[0].get("source") or {}).get("path") or "")
        line, name = int(frames[0].get("line") or 0), str(frames[0].get("name") or "")
        hit, hidden = session.breakpoints.at(path, line, name)
    return Stop(
        reason=reason,
        description=description,
        text=text,
        thread_id=thread if isinstance(thread, int) else None,
        hit=hit,
        hidden=hidden,
        paused=session.paused,
        # A connection's stop is told twice.
        first=not (session.stopped_once and session.resumed),
    )


async def _judged(session: Session, stop: Stop) -> Tell | Resume:
    """Return the plan's verdict; a stop it can't judge is told as it came."""
    if EXEC in (stop.description, stop.text) and not stop.hit:
        return Tell(reason=EXEC, text="the program became another one; its breakpoints are kept")
    try:
        return await session.plan.judge(stop, session.ask)
    except DaebugError as error:
        log.warning("judging a stop: %s", error, extra={"session": session.name})
        return Tell(reason=stop.reason, description=stop.description, text=stop.text)


def _continued(session: Session, body: dict[str, Any]) -> None:
    """Tell that it runs, unless that was our own doing."""
    if not session.running:
        session.running = True
        thread = body.get("threadId")
        session.host.fact(Continued(session=session.name, thread_id=thread))


def _output(session: Session, body: dict[str, Any]) -> None:
    """Pass on the adapter's chatter, and the debuggee's output where it comes this way."""
    category = str(body.get("category") or "console")
    text = str(body.get("output") or "")
    if logged := logpoints.told(text):
        output = session.plan.debuggee.output
        for _, message in logged:
            output.say("log", f"{message}\n".encode())
        return
    if session.plan.relays and category in ("stdout", "stderr"):
        session.plan.debuggee.output.say(category, text.encode())
        return
    if category != "telemetry" and text and not session.end.how:
        session.host.fact(AdapterSpoke(session=session.name, category=category, text=text))


def _breakpoint(session: Session, body: dict[str, Any]) -> None:
    """Tell where one of the hub's breakpoints is now."""
    bound = session.breakpoints.moved(body)
    if bound is not None and session.opened:
        session.host.fact(
            BreakpointMoved(
                session=session.name,
                id=bound.id,
                verified=bound.verified,
                path=bound.path,
                line=bound.line,
                message=bound.message,
            )
        )
