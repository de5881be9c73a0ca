"""How a session ends: the debuggee exits, the adapter breaks, or we close it.

Three witnesses tell an exit: the adapter's ``exited``, its ``terminated`` and
the debuggee's pidfd.  The first to speak starts ``_finish``, which waits a
little for the others, asks the system for the truth, and tells it once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING

from ..protocol.errors import DaebugError
from ..protocol.errors.adapter import AdapterSilent
from ..protocol.errors.programs import LaunchFailed
from ..protocol.errors.sessions import HasExited, SessionLost
from ..protocol.facts import Exited, SessionBroken, SessionEnded
from . import process

if TYPE_CHECKING:
    from .session import Session

log = logging.getLogger("daebug.bridge")

#: Seconds between the debuggee's end and the adapter's word about it.
WITNESS_S = 0.3

#: Seconds for output that is still on its way after the end; a child of the
#: debuggee may hold the terminal open for ever.
HANG_UP_S = 0.25

#: Seconds for an adapter to answer ``disconnect``.
DISCONNECT_S = 2.0

#: Seconds that a debuggee has to end after SIGTERM.
TERMINATE_S = 0.3


class End:
    """The end of one session, from the first sign to the last fact."""

    def __init__(self, session: Session) -> None:
        """Nothing has ended yet."""
        #: How the debuggee ended, in words; empty = it has not.
        self.how = ""
        #: The debuggee was left running.
        self.detached = False
        #: We were asked to end it: nothing new comes up below it.
        self.asked = False
        self._session = session
        self._exited = asyncio.Event()
        self._terminated = asyncio.Event()
        self._code: int | None = None
        self._closing = False
        self._fell = False
        self._watcher: asyncio.Task[None] | None = None
        self._finisher: asyncio.Task[None] | None = None

    def watch(self) -> bool:
        """Watch the debuggee, now that it is known; tell whether that is new."""
        gone = self._session.plan.debuggee.gone
        if self._watcher is not None or gone is None:
            return False
        self._watcher = asyncio.create_task(self._watch(gone))
        return True

    def exited(self, code: int | None) -> None:
        """Note the adapter's ``exited``."""
        self._code = code
        self._exited.set()
        self._begin()

    def terminated(self) -> None:
        """Note the adapter's ``terminated``."""
        self._terminated.set()
        self._begin()

    def broke(self, error: DaebugError) -> None:
        """The adapter's stream is over: expected at the end, else the session is lost."""
        session = self._session
        self._still()
        if self._closing or self._fell or self._finisher is not None or not session.opened:
            return
        self._closing = True
        session.host.keep(self._lost(error))

    def fell(self) -> bool:
        """Have a program ended whose adapter does not see that it was killed; whether it was."""
        session = self._session
        gone = session.plan.debuggee.gone
        if not session.launched or gone is None or gone.is_set():
            return False
        if not session.plan.debuggee.fallen:
            return False
        self._fell = True
        session.connection.kill()
        return True

    async def soon(self) -> bool:
        """Whether there is an end now, or in the next moment."""
        gone = self._session.plan.debuggee.gone
        signs = [event for event in (self._exited, self._terminated, gone) if event is not None]
        waits = {asyncio.create_task(event.wait()) for event in signs}
        done, late = await asyncio.wait(
            waits, timeout=WITNESS_S, return_when=asyncio.FIRST_COMPLETED
        )
        for wait in late:
            wait.cancel()
        return bool(done)

    def refusal(self) -> DaebugError | None:
        """Return what to answer to a request that comes too late; ``None`` = it does not."""
        if not self.how:
            return None
        return HasExited(what="do that", session=self._session.name, how=self.how)

    def stop(self) -> None:
        """Stop watching; nothing is told any more."""
        self._closing = True
        for task in (self._watcher, self._finisher):
            if task is not None:
                task.cancel()

    async def close(self, timeout_s: float, *, terminate: bool) -> None:
        """End the session and those below it from our side, and tell it."""
        self.ask()
        family = list(self._session.children.live)
        await asyncio.gather(
            self._close(timeout_s, terminate=terminate),
            *(child.close(timeout_s, terminate=terminate) for child in family),
        )

    def ask(self) -> None:
        """Note that this session and those below it are to end."""
        self.asked = True
        for child in self._session.children.live:
            child.end.ask()

    async def _close(self, timeout_s: float, *, terminate: bool) -> None:
        """End this one session; a second call does nothing."""
        if self._finisher is not None:
            # It is ending by itself; if only the exit is missing, help it.
            await self._session.plan.debuggee.kill(1.0)
            await asyncio.wait({self._finisher}, timeout=timeout_s)
            await self._session.drop()
            return
        if self._closing:
            return
        self._closing = True
        session = self._session
        self.detached = not terminate
        if terminate and session.plan.signals:
            await self._signalled()
        elif not terminate and session.launched:
            await self._let_go()
        if not await self._disconnect(min(timeout_s, DISCONNECT_S), terminate=terminate):
            # A program of several threads can't end while it is held by one that hangs.
            session.connection.kill()
        if terminate:
            await session.plan.debuggee.kill(1.0)
            await self._tell(await session.plan.debuggee.end() or process.End())
        session.host.fact(SessionEnded(session=session.name, detached=self.detached))
        session.host.ended(session, self.refusal())
        await session.drop(0.0)

    def _still(self) -> None:
        """End the steps that are being taken."""
        if self._session.walk is not None:
            self._session.walk.over()

    def _begin(self) -> None:
        self._still()
        if self._finisher is None and not self._closing:
            self._finisher = asyncio.create_task(self._finish())

    async def _watch(self, gone: asyncio.Event) -> None:
        """Begin to end once the process is gone, even if the adapter says nothing."""
        await gone.wait()
        await self._stillborn()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._exited.wait(), WITNESS_S)
        self._begin()

    async def _stillborn(self) -> None:
        """Fail a start whose program ended before the adapter had it."""
        session = self._session
        debuggee = session.plan.debuggee
        if session.opened:
            return
        await debuggee.output.hung_up(HANG_UP_S)
        end = await debuggee.end() or process.End()
        said = debuggee.output.error_tail.decode(errors="replace").strip()
        why = said or f"it ended at once ({end.signal or f'exit code {end.code}'})"
        broken = LaunchFailed(adapter=session.adapter, program=debuggee.program, why=why)
        session.connection.handshake.broken(broken)

    async def _finish(self) -> None:
        session = self._session
        debuggee = session.plan.debuggee
        if not self._exited.is_set():
            await self._witnesses()
        gone = debuggee.gone is not None and debuggee.gone.is_set()
        known = session.plan.exit(self._code) != (None, "")
        if self._exited.is_set() or gone or known:
            await self._tell(await debuggee.end() or self._told())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._terminated.wait(), WITNESS_S)
        await session.settled.wait()
        # A process that we attached to and that lives on was let go by the adapter.
        self.detached = not self.how and not session.launched
        session.host.fact(SessionEnded(session=session.name, detached=self.detached))
        session.host.ended(session, self.refusal())
        await self._disconnect(DISCONNECT_S, terminate=session.launched)
        await session.drop(1.0)

    async def _witnesses(self) -> None:
        """Wait for the exit, after a ``terminated`` that came alone.

        A debuggee of ours may still run its last lines; closing the session
        ends that wait.
        """
        session = self._session
        gone = session.plan.debuggee.gone
        waits = {asyncio.create_task(self._exited.wait())}
        if gone is not None:
            waits.add(asyncio.create_task(gone.wait()))
        patience = None if gone is not None and session.launched else WITNESS_S
        try:
            await asyncio.wait(waits, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _tell(self, end: process.End) -> None:
        """Tell the exit, after all output."""
        session = self._session
        written = await session.plan.debuggee.output.hung_up(HANG_UP_S)
        self.how = f"killed by {end.signal}" if end.signal else f"exit code {end.code}"
        session.host.fact(
            Exited(
                session=session.name,
                code=end.code,
                signal=end.signal,
                certain=end.certain,
                output_bytes=written,
            )
        )

    def _told(self) -> process.End:
        """Return the end as the adapter tells it."""
        code, by = self._session.plan.exit(self._code)
        return process.End(code=code, signal=by)

    async def _lost(self, error: DaebugError) -> None:
        """Tell that the session is lost, and clear up after it."""
        session = self._session
        facts = {"session": session.name, "why": error.text}
        session.host.fact(SessionBroken(session=session.name, code="session-lost", facts=facts))
        session.host.ended(session, SessionLost(session=session.name, why=error.text))
        await session.drop(0.0)

    async def _signalled(self) -> None:
        """Ask the debuggee to end, as a terminal would."""
        debuggee = self._session.plan.debuggee
        debuggee.signal(signal.SIGTERM)
        if debuggee.gone is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(debuggee.gone.wait(), TERMINATE_S)

    async def _let_go(self) -> None:
        """Have a launched program run on without its adapter."""
        session = self._session
        try:
            async with asyncio.timeout(DISCONNECT_S):
                await session.plan.leave(session.ask)
        except (DaebugError, TimeoutError) as error:
            log.info("letting go: %s", error, extra={"session": session.name})

    async def _disconnect(self, timeout_s: float, *, terminate: bool) -> bool:
        """Say goodbye to the adapter; whether it has answered, in whatever words."""
        session = self._session
        connection = session.connection
        arguments = {"restart": False}
        able = connection.capabilities
        if able.get("supportTerminateDebuggee") or able.get("supportsTerminateDebuggee"):
            arguments["terminateDebuggee"] = terminate
        if not connection.alive:
            return True
        try:
            await connection.exchange.request("disconnect", arguments, timeout_s=timeout_s)
        except AdapterSilent as error:
            log.warning("disconnect: %s", error, extra={"session": session.name})
            return False
        except DaebugError as error:
            log.info("disconnect: %s", error, extra={"session": session.name})
        return True
