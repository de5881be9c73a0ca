"""Bring up a session, and bring one up again: the work behind start, attach, restart."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import msgspec

from ..protocol import places
from ..protocol.config import Adapters, Config, Described
from ..protocol.errors import DaebugError
from ..protocol.errors.daemon import NoAnswer, ProcessDown
from ..protocol.orders import (
    EACH_S,
    Answer,
    CloseSession,
    Launch,
    OpenSession,
    SessionOpened,
    Target,
)
from . import anchors, breakpoints, building, reduce, sessions
from .keyhole import Keyhole
from .setup import shelf
from .spool import Spool
from .state import BreakpointRecord, Session

log = logging.getLogger("daebug.opening")

#: What ending a session may take: the adapter's good-bye, then SIGKILL.
CLOSE_S = 5.0

#: Seconds to wait for the bridge, once it did not answer in all the time for a start.
GIVE_UP_S = 0.5


@contextlib.asynccontextmanager
async def entered(
    hub: Keyhole, target: Target, *, adapter: str, title: str = ""
) -> AsyncIterator[Session]:
    """Yield a new session to bring up; one that fails to is taken out of the state again.

    Raises:
        SessionTaken: a live session has the wanted name.
    """
    session = await _enter(hub, target, adapter=adapter, title=title)
    try:
        yield session
    except DaebugError:
        hub.state.sessions.pop(session.name, None)
        session.output.close()
        hub.touch()
        raise


async def _enter(hub: Keyhole, target: Target, *, adapter: str, title: str) -> Session:
    """Enter a new session in the state, ``starting``; an ended one of that name gives way.

    Raises:
        SessionTaken: a live session has the wanted name.
    """
    old = hub.state.sessions.get(sessions.name_for(hub.state, hub.wanted_session, target, title))
    if old is not None:
        await _leave(hub, old)
    # Somebody else may have taken the name meanwhile.
    name = sessions.name_for(hub.state, hub.wanted_session, target, title)
    old = hub.state.sessions.get(name)
    if old is not None:
        old.output.close()
    session = Session(
        name=name,
        target=target,
        folder=hub.caller.cwd,
        asked_adapter=adapter,
        output=Spool(hub.config.output.keep_bytes),
    )
    hub.state.sessions[name] = session
    hub.touch()
    return session


async def bring_up(hub: Keyhole, session: Session) -> None:
    """Have the bridge open ``session``: adapter, handshake, breakpoints.

    A client that dies meanwhile does not end it: the session comes up and is
    there for the next command.

    Raises:
        DaebugError: no adapter, no such program, launch failed, time up; the
            session is ``failed`` then.
    """
    session.opening = asyncio.create_task(_bring_up(hub, session))
    await asyncio.shield(session.opening)


async def _bring_up(hub: Keyhole, session: Session) -> None:
    """Do it, whoever still waits."""
    settings = hub.config.adapters
    order = OpenSession(
        session=session.name,
        target=session.target,
        adapter=session.asked_adapter,
        breakpoints=[r.wanted for r in session.breakpoints.values() if r.enabled],
        exceptions=None if session.catches is None else list(session.catches),
        exception_conditions={n: c for n, c in (session.catches or {}).items() if c},
        adapter_paths=adapter_paths(settings),
        described=described(hub),
        timeout_s=settings.start_s + EACH_S * len(session.breakpoints),
    )
    try:
        answer = await _ordered(hub, session, order, order.timeout_s + 5)
    except DaebugError as error:
        if isinstance(error, NoAnswer):
            await _give_up(hub, session)
        session.lost = error.text
        reduce.step(session, "failed")
        hub.touch()
        raise
    if isinstance(answer, SessionOpened):
        _opened(session, answer)
    hub.touch()


async def _give_up(hub: Keyhole, session: Session) -> None:
    """Have a bridge that does not answer end the session, whenever it comes to that."""
    order = CloseSession(session=session.name, terminate=True, timeout_s=CLOSE_S)
    with contextlib.suppress(DaebugError):
        await hub.order("bridge", order, GIVE_UP_S)


def adapter_paths(settings: Adapters) -> dict[str, str]:
    """Return the paths of adapters that the settings name, by adapter.

    Each text in that section is one, called as the adapter is.
    """
    fields = msgspec.structs.asdict(settings)
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    return {name.replace("_", "-"): path for name, path in texts.items() if path}


def described(hub: Keyhole, config: Config | None = None) -> dict[str, Described]:
    """Return the adapters without a module: those that setup installed, and the settings' own."""
    own = (config or hub.config).described
    return {**shelf.described(places.adapter_folder(hub.env)), **own}


async def _ordered(hub: Keyhole, session: Session, order: OpenSession, timeout_s: float) -> Answer:
    """Give the order to the bridge; to its successor where it died before it began.

    Once an adapter was at work the program may have run: it is not started twice.
    """
    await hub.ensure("bridge")
    try:
        return await hub.order("bridge", order, timeout_s)
    except ProcessDown:
        if session.adapter_pid:
            raise
        await hub.ensure("bridge")
        return await hub.order("bridge", order, timeout_s)


def _opened(session: Session, answer: SessionOpened) -> None:
    """Note what the bridge told of a session that is up."""
    session.adapter = answer.adapter
    session.profile = answer.profile
    session.capabilities = {**answer.capabilities, **session.capabilities}
    session.pid = answer.pid or session.pid
    session.notes += answer.notes
    breakpoints.note(session, answer.bound)
    session.notes += breakpoints.remarks(session)
    reduce.step(session, "opened")


async def close(hub: Keyhole, session: Session, *, terminate: bool) -> None:
    """End a session: kill the program, or leave it running."""
    if session.opening is not None and not session.opening.done():
        # What is half open can't be closed: let it come up, or fail, first.
        await asyncio.wait([session.opening], timeout=CLOSE_S)
    await _leave(hub, session)
    if not session.live:
        return
    order = CloseSession(session=session.name, terminate=terminate, timeout_s=CLOSE_S)
    await hub.order("bridge", order, CLOSE_S + 3)
    await hub.until(lambda: not session.live, CLOSE_S)


async def _leave(hub: Keyhole, session: Session) -> None:
    """Have the bridge done with a session whose program has ended.

    What it still tells of it must not be taken for its successor's of the same name.
    """
    if session.state != "exited":
        return
    order = CloseSession(session=session.name, terminate=True, timeout_s=CLOSE_S)
    try:
        await hub.order("bridge", order, CLOSE_S + 3)
    except DaebugError as error:
        log.info("%s has nobody left to tell of it: %s", session.name, error)


async def again(hub: Keyhole, session: Session) -> Session:
    """Start the program of ``session`` once more, with its breakpoints; return the new session.

    Raises:
        DaebugError: it did not come up.
    """
    await close(hub, session, terminate=True)
    kept, notes = _kept(session)
    target = session.target
    if session.source:
        _, command = await building.build(session.source, hub.caller.env, hub.env)
        notes.append(f"built with: {command}")
    if isinstance(target, Launch) and not target.env:
        # It was found in the journal of an earlier daemon, which keeps no environment.
        target = msgspec.structs.replace(target, env=hub.caller.env)
    fresh = Session(
        name=session.name,
        target=target,
        folder=session.folder,
        asked_adapter=session.asked_adapter,
        breakpoints=kept,
        catches=session.catches,
        displays=session.displays,
        source=session.source,
        notes=notes,
        output=Spool(hub.config.output.keep_bytes),
    )
    session.output.close()
    hub.state.sessions[session.name] = fresh
    hub.touch()
    await bring_up(hub, fresh)
    return fresh


def _kept(session: Session) -> tuple[dict[int, BreakpointRecord], list[str]]:
    """Return the breakpoints for the next life of a program, and what is to be told of them."""
    kept: dict[int, BreakpointRecord] = {}
    notes: list[str] = []
    for number, record in session.breakpoints.items():
        if record.wanted.data or record.wanted.instruction:
            notes.append(f"breakpoint {number} ({record.location}) ended with its process")
            continue
        kept[number] = BreakpointRecord(
            wanted=record.wanted,
            enabled=record.enabled,
            temporary=record.temporary,
            location=record.location,
            text=record.text,
        )
        if moved := anchors.again(kept[number]):
            notes.append(moved)
    return kept, notes
