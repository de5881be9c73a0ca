"""The hub: state, bus and zygote's pipe, and those who wait for a change.

``process`` runs it, ``serve`` and ``dispatch`` bring it the asks of clients.
Facts come in here and nowhere else; ``reduce`` says what they change.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket as sockets
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..protocol import facts, places
from ..protocol.config import Config
from ..protocol.envelope import Envelope
from ..protocol.errors import DaebugError
from ..protocol.errors.daemon import NoAnswer
from ..protocol.facts import Fact, Piece
from ..protocol.orders import Answer, Order, StopRole
from ..protocol.pages import Happened
from ..protocol.role import Surroundings
from ..protocol.scripts import RequestFound
from ..protocol.supervision import Report, RoleDied
from ..protocol.trees import TreeChanged, TreeLost
from . import journal, reduce, sessions, settings
from .spool import Spool
from .state import State
from .supervise import Supervision
from .waits import Waits

if TYPE_CHECKING:
    from .hub_bus import HubBus
    from .pages import Pages
    from .workspace.kept import Workspace
    from .workspace.trees import Trees

log = logging.getLogger("daebug.hub")

#: Longest wait for a role to join the bus after it was asked for.
JOIN_S = 10.0

#: What a role may take to end what it owns.
STOP_S = 4.0


class Hub:
    """State, bus, zygote, and those who wait."""

    def __init__(self, around: Surroundings, pipe: sockets.socket, stop: asyncio.Event) -> None:
        """Bind the bus in the runtime folder."""
        self.around = around
        self.state = State()
        self.waits = Waits()
        self.stop = stop
        #: Somebody asked for the end; else (a signal, a dead zygote) sessions are kept as lost.
        self.asked_to_end = False
        self._zygote = os.getppid()
        self.supervision = Supervision(pipe, self._reported)
        self._bus: HubBus | None = None
        self._pages: Pages | None = None
        self._trees: Trees | None = None
        self._config = around.config
        self._config_file: Path | None = None
        self._config_seen = (-1, -1)
        self._journal = journal.Journal()

    @property
    def config(self) -> Config:
        """The settings in force; read again when the file has changed.

        Raises:
            NoSuchSetting, BadSetting: the file is wrong now.
        """
        path = self._config_file = self._config_file or places.config_file(self.around.env)
        try:
            found = path.stat()
            seen = (found.st_mtime_ns, found.st_size)
        except OSError:
            seen = (0, 0)
        if seen != self._config_seen:
            self._config = settings.load(path)
            self._config_seen = seen
        return self._config

    @property
    def env(self) -> Mapping[str, str]:
        """The daemon's own environment."""
        return self.around.env

    @property
    def bus(self) -> HubBus:
        """The bus; bound when the first role is needed, for ZeroMQ takes 12 ms to import."""
        return self._bus or self._bind()

    @property
    def pages(self) -> Pages:
        """The pages' side of the hub; made when the first root is opened."""
        if self._pages is None:
            from .pages import Pages  # most sessions have no page

            self._pages = Pages(self)
            self._pages.record(self.around.folder)
        return self._pages

    @property
    def trees(self) -> Trees:
        """The lists of files; made when the first is asked for."""
        if self._trees is None:
            from .workspace.trees import Trees  # most sessions look for no file

            self._trees = Trees(self)
        return self._trees

    @cached_property
    def workspace(self) -> Workspace:
        """What the tools for files keep; made when the first of them is used."""
        from .workspace.kept import Workspace  # most sessions edit nothing here

        return Workspace()

    async def order(self, role: str, message: Order, timeout_s: float) -> Answer:
        """Send an order and return its answer.

        Raises:
            DaebugError: what the role answered, or ``ProcessDown``, ``NoAnswer``.
        """
        return await self.bus.order(role, message, timeout_s=timeout_s)

    def start(self, role: str) -> None:
        """Have ``role`` forked; the bus it will join is bound before."""
        if self._bus is None:
            self._bind()
        self.supervision.start(role)

    def recover(self) -> None:
        """End what an earlier daemon left behind; its sessions are lost, its folders served."""
        left = journal.read(self.around.folder)
        killed = journal.sweep(left)
        if killed:
            log.warning("ended processes of an earlier daemon: %s", killed)
        for lost in left.sessions:
            self.state.sessions[lost.session] = journal.revived(lost)
        # Killed while it restores, the next hub must know of the folders too.
        self._journal = journal.Journal(roots=left.roots)
        journal.write(self.around.folder, self._journal)
        if left.roots:
            self.pages.restore(left.roots)

    def spool(self) -> Spool:
        """Return a place for the output of a new session."""
        return Spool(self._config.output.keep_bytes)

    def tell(self, fact: Fact | Report) -> None:
        """Change the state by a fact and wake whoever waits."""
        reduce.apply(self.state, fact)
        self.waits.wake() if isinstance(fact, journal.UNTOLD) else self.wake()

    def touch(self) -> None:
        """The state was changed: raise the revision, wake whoever waits."""
        reduce.changed(self.state)
        self.wake()

    def wake(self) -> None:
        """Keep the journal in step, then let everybody test again."""
        waiting = self._pages.restoring if self._pages is not None else {}
        now = journal.content(self.state, waiting.values())
        if self.stop.is_set() and not self.asked_to_end:
            # Sessions that go down with us are lost, whatever the bridge tells of their end.
            now = journal.Journal(now.processes, self._journal.sessions)
        if now != self._journal:
            self._journal = now
            journal.write(self.around.folder, now)
        self.waits.wake()

    async def until(self, holds: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until ``holds()``; see ``waits``."""
        return await self.waits.until(holds, timeout_s)

    async def ensure(self, role: str) -> None:
        """Have ``role`` running and on the bus.

        Raises:
            NoAnswer: it did not join within ``JOIN_S`` seconds.
        """
        if self.joined(role):
            return
        self.start(role)
        if not await self.until(lambda: self.joined(role), JOIN_S):
            raise NoAnswer(role=role, waited_s=JOIN_S)

    def joined(self, role: str) -> bool:
        """Whether ``role`` is on the bus."""
        return role in self.state.roles and self.state.roles[role].state == "up"

    @property
    def leaving(self) -> bool:
        """Whether this hub serves no more: it was told to end, or its zygote is dead."""
        if os.getppid() != self._zygote:
            self.stop.set()
        return self.stop.is_set()

    def end(self) -> None:
        """End the daemon: somebody asked for it."""
        self.asked_to_end = True
        self.stop.set()

    async def close(self) -> None:
        """End the other roles in good order, so that no adapter outlives us."""
        lost = [] if self.asked_to_end else self._journal.sessions
        if self._pages is not None:
            await self._pages.close()
        for shared in self.state.shares.values():
            await shared.close()
        for role in list(self.state.roles.values()):
            if role.state == "up":
                try:
                    await self.bus.order(role.name, StopRole(), timeout_s=STOP_S)
                except DaebugError as error:
                    # The zygote may have ended it already; else it ends it now.
                    log.info("%s did not answer to stop: %s", role.name, error.text)
        for session in self.state.sessions.values():
            session.output.close()
        journal.sweep(journal.content(self.state))
        journal.write(self.around.folder, journal.Journal(sessions=lost))
        if self._bus is not None:
            self._bus.close()

    def _bind(self) -> HubBus:
        """Bind the bus in the runtime folder."""
        from .hub_bus import HubBus  # the first command of all must not wait for it

        self._bus = HubBus(self.around.folder, self._fact, self._wrote)
        return self._bus

    def _fact(self, message: Envelope) -> None:
        """A role told a fact."""
        fact = message.message
        if isinstance(fact, facts.ChildOpened):
            self._child(fact)
        if self._trees is not None and isinstance(fact, TreeChanged | TreeLost):
            self._trees.told(fact)
        if not isinstance(fact, RequestFound):  # which changes nothing yet, and is in a hurry
            self.tell(fact)  # type: ignore[arg-type]  # the bus hands on facts only
        if self._pages is not None:
            self._pages.told(fact)  # type: ignore[arg-type]  # as above

    def _child(self, fact: facts.ChildOpened) -> None:
        """The adapter opened a session of its own: a child of one we know."""
        parent = self.state.sessions.get(fact.parent)
        if parent is not None:  # else it was ended just now
            self.state.sessions[fact.session] = sessions.child(fact, parent, self.spool())

    def _wrote(self, batch: list[Piece]) -> None:
        """Debuggees wrote."""
        for piece in batch:
            if isinstance(piece, Happened):
                reduce.apply(self.state, piece)
                if self._pages is not None:
                    self._pages.happened(piece)
            elif session := self.state.sessions.get(piece.session):
                session.output.write(piece.stream, piece.data)
        self.waits.wake()

    def _reported(self, report: Report) -> None:
        """The zygote reports a fork or a death."""
        self.tell(report)
        if isinstance(report, RoleDied):
            log.error("%s died: %s", report.role, report.how)
            if self._bus is not None:
                self._bus.fail(report.role, report.how)
            if self._pages is not None:
                self._pages.died(report.role, report.how)
            if self._trees is not None and report.role == "watcher":
                self._trees.died()
            if report.role == "bridge":
                self._bridge_died(report.how)
            if report.role == "terminals":
                self._terminals_died()

    def _terminals_died(self) -> None:
        """End what ran in the terminals."""
        content = journal.content(self.state)
        journal.sweep(journal.Journal([entry for entry in content.processes if entry.group]))
        self.state.terminals.clear()
        self.wake()

    def _bridge_died(self, how: str) -> None:
        """End what the bridge owned; its sessions are lost, and that is told."""
        content = journal.content(self.state)
        journal.sweep(journal.Journal([e for e in content.processes if not e.group]))
        self.state.adapters.clear()
        self.state.debuggees.clear()
        reduce.lose(self.state, f"the bridge process died ({how})")
        self.wake()
