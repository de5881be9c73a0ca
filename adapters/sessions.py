"""All sessions of the bridge by name: opening, finding, ending them.

``Sessions`` is the ``Host`` of each session.  It also keeps what lives longer
than one: the spares, the tasks of sessions that are ending, and how the last
ones ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from ..protocol.config import Described
from ..protocol.errors import DaebugError
from ..protocol.errors.adapter import AdapterMissing
from ..protocol.errors.programs import CantConnect
from ..protocol.errors.sessions import NoSuchSession, SessionTaken
from ..protocol.facts import ChildOpened, Fact, SessionBroken, Wrote
from ..protocol.listing import AdapterSeen, ListAdapters
from ..protocol.orders import Attach, Launch, OpenSession, SessionOpened
from ..protocol.role import Surroundings
from . import child, choose, connection, described, probe, transport
from .connection import Connection
from .find import Found
from .kind import Kind, Place, kinds
from .session import Session
from .spare import Spares

log = logging.getLogger("daebug.bridge")

#: Ended sessions whose end is remembered.
REMEMBERED = 100

#: Seconds for a debugger that listens to take a call.
DIAL_S = 10.0


class Sessions:
    """The table of sessions, and what they share."""

    def __init__(
        self,
        fact: Callable[[Fact], None],
        push: Callable[[list[Wrote]], Awaitable[None]],
        around: Surroundings,
    ) -> None:
        """Tell the hub through ``fact`` and ``push``."""
        self.fact = fact
        self._settings = around.config.adapters
        self._place = Place(folder=around.folder, env=around.env, push=push)
        self._kinds: dict[str, Kind] = kinds()
        self._spares = Spares(self._settings, around.folder, around.env, fact)
        self._live: dict[str, Session] = {}
        #: Told as ended; their adapters are still leaving.
        self._leaving: set[Session] = set()
        self._opening: set[str] = set()
        self._over: dict[str, DaebugError] = {}
        self._kept: set[asyncio.Future[None]] = set()

    def named(self, name: str, what: str) -> Session:
        """Return the session called ``name``; ``what`` is asked of it.

        Raises:
            HasExited, SessionLost: it is over (unless ``what`` is empty).
            NoSuchSession: there is none.
        """
        session = self._live.get(name)
        over = session.end.refusal() if session is not None else self._over.get(name)
        if what and over is not None:
            raise type(over)(**{**over.facts, "what": what}) if "what" in over.facts else over
        if session is not None:
            return session
        raise NoSuchSession(session=name, sessions=", ".join(sorted(self._live)) or "none")

    async def open(self, order: OpenSession) -> SessionOpened:
        """Bring a session up.

        Raises: what ``choose``, ``Kind.locate``, ``Kind.plan`` and ``Session.open`` raise.
        """
        if order.session in self._live or order.session in self._opening:
            raise SessionTaken(session=order.session, state="live")
        self._opening.add(order.session)
        try:
            session = await self._made(order)
        finally:
            wanted = order.session in self._opening
            self._opening.discard(order.session)
        if not wanted:
            self._live.pop(order.session, None)
            await session.drop()
            raise NoSuchSession(session=order.session, sessions="none")
        return await self._opened(session)

    def give_up(self, name: str) -> None:
        """Let the session called ``name`` not come up, if it is just being made."""
        self._opening.discard(name)

    async def probe(self, order: ListAdapters) -> list[AdapterSeen]:
        """Try every adapter; return what there is."""
        kinds = self._every(order.described)
        if order.names:
            kinds = {name: kind for name, kind in kinds.items() if name in order.names}
        return await probe.seen(kinds, order.adapter_paths, self._place.folder, self._place.env)

    def _every(self, tables: Mapping[str, Described]) -> dict[str, Kind]:
        """Return all adapters; who describes one for a kind of file wants it for that."""
        return {**described.kinds(tables), **self._kinds}

    async def close(self, timeout_s: float) -> None:
        """End everything: launched debuggees are killed, attached ones let go."""
        outcomes = await asyncio.gather(
            self._spares.close(),
            *(
                session.close(timeout_s, terminate=session.launched)
                for session in list(self._live.values())
            ),
            *(session.drop() for session in list(self._leaving)),
            return_exceptions=True,
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                log.error("closing a session", exc_info=outcome)
        for task in self._kept:
            task.cancel()
        await asyncio.gather(*self._kept, return_exceptions=True)

    def keep(self, task: Awaitable[None]) -> None:
        """Let ``task`` run on after its session."""
        kept = asyncio.ensure_future(task)
        self._kept.add(kept)
        kept.add_done_callback(self._kept.discard)

    def ended(self, session: Session, why: DaebugError | None) -> None:
        """Forget ``session``, but for what to answer when it is asked again."""
        if self._live.get(session.name) is session:
            del self._live[session.name]
            self._leaving.add(session)
        if why is not None:
            self._over[session.name] = why
        while len(self._over) > REMEMBERED:
            del self._over[next(iter(self._over))]

    def gone(self, session: Session) -> None:
        """Forget that ``session`` was ending."""
        self._leaving.discard(session)
        if session.parent is not None:
            session.parent.children.remove(session)

    def child(self, parent: Session, request: str, configuration: dict[str, Any]) -> None:
        """Open a session below ``parent``, in the background."""
        if parent.end.asked:
            return
        order = child.order(parent)
        self.keep(self._child(parent, order, request=request, configuration=configuration))

    async def _made(self, order: OpenSession) -> Session:
        """Choose, find and start an adapter, and plan for it."""
        kinds = self._every(order.described)
        kind, found = await _found(order, choose.choose(order, kinds), kinds, self._place.env)
        if found.lends and isinstance(order.target, Launch) and order.target.tty:
            found = msgspec.structs.replace(found, lends="terminal")
        plan = await kind.plan(order, found, self._place)
        try:
            link = await self._linked(order, found)
        except DaebugError:
            plan.release()
            await plan.debuggee.close()
            raise
        return self._session(order, link, plan)

    async def _linked(self, order: OpenSession, found: Found) -> Connection:
        """Return a connection to the adapter that was found: a spare, a new one, or the target's.

        Raises:
            CantConnect: nobody listens at the target's address.
            AdapterMissing, AdapterDied: it can't be started.
        """
        target = order.target
        if isinstance(target, Attach) and target.port:
            try:
                async with asyncio.timeout(DIAL_S):
                    return await connection.dial(found, target.host, target.port)
            except (OSError, TimeoutError) as error:
                why = getattr(error, "strerror", "") or str(error) or "no answer"
                raise CantConnect(adapter=found.adapter, address=target.address, why=why) from error
        link = self._spares.take(found)
        return link or await transport.start(found, self._place.folder, self._place.env)

    def _session(self, order: OpenSession, link: Connection, plan: Any) -> Session:
        request_s = self._settings.request_s
        session = Session(order, self, connection=link, plan=plan, request_s=request_s)
        self._over.pop(order.session, None)
        self._live[order.session] = session
        return session

    async def _opened(self, session: Session) -> SessionOpened:
        try:
            opened = await session.open()
        except BaseException:
            self._live.pop(session.name, None)
            raise
        self._spares.prepare(session.connection.found)
        return opened

    async def _child(
        self, parent: Session, order: OpenSession, *, request: str, configuration: dict[str, Any]
    ) -> None:
        """Connect a child session, tell the hub, and bring it up.

        A child that does not come up is let go: its process waits for a debugger.
        """
        session = await self._below(parent, order, request=request, configuration=configuration)
        if session is None:
            return
        try:
            await session.greet()
            # Before it comes up: it may stop at once.
            self.fact(
                ChildOpened(
                    parent=parent.name,
                    session=order.session,
                    adapter=session.adapter,
                    name=str(configuration.get("name") or order.session),
                    capabilities=session.connection.capabilities,
                    profile=session.plan.profile,
                    pid=child.pid(configuration),
                )
            )
            await self._opened(session)
        except DaebugError as error:
            log.warning("no child session: %s", error, extra={"session": order.session})
            facts = {"session": order.session, "why": error.text}
            self.fact(SessionBroken(session=order.session, code="session-lost", facts=facts))
            self._live.pop(session.name, None)
            await session.drop()
            await self._let_go(parent, order, request=request, configuration=configuration)

    async def _let_go(
        self, parent: Session, order: OpenSession, *, request: str, configuration: dict[str, Any]
    ) -> None:
        """Have a child's process run on by itself, by a session that asks nothing of it."""
        order = msgspec.structs.replace(order, breakpoints=[], exceptions=[])
        session = await self._below(parent, order, request=request, configuration=configuration)
        if session is None:
            return
        try:
            await session.open()
            await session.close(self._settings.request_s, terminate=False)
        except DaebugError as error:
            self._live.pop(session.name, None)
            await session.drop()
            log.warning("it may wait for ever: %s", error, extra={"session": order.session})

    async def _below(
        self, parent: Session, order: OpenSession, *, request: str, configuration: dict[str, Any]
    ) -> Session | None:
        """Return a session below ``parent``, to be opened; ``None`` = it can't be reached."""
        try:
            link = await child.connect(parent, configuration, self._place)
        except (DaebugError, OSError) as error:
            log.warning("no child session: %s", error, extra={"session": order.session})
            return None
        plan = child.ChildPlan(parent.plan, request, configuration, self._place, order)
        session = self._session(order, link, plan)
        session.parent = parent
        parent.children.add(session)
        return session


async def _found(
    order: OpenSession, name: str, kinds: Mapping[str, Kind], env: Mapping[str, str]
) -> tuple[Kind, Found]:
    """Find the adapter called ``name``, or the one that stands in for it where nobody chose.

    In a thread: some have to be run to tell their version.

    Raises:
        AdapterMissing: neither is here.
    """
    wanted = order.adapter_paths.get(name, "")
    try:
        return kinds[name], await asyncio.to_thread(kinds[name].locate, wanted, env)
    except AdapterMissing:
        instead = choose.STAND_INS.get(name, "")
        if order.adapter or wanted or not instead:
            raise
        with contextlib.suppress(AdapterMissing):
            return await _found(order, instead, kinds, env)
        raise
