"""A program under Node, with an inspector that does what a test tells it."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from daebug.adapters.v8.program import Program
from daebug.adapters.v8.stack import Pause
from daebug.adapters.v8.thread import Thread
from tests.arrivals import MS

#: What lets a program that waits for a debugger begin.
BEGIN = "Runtime.runIfWaitingForDebugger"


def test_a_node_that_answers_and_sleeps_on_is_woken() -> None:
    async def story() -> list[str]:
        asked: list[str] = []

        def write(message: bytes) -> None:
            call: dict[str, Any] = msgspec.json.decode(message)
            asked.append(call["method"])
            if asked.count(BEGIN) == 2 and not thread.entry.done():
                thread.entry.set_result(Pause({}, thread.scripts, program.frame_number))
            answer = {"id": call["id"], "result": {"result": {"value": "11.3"}}}
            asyncio.get_running_loop().call_soon(thread.channel.take, answer)

        program = Program(lambda _event, _body: None)
        thread = Thread(program, 1, "main", write)
        program.threads[1] = thread
        async with asyncio.timeout(10_000 * MS):
            await program.begin("/program.js")
        return asked

    assert asyncio.run(story()) == [BEGIN, BEGIN, "Runtime.evaluate"]
