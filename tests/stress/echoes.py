"""``python -m tests.stress.echoes PORT TOKEN FLUSH_S NAME...``: pages that run nothing but echo.

Each is a WebSocket client of the real gateway.  A job ``run("X")`` is answered
with ``ran X`` and counted.  A page whose connection ends comes back as the same
load.  With ``FLUSH_S`` above 0 a page logs a line that often.  Prints ``joined``
when all are there; at the end of standard input, how often each name ran (JSON).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import sys
from collections import Counter
from typing import Any

from tests.bench import websocket
from tests.bench.installed import BenchError

#: Between two tries to come back, seconds.
BACK_S = 0.05

_NAME = re.compile(r'run\("([^"]+)"\)')


class Echo:
    """One page."""

    def __init__(self, port: int, token: str, name: str, ran: Counter[str]) -> None:
        """Be ``name``; count in ``ran``."""
        self.joined = asyncio.Event()
        self._port, self._token, self._name, self._ran = port, token, name, ran
        self._load = os.urandom(8).hex()
        #: Results by job: what comes again is not run again.
        self._had: dict[str, dict[str, Any]] = {}
        self._writer: asyncio.StreamWriter | None = None

    async def live(self) -> None:
        """Be there, for ever."""
        while True:
            with contextlib.suppress(OSError, BenchError, asyncio.IncompleteReadError):
                await self._connected()
            self._writer = None
            await _pause(BACK_S)

    async def flush(self, every_s: float) -> None:
        """Log a line every now and then."""
        number = 0
        while True:
            await _pause(every_s)
            number += 1
            text = f"line {number} of the console"
            event = {"type": "console", "level": "log", "at": 0, "text": text}
            self._say({"t": "events", "seq": number, "dropped": 0, "job": "", "events": [event]})

    async def _connected(self) -> None:
        """Open the channel and serve it until it ends."""
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            self._writer.write(websocket.opening(self._port, self._token))
            await reader.readuntil(b"\r\n\r\n")
            self._say(
                {"t": "hello", "v": 1, "name": self._name, "load": self._load, "kind": "page"}
            )
            pending = bytearray()
            while data := await reader.read(1 << 16):
                pending += data
                while (message := websocket.cut(pending)) is not None:
                    self._hear(json.loads(message))
        finally:
            self._writer.close()

    def _hear(self, message: dict[str, Any]) -> None:
        """Do what the gateway says."""
        match message["t"]:
            case "welcome":
                if message["name"] != self._name:
                    raise BenchError(f"{self._name} is called {message['name']}")
                self.joined.set()
            case "ping":
                self._say({"t": "pong", "at": message["at"]})
            case "job":
                self._run(message["job"], message["code"])

    def _run(self, job: str, code: str) -> None:
        """Run one job, once."""
        if job not in self._had:
            found = _NAME.search(code)
            name = found[1] if found else code
            self._ran[name] += 1
            value = {"kind": "string", "text": f"ran {name}", "type": "String", "json": ""}
            said = {"t": "result", "job": job, "ok": True, "value": value, "duration_ms": 1}
            self._had[job] = said
            self._say({"t": "started", "job": job})
        self._say(self._had[job])

    def _say(self, message: dict[str, Any]) -> None:
        if self._writer is not None:
            self._writer.write(websocket.frame(json.dumps(message).encode()))


async def _pause(seconds: float) -> None:
    """Do nothing for so long, as a page does between two things."""
    await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=seconds)


async def main(port: int, token: str, flush_s: float, names: list[str]) -> None:
    """Be all pages until standard input ends."""
    ran: Counter[str] = Counter()
    pages = [Echo(port, token, name, ran) for name in names]
    tasks = [asyncio.create_task(page.live()) for page in pages]
    await asyncio.gather(*[page.joined.wait() for page in pages])
    if flush_s:
        tasks += [asyncio.create_task(page.flush(flush_s)) for page in pages]
    print("joined", flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(json.dumps(ran), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), sys.argv[4:]))
