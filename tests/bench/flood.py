"""A page that logs without end: one process, one WebSocket, frames made before the clock runs.

``python -m tests.bench.flood PORT TOKEN NAME FORM BATCH SECONDS RATE``: joins,
prints its name, waits for a line, sends for so long at ``RATE`` events a second
(0 = as fast as they are taken), and prints how many events it sent.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

import msgpack

from tests.bench.websocket import BINARY, TEXT, Page, frame

#: Frames that are sent over and over.
FRAMES = 16


def batch(form: str, size: int, seq: int) -> bytes:
    """Return a frame with ``size`` events as the shim makes them, as ``json`` or ``msgpack``."""
    events = [
        {
            "stack": "",
            "caller": "",
            "json": "",
            "at": 1_790_000_000_000.5 + number,
            "type": "console",
            "level": "log",
            "source": "console.log",
            "text": f"request {number} took {number % 97} ms",
        }
        for number in range(size)
    ]
    message: dict[str, Any] = {"t": "events", "seq": seq, "dropped": 0, "job": "", "events": events}
    if form == "json":
        return frame(json.dumps(message, separators=(",", ":")).encode(), TEXT)
    return frame(msgpack.packb(message), BINARY)


def main(words: list[str]) -> None:
    """Do it."""
    port, token, name, form, size, seconds, rate = words
    count, each = int(size), int(rate)
    frames = [batch(form, count, seq) for seq in range(FRAMES)]
    with Page(int(port), token, name) as page:
        print(page.name, flush=True)
        sys.stdin.readline()
        sent, pause = 0, threading.Event()
        begun = time.perf_counter()
        while (passed := time.perf_counter() - begun) < float(seconds):
            if each and sent > passed * each:
                pause.wait(0.001)
                continue
            page.socket.sendall(frames[sent // count % FRAMES])
            sent += count
        print(json.dumps({"sent": sent}), flush=True)
        sys.stdin.readline()  # stay, so that what was sent is a live page's


if __name__ == "__main__":
    main(sys.argv[1:])
