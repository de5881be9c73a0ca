"""All terminals of the role: made, named, cleaned up, ended."""

from __future__ import annotations

import asyncio
import itertools
import signal
import time
from collections.abc import Callable

from ...protocol.errors.terminals import NoSuchTerminal, TooManyTerminals
from ...protocol.facts import Fact
from ...protocol.terminals import (
    CloseTerminal,
    StartTerminal,
    Terminal,
    TerminalClosed,
    TerminalEnded,
    TerminalStarted,
)
from ..journal import start_ticks
from . import family
from .children import Children
from .family import Family, Others
from .running import Running

#: Seconds between two looks for terminals whose time is over.
LOOK_S = 5.0

#: Programs that ended whose output is kept, however short the time: 2 MB each at most.
ENDED_KEPT = 32

#: Seconds for all programs to end when the role ends.
LEAVE_S = 0.5


class Collection:
    """The terminals, oldest first."""

    def __init__(self, fact: Callable[[Fact], None]) -> None:
        """Tell starts and ends to ``fact``."""
        family.adopt()
        self._fact = fact
        self._children = Children()
        self._all: dict[str, Running] = {}
        self._closing: dict[str, asyncio.Task[TerminalClosed]] = {}
        #: Of those whose processes have not been ended.
        self._families: dict[str, Family] = {}
        self._numbers = itertools.count(1)
        self._cleaning = asyncio.create_task(self._clean(), name="idle terminals")

    def start(self, order: StartTerminal) -> Terminal:
        """Start a program in a new terminal.

        Raises:
            TooManyTerminals: as many as may run do.
            CantStartTerminal: the system refuses.
        """
        if sum(not one.exited for one in self._all.values()) >= order.most:
            raise TooManyTerminals(most=order.most)
        name = f"{'t' if order.tty else 'r'}{next(self._numbers)}"
        made = Running(name, order, self._children, self._ended)
        self._all[name] = made
        self._forget_the_oldest()
        began = start_ticks(made.pid)
        self._families[name] = Family(made.pid, name, began)
        self._fact(TerminalStarted(terminal=name, pid=made.pid, started=began))
        return made.told

    def list(self) -> list[Terminal]:
        """Return all terminals, oldest first."""
        return [one.told for one in self._all.values()]

    def named(self, name: str) -> Running:
        """Return a terminal.

        Raises:
            NoSuchTerminal: it is not there.
        """
        if name not in self._all:
            raise NoSuchTerminal(terminal=name, terminals=", ".join(self._all) or "none")
        return self._all[name]

    async def close(self, order: CloseTerminal) -> TerminalClosed:
        """End a terminal's processes; asked twice it ends once.

        Raises:
            NoSuchTerminal: it is not there.
        """
        one = self.named(order.terminal)
        if one.id not in self._closing:
            work = self._end(one, order.grace_s, keep=order.keep)
            self._closing[one.id] = asyncio.create_task(work, name=f"close {one.id}")
        try:
            return await asyncio.shield(self._closing[one.id])
        finally:
            if one.id in self._closing and self._closing[one.id].done():
                del self._closing[one.id]

    async def leave(self) -> None:
        """End everything."""
        self._cleaning.cancel()
        self._families.clear()  # nobody stays, so whatever is left belongs to who is ended now
        await asyncio.gather(
            *(self._end(one, LEAVE_S, keep=False) for one in list(self._all.values())),
            return_exceptions=True,
        )
        self._children.close()

    async def _end(self, one: Running, grace_s: float, *, keep: bool) -> TerminalClosed:
        """End what belongs to a terminal, read its last words, and forget it."""
        first = signal.SIGHUP if one.order.tty else signal.SIGTERM
        ours = self._families.pop(one.id, None) or Family(one.pid, one.id, 0)
        ended = await family.end(ours, self._others, first=first, grace_s=grace_s)
        self._children.reap()
        one.stream.drain()
        one.close()
        if not keep:
            self._all.pop(one.id, None)
        return TerminalClosed(terminal=one.told, ended=ended)

    def _others(self) -> Others:
        """Return what belongs to terminals that stay open."""
        self._children.reap()
        return Others(self._children.pids, self._families.values())

    def _ended(self, one: Running) -> None:
        """A program ended by itself or by us."""
        self._fact(TerminalEnded(terminal=one.id))

    def _forget_the_oldest(self) -> None:
        """Keep the output of ``ENDED_KEPT`` programs that ended, those that were read last."""
        ended = [one for one in self._all.values() if one.exited and one.id not in self._closing]
        for one in sorted(ended, key=lambda one: one.seen_at)[:-ENDED_KEPT]:
            one.close()
            del self._all[one.id]
            self._families.pop(one.id, None)

    async def _clean(self) -> None:
        """Forget terminals that have ended and that nobody reads any more."""
        while True:
            await asyncio.sleep(LOOK_S)
            now = time.monotonic()
            for one in list(self._all.values()):
                if one.exited and now - one.seen_at > one.order.keep_s:
                    await self._end(one, LEAVE_S, keep=False)
