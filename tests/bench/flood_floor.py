"""The least that could take a flood: a process that reads and forgets.

``python -m tests.bench.flood_floor SIZE SECONDS``: a child sends frames of
SIZE bytes for SECONDS; prints the seconds for one frame.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time

#: Bytes that are read at once, as asyncio does.
CHUNK_BYTES = 256 * 1024


def main(words: list[str]) -> None:
    """Do it."""
    size, seconds = int(words[0]), float(words[1])
    ours, theirs = socket.socketpair()
    if (child := os.fork()) == 0:
        ours.close()
        frame, until = bytes(size), time.perf_counter() + seconds
        while time.perf_counter() < until:
            theirs.sendall(frame)
        os._exit(0)
    theirs.close()
    begun = time.perf_counter()
    got = asyncio.run(_read(ours))
    print((time.perf_counter() - begun) / (got / size))
    os.waitpid(child, 0)


async def _read(ours: socket.socket) -> int:
    """Return the bytes that come until the end."""
    loop, got = asyncio.get_running_loop(), 0
    ours.setblocking(False)
    while data := await loop.sock_recv(ours, CHUNK_BYTES):
        got += len(data)
    return got


if __name__ == "__main__":
    main(sys.argv[1:])
