"""Asks of the gateway's clients: each is answered once, in its time, beside everything else.

What answers a kind of question is a function in ``ANSWERS``; it may raise any
error of the catalogue.  Whoever asked may go before the end: then the work of
the answer is cancelled, which must leave nothing half done.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..protocol import envelope
from ..protocol.asks import AnswerAsk, AppendRequest, Asked, LookAtJob, RefuseAsk, RunTests, Told
from ..protocol.errors import DaebugError
from ..protocol.errors.daemon import NoAnswer, Unexpected
from ..protocol.errors.pages import NoSuchRoot
from . import appending
from .jobs import Door
from .page_state import Root
from .testing import answering as testing_asks

if TYPE_CHECKING:
    from .pages import Pages

log = logging.getLogger("daebug.pages")

#: Seconds for the gateway to take an answer.
HAND_S = 5.0

Answering = Callable[["Pages", Root, Any], Awaitable[Told]]

#: What answers which question.
ANSWERS: Mapping[type[Any], Answering] = {
    AppendRequest: appending.append,
    LookAtJob: appending.look,
    RunTests: testing_asks.run,
}


class Asks:
    """The asks that are not answered."""

    def __init__(self, door: Door, pages: Pages) -> None:
        """Start with none; ``pages`` does the work, answers go through ``door``."""
        self._door = door
        self._pages = pages
        self._open: dict[str, asyncio.Task[None]] = {}

    def asked(self, fact: Asked) -> None:
        """Begin to answer."""
        task = asyncio.create_task(self._answer(fact), name=fact.ask)
        self._open[fact.ask] = task
        task.add_done_callback(lambda _: self._open.pop(fact.ask, None))

    def dropped(self, ask: str) -> None:
        """Give an answer up: nobody reads it."""
        if task := self._open.get(ask):
            task.cancel()

    def gateway_died(self) -> None:
        """Give everything up: who asked was cut off."""
        for task in self._open.values():
            task.cancel()

    async def close(self) -> None:
        """Give everything up: the daemon ends, and the gateway tells so itself."""
        self.gateway_died()
        await asyncio.gather(*self._open.values(), return_exceptions=True)

    async def _answer(self, fact: Asked) -> None:
        """Answer one ask, whatever happens."""
        order: AnswerAsk | RefuseAsk
        try:
            async with asyncio.timeout(fact.timeout_s):
                order = AnswerAsk(ask=fact.ask, told=await self._told(fact))
        except TimeoutError:
            order = _refused(fact.ask, NoAnswer(role="hub", waited_s=fact.timeout_s))
        except DaebugError as error:
            log.info("%s: %s", type(fact.question).__name__, error)
            order = _refused(fact.ask, error)
        except Exception as error:
            log.exception("an ask failed: %s", type(fact.question).__name__)
            order = _refused(fact.ask, Unexpected(what=f"{type(error).__name__}: {error}"))
        try:
            await self._door.order("gateway", order, HAND_S)
        except DaebugError as error:
            log.info("an answer found nobody: %s", error.text)

    async def _told(self, fact: Asked) -> Told:
        """Return the answer.

        Raises:
            NoSuchRoot: the root is not served any more.
            DaebugError: as the function in ``ANSWERS`` says.
        """
        roots = self._door.state.roots
        if (root := roots.get(fact.root)) is None:
            raise NoSuchRoot(root=fact.root, roots=", ".join(roots) or "none")
        return await ANSWERS[type(fact.question)](self._pages, root, fact.question)


def _refused(ask: str, error: DaebugError) -> RefuseAsk:
    """Return the order that carries ``error``."""
    failed = envelope.failed(error)
    return RefuseAsk(ask=ask, code=failed.code, facts=failed.facts)
