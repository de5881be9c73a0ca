"""The least that could hold connections: accepts them and keeps what it is told.

``python -m tests.bench.crowd_floor``: prints its port, then at each line that it
reads how many connections it holds.
"""

from __future__ import annotations

import asyncio
import sys

from daebug.daemon.gateway import limits


class Held(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it."""
        HELD.append(transport)


HELD: list[asyncio.BaseTransport] = []


async def main() -> None:
    """Do it."""
    limits.open_many_files()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Held, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(len(HELD), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
