"""Orders are answered exactly once, however they end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

import pytest

from daebug.protocol.desk import Desk
from daebug.protocol.envelope import Envelope
from daebug.protocol.errors.daemon import NoAnswer
from daebug.protocol.orders import Answer, CloseSession, Done, Failed, StopRole

log = logging.getLogger("test.desk")


class Role:
    """A role that does what the session's name says, and keeps what was answered."""

    def __init__(self) -> None:
        """Begin with nothing answered."""
        self.stop = asyncio.Event()
        self.answered: list[tuple[str, Answer]] = []
        self.desk = Desk(self.give, self.carry_out, self.stop, log)

    def give(self, order: Envelope, answer: Answer) -> None:
        """Keep an answer."""
        self.answered.append((order.id, answer))

    def carry_out(self, message: Any, cause: str) -> Awaitable[Answer]:
        """Do it; some orders are refused before anything is begun."""
        assert cause
        if message.session == "refused":
            raise NoAnswer(role="x", waited_s=1)
        return self._act(message.session)

    async def _act(self, what: str) -> Answer:
        if what == "error":
            raise NoAnswer(role="x", waited_s=1)
        if what == "bug":
            raise ZeroDivisionError
        if what == "long":
            await asyncio.Event().wait()
        return Done()

    def order(self, what: str) -> None:
        """Give an order."""
        message = CloseSession(session=what, terminate=True, timeout_s=1)
        self.desk.ordered(Envelope(what, "", message))

    def codes(self) -> dict[str, str]:
        """Return what each order was answered: an error's code, or ``done``."""
        assert len(self.answered) == len({name for name, _ in self.answered})
        return {
            name: answer.code if isinstance(answer, Failed) else "done"
            for name, answer in self.answered
        }


def test_each_order_is_answered_once_with_its_value_or_its_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def story() -> dict[str, str]:
        role = Role()
        for what in ("fine", "error", "refused", "bug", "long"):
            role.order(what)
        await asyncio.sleep(0)
        await role.desk.settle(0.05)
        return role.codes()

    assert asyncio.run(story()) == {
        "fine": "done",
        "error": "no-answer",
        "refused": "no-answer",
        "bug": "unexpected",
        "long": "stopping",
    }
    assert "ZeroDivisionError" in caplog.text


def test_an_order_that_is_cancelled_before_it_began_is_answered_too() -> None:
    async def story() -> dict[str, str]:
        role = Role()
        role.order("fine")
        await role.desk.settle()
        return role.codes()

    assert asyncio.run(story()) == {"fine": "stopping"}


def test_after_the_end_orders_are_refused_and_the_farewell_comes_last() -> None:
    async def story() -> Role:
        role = Role()
        role.desk.ordered(Envelope("stop", "", StopRole()))
        assert role.stop.is_set()
        assert role.answered == []
        role.desk.refuse()
        role.order("fine")
        await role.desk.settle()
        role.desk.farewell()
        return role

    assert [name for name, _ in asyncio.run(story()).answered] == ["fine", "stop"]


def test_a_role_that_ends_by_itself_says_no_farewell() -> None:
    async def story() -> list[tuple[str, Answer]]:
        role = Role()
        await role.desk.settle()
        role.desk.farewell()
        return role.answered

    assert asyncio.run(story()) == []
