"""One debug session: what the hub may ask of it, from opening to closing.

``Session`` owns a connection, a plan and the breakpoints.  Its events are read
by ``follow``, its end is told by ``ending``; both run as tasks of the session
and are over when ``close`` returns.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable
from typing import Any, Protocol

from ..protocol.errors import DaebugError
from ..protocol.errors.adapter import AdapterRefused
from ..protocol.errors.sessions import StartTimedOut
from ..protocol.facts import AdapterEnded, AdapterStarted, Fact
from ..protocol.orders import (
    EACH_S,
    Bound,
    Launch,
    OpenSession,
    SessionOpened,
    SetBreakpoints,
)
from . import alone, ending, follow, refusals, rewording, terms
from .breakpoints import Breakpoints
from .catching import Catches
from .child import Children
from .connection import Connection
from .dap import capabilities, messages
from .kind import Clings, Pairs, Plan
from .walk import Walk

log = logging.getLogger("daebug.bridge")

#: Requests after which the debuggee runs.
RESUMES = frozenset(
    {"continue", "next", "stepIn", "stepOut", "reverseContinue", "stepBack", "goto", "restartFrame"}
)


class Host(Protocol):
    """The bridge as a session sees it."""

    def fact(self, message: Fact) -> None:
        """Tell the hub a fact."""

    def child(self, parent: Session, request: str, configuration: dict[str, Any]) -> None:
        """Open a session below ``parent``; it was asked for by the adapter."""

    def ended(self, session: Session, why: DaebugError | None) -> None:
        """Forget ``session``: it is over; ``why`` answers whoever still asks it."""

    def gone(self, session: Session) -> None:
        """Forget even that ``session`` was ending: nothing of it is left."""

    def keep(self, task: Awaitable[None]) -> None:
        """Let ``task`` run on after its session."""


class Session:
    """One debugging of one debuggee through one adapter."""

    def __init__(
        self,
        order: OpenSession,
        host: Host,
        *,
        connection: Connection,
        plan: Plan,
        request_s: float,
    ) -> None:
        """Take over ``connection`` and ``plan``; ``open`` brings them up."""
        self.name = order.session
        self.order = order
        self.host = host
        self.connection = connection
        self.plan = plan
        self.request_s = request_s
        self.breakpoints = Breakpoints(self.ask, plan.hits, one_by_one=plan.one_by_one)
        #: The debuggee runs, as far as we have heard.
        self.running = True
        #: A pause was sent and its stop has not come.
        self.paused = False
        #: A stop was told.
        self.stopped_once = False
        self.opened = False
        #: The request that let it run last; empty = it runs since its start.
        self.resumed = ""
        self.alone = alone.Alone()
        #: Steps that are taken one after the other, and keep their stops to themselves.
        self.walk: Walk | None = None
        #: ``open`` is over, well.
        self.settled = asyncio.Event()
        #: The session whose debuggee started this one's, and those that this one's started.
        self.parent: Session | None = None
        self.children = Children()
        #: What ``setExceptionBreakpoints`` said last; empty = nothing was said.
        self.caught: dict[str, Any] = {}
        self.end = ending.End(self)
        self._dropping: asyncio.Task[None] | None = None
        connection.exchange.session = self.name
        plan.debuggee.failed = connection.handshake.broken
        self._follow = asyncio.create_task(follow.follow(self), name=f"follow {self.name}")

    @property
    def adapter(self) -> str:
        """Name of the adapter."""
        return self.connection.found.adapter

    @property
    def launched(self) -> bool:
        """Whether the debuggee was started for this session, and dies with it."""
        return isinstance(self.order.target, Launch)

    async def open(self) -> SessionOpened:
        """Bring the session up; on an error everything it had is gone.

        Raises:
            LaunchFailed, AttachFailed: the adapter said no.
            StartTimedOut: not up within the order's seconds.
            AdapterDied, AdapterGarbage, NotSupported: as they say.
        """
        try:
            async with asyncio.timeout(self.order.timeout_s):
                opened = await self._open()
                self.settled.set()
                return opened
        except TimeoutError:
            await self.drop()
            raise StartTimedOut(
                program=refusals.program(self.order.target),
                adapter=self.adapter,
                waited_s=self.order.timeout_s,
                step=self.connection.handshake.state,
            ) from None
        except AdapterRefused as error:
            await self.drop()
            raise refusals.start(self.plan.plain, self.order.target, error) from error
        except BaseException:
            await self.drop()
            raise

    async def _open(self) -> SessionOpened:
        connection, plan = self.connection, self.plan
        if connection.pid:
            pid, ticks = connection.pid, connection.started
            started = AdapterStarted(
                adapter=self.adapter, pid=pid, started=ticks, session=self.name
            )
            self.host.fact(started)
        connection.lend(plan.debuggee)
        if plan.relays:
            plan.debuggee.output.relayed()
        await self.greet()
        if isinstance(plan, Pairs):
            plan.pair(connection)
        await plan.prepare(self.ask)
        await connection.handshake.start(
            plan.request,
            plan.arguments(connection.capabilities),
            configure=self._configure,
            timeout_s=self.order.timeout_s,
        )
        self.opened = True
        await plan.live(self.ask)
        return SessionOpened(
            adapter=self.adapter,
            version=str(connection.capabilities.get("$__lldb_version") or connection.found.version),
            capabilities=connection.capabilities,
            profile=plan.profile,
            bound=[bound for _, bound in sorted(self.breakpoints.bound.items())],
            pid=plan.debuggee.pid,
            notes=plan.notes,
        )

    async def greet(self) -> None:
        """Learn what the adapter can; raises as ``Connection.greet``."""
        connection = self.connection
        await connection.greet(self.order.timeout_s)
        connection.capabilities = alone.announced(self.plan, connection.capabilities)
        if isinstance(self.plan, Catches):
            connection.capabilities = self.plan.announced(connection.capabilities)

    async def request(self, command: str, arguments: dict[str, Any], *, timeout_s: float) -> bytes:
        """Send one DAP request through the gate; return the body of its response.

        Raises:
            NotSupported: the adapter lacks the capability; nothing was sent.
            AdapterRefused, AdapterSilent, AdapterDied, AdapterGarbage: as they say.
        """
        capabilities.check(self.adapter, command, self.connection.capabilities)
        before = self.running, self.paused
        self.running = self.running or command in RESUMES
        self.paused = self.paused or command == "pause"
        if command in RESUMES:
            self.resumed = command
            arguments = await alone.begin(self, arguments)
        if command == "setExceptionBreakpoints":
            self.caught = arguments
            if isinstance(self.plan, Catches):
                arguments = self.plan.filters(arguments)
        try:
            return await rewording.sent(self, command, arguments, timeout_s)
        except AdapterRefused as error:
            if command in RESUMES and (self.end.fell() or await self.end.soon()):
                return b""  # it was let run, and ended before that could be said
            self.end.fell()
            self.running, self.paused = before
            await alone.over(self)
            why = self.plan.plain(error.facts["why"])
            raise AdapterRefused(adapter=self.adapter, request=command, why=why) from error

    async def ask(self, command: str, arguments: dict[str, Any], *, due: int = 0) -> dict[str, Any]:
        """Send a request of our own; return its body's fields.  Raises as ``request``.

        ``due`` is how many breakpoints the adapter may set on it, beside those it is given.
        """
        timeout_s = self.request_s + EACH_S * (due + len(arguments.get("breakpoints", ())))
        return messages.fields(await self.request(command, arguments, timeout_s=timeout_s))

    async def set_breakpoints(self, order: SetBreakpoints) -> list[Bound]:
        """Replace the hub's breakpoints; return where they are, in its order.

        A child that is just coming up gets them when it is there.

        Raises:
            BadCondition, NotSupported: one of them can't be set; nothing was changed.
        """
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.settled.wait(), order.timeout_s)
        terms.check(self, order.breakpoints)
        return await self.breakpoints.set(order.breakpoints)

    def write(self, data: bytes, *, eof: bool) -> None:
        """Write to the debuggee's standard input, and close it if ``eof``.

        Raises:
            NoInput: it is not ours.
        """
        debuggee = self.plan.debuggee
        if data or debuggee.input is None:
            debuggee.write(self.name, data)
        if eof and debuggee.input is not None:
            debuggee.input.finish()

    async def close(self, timeout_s: float, *, terminate: bool) -> None:
        """End the session: kill the debuggee, or leave it running (``NotSupported``: it can't)."""
        if not terminate and self.launched and isinstance(self.plan, Clings):
            raise self.plan.clings()
        await self.end.close(timeout_s, terminate=terminate)

    async def drop(self, leave_s: float = 0.0) -> None:
        """Let go of everything: tasks, adapter, and the debuggee if we launched it.

        Whoever calls first begins it; it is done when any call returns.
        """
        if self._dropping is None:
            self._dropping = asyncio.create_task(self._drop(leave_s), name=f"drop {self.name}")
        await asyncio.shield(self._dropping)

    async def _drop(self, leave_s: float) -> None:
        self.end.stop()
        self._follow.cancel()
        await asyncio.gather(self._follow, return_exceptions=True)
        self.plan.release()
        debuggee = self.plan.debuggee
        if self.launched and not self.end.detached:
            await debuggee.kill(1.0)
            # What a closing terminal does to children that were left in it.
            debuggee.signal(signal.SIGHUP)
        if self.end.asked:
            await asyncio.gather(*(child.drop() for child in list(self.children.live)))
        # Children may be reached through our adapter; they end in their own time.
        await self.children.gone.wait()
        await self.connection.close(leave_s)
        if self.connection.pid:
            self.host.fact(AdapterEnded(pid=self.connection.pid))
        if self.end.detached and self.launched:
            self.host.keep(debuggee.close() if self.plan.relays else debuggee.outlive())
        else:
            await debuggee.close()
        self.host.gone(self)

    async def _configure(self) -> None:
        """Set everything that has to be there before the program runs."""
        await terms.begin(self)
        await terms.catch(self)
        if self.connection.capabilities.get("supportsConfigurationDoneRequest"):
            # Some set what they were told only now that the program runs.
            await self.ask("configurationDone", {}, due=len(self.breakpoints.wanted))
