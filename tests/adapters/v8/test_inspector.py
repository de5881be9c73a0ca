"""Calls over the inspector's protocol, and all the ways in which there is no answer."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from daebug.adapters.v8.inspector import Channel, Refused


def channel() -> tuple[Channel, list[dict[str, Any]], list[str]]:
    """Return a channel, what it sends, and the events that it tells."""
    sent: list[dict[str, Any]] = []
    told: list[str] = []
    made = Channel(lambda data: sent.append(msgspec.json.decode(data)), lambda m, _: told.append(m))
    return made, sent, told


def test_answers_find_their_calls_in_any_order() -> None:
    async def scene() -> None:
        made, sent, told = channel()
        calls = [asyncio.ensure_future(made.call("M", at=n)) for n in (1, 2)]
        await asyncio.sleep(0)
        made.take({"method": "Debugger.paused", "params": {}})
        for message in reversed(sent):
            made.take({"id": message["id"], "result": {"at": message["params"]["at"]}})
        assert [(await call)["at"] for call in calls] == [1, 2]
        assert told == ["Debugger.paused"]

    asyncio.run(scene())


def test_a_refusal_an_answer_to_nobody_and_silence() -> None:
    async def scene() -> None:
        made, _, _ = channel()
        made.take({"id": 99, "result": {}})
        call = asyncio.ensure_future(made.call("M"))
        await asyncio.sleep(0)
        made.take({"id": 1, "error": {"message": "no such method", "data": "M"}})
        with pytest.raises(Refused, match="no such method: M"):
            await call
        with pytest.raises(Refused, match="no answer to M"):
            await made.call("M", wait_s=0.001)

    asyncio.run(scene())


def test_all_calls_fail_at_the_end_and_after_it() -> None:
    async def scene() -> None:
        made, sent, _ = channel()
        call = asyncio.ensure_future(made.call("M"))
        await asyncio.sleep(0)
        made.end("it is gone")
        with pytest.raises(Refused, match="gone"):
            await call
        with pytest.raises(Refused, match="gone"):
            await made.call("M")
        assert len(sent) == 1

    asyncio.run(scene())
