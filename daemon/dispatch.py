"""From an ask to its answer: parse, run, render, exit status.

The one catch-all of the hub is here: what is no error of the catalogue is a
bug of ours; it is logged with its traceback and answered ``unexpected``.
"""

from __future__ import annotations

import asyncio
import inspect
import itertools
import json
import logging
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import msgspec

from .. import __version__
from ..protocol import errors, unicode, wire
from ..protocol.errors import DaebugError
from ..protocol.errors.daemon import Stopping, Unexpected, WrongVersion
from . import discreet, manual, parse, reduce, registry
from .client import Client
from .hub import Hub
from .keyhole import Caller, Keyhole
from .look import Look
from .parse import HelpWanted, Parsed
from .peephole import HubKeyhole
from .state import Job

log = logging.getLogger("daebug.dispatch")

#: Finished jobs that ``status`` may still want to show.
JOBS_KEPT = 20

#: Verbs that any version may ask of any daemon.
ANY_VERSION = ("stop", "version", "help")

_numbers = itertools.count(1)


async def answer(hub: Hub, client: Client, ask: wire.Ask) -> None:
    """Answer one ask, whatever it is; the client gets exactly one end."""
    argv = [os.fsdecode(word) for word in ask.argv] if isinstance(ask, wire.ArgvAsk) else []
    text = discreet.told(argv) if isinstance(ask, wire.ArgvAsk) else ask.verb
    job = Job(next(_numbers), text, ask.pid)
    hub.state.jobs[job.id] = job
    try:
        if await _other_version(hub, client, ask, argv):
            step, status = "finished", None
        elif isinstance(ask, wire.ArgvAsk):
            step, status = await _line(hub, client, ask, argv)
        else:
            step, status = await _typed(hub, client, ask)
    except asyncio.CancelledError:
        step, status = "cancelled", None
        if hub.stop.is_set():
            await _fail(client, Stopping(), as_json=parse.wants_json(argv))
            status = Stopping.exit_status
    reduce.end(job, step)
    log.info("%s: %s", job.text, job.state, extra={"job": job.id, "step": step})
    for number in [n for n, j in hub.state.jobs.items() if j.state != "accepted"][:-JOBS_KEPT]:
        del hub.state.jobs[number]
    if status is not None:
        client.finish(status)


async def _line(
    hub: Hub, client: Client, ask: wire.ArgvAsk, argv: list[str]
) -> tuple[str, int | None]:
    """Answer a command line with text (or JSON) and a status."""
    caller = caller_of(ask)
    as_json = parse.wants_json(argv)
    try:
        parsed = parse.read(argv)
        keyhole = HubKeyhole(hub, caller, parsed.session, client)
        keyhole.remarks = not parsed.json
        look = Look(cols=caller.cols or 100, color=caller.color and not as_json)
        async with aclosing(replies(parsed, keyhole)) as answers:
            async for reply in answers:
                shown = _json(reply) if parsed.json else parsed.command.render(reply, look)
                await client.text(wire.STDOUT, shown)
        if keyhole.leaving:
            client.farewell(errors.OK)
            return "finished", None
    except HelpWanted as wanted:
        return await _help(client, wanted.verb, caller.cols or 100)
    except DaebugError as error:
        await _fail(client, error, as_json=as_json)
        return "failed", error.exit_status
    except Exception as error:
        log.exception("a bug of ours in: %s", " ".join(argv)[:80])
        unexpected = Unexpected(what=f"{type(error).__name__}: {error}")
        await _fail(client, unexpected, as_json=as_json)
        return "failed", unexpected.exit_status
    return "finished", keyhole.status


async def _typed(hub: Hub, client: Client, ask: wire.TypedAsk) -> tuple[str, int | None]:
    """Answer a program's typed ask with a map."""
    try:
        command = registry.command(ask.verb)
        fields = dict(ask.request)
        session = str(fields.pop("session", ""))
        request = parse.request(command, fields)
        keyhole = HubKeyhole(hub, caller_of(ask), session, client)
        parsed = Parsed(command, ask.verb, request, session, json=True)
        async with aclosing(replies(parsed, keyhole)) as answers:
            async for reply in answers:
                await client.send(wire.REPLY, {"reply": msgspec.to_builtins(reply)})
        if keyhole.leaving:
            client.farewell(errors.OK)
            return "finished", None
    except DaebugError as error:
        await client.send(wire.REPLY, msgspec.to_builtins(error.document()))
        return "failed", error.exit_status
    except Exception as error:
        log.exception("a bug of ours in the typed ask %s", ask.verb)
        unexpected = Unexpected(what=f"{type(error).__name__}: {error}")
        await client.send(wire.REPLY, unexpected.document())
        return "failed", unexpected.exit_status
    return "finished", keyhole.status


async def replies(parsed: Parsed, keyhole: Keyhole) -> AsyncGenerator[Any]:
    """Yield the one reply of a command, or all of one that streams."""
    if inspect.isasyncgenfunction(getattr(parsed.command, "stream", None)):
        async with aclosing(parsed.command.stream(parsed.request, keyhole)) as answers:
            async for reply in answers:
                yield reply
        return
    yield await parsed.command.run(parsed.request, keyhole)


def caller_of(ask: wire.Ask) -> Caller:
    """Return who asks; colour as https://no-color.org has it, and only on a terminal."""
    env = wire.environment(ask)
    plain = bool(env.get("NO_COLOR")) or env.get("TERM") == "dumb"
    return Caller(
        cwd=os.fsdecode(ask.cwd) or "/",
        env=env,
        cols=ask.cols,
        color=ask.tty[1] and not plain,
        watching=ask.tty[2] and env.get("TERM") != "dumb",
        pid=ask.pid,
        interactive=ask.tty[0] and ask.tty[1],
    )


async def _other_version(hub: Hub, client: Client, ask: wire.Ask, argv: list[str]) -> bool:
    """Deal with a client of another version; whether that was all there is to do."""
    if ask.version == __version__ or (argv and argv[0] in ANY_VERSION):
        return False
    live = [s for s in hub.state.sessions.values() if s.live]
    if not hub.state.busy:
        client.again()
        return True
    held = len(live) + len(hub.state.roots) + len(hub.state.terminals)
    error = WrongVersion(client=ask.version, daemon=__version__, sessions=held)
    await _fail(client, error, as_json=parse.wants_json(argv))
    client.finish(error.exit_status)
    return True


async def _help(client: Client, verb: str, cols: int) -> tuple[str, int]:
    """Send a help page."""
    try:
        text = manual.page(verb, cols) if verb else manual.overview(cols)
    except DaebugError as error:
        await _fail(client, error, as_json=False)
        return "failed", error.exit_status
    await client.text(wire.STDOUT, text)
    return "finished", errors.OK


async def _fail(client: Client, error: DaebugError, *, as_json: bool) -> None:
    """Send an error: two lines on stderr, or one JSON object there."""
    text = json.dumps(error.document(), default=str) + "\n" if as_json else errors.spoken(error)
    await client.text(wire.STDERR, text)


def _json(reply: Any) -> str:
    """Return ``reply`` as a line of JSON; U+FFFD stands for what is no UTF-8 in it."""
    try:
        return msgspec.json.encode(reply).decode() + "\n"
    except UnicodeEncodeError:
        plain = unicode.readable(msgspec.to_builtins(reply))
        return msgspec.json.encode(plain).decode() + "\n"
