"""What a debuggee writes, from our ends of its terminals and pipes to the hub.

Readers fill ``_pending``, one task pushes it.  A hub that is behind slows the
push, a full ``_pending`` stops the readers, the kernel's buffers fill, and the
debuggee waits: nothing is dropped.  Bytes count once the push is through, so
``pushed_bytes`` is what the hub can be told to wait for.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from ..protocol.facts import Wrote

#: Bytes of one read; a terminal gives 4096 at most.
READ_BYTES = 64 * 1024

#: Reads in one turn of the loop, before others get theirs.
READS = 32

#: Bytes that wait for the push before the readers stop.
PENDING_BYTES = 512 * 1024

#: Bytes at the end of standard error that are kept, for the text of a panic.
TAIL_BYTES = 8192


class Output:
    """All output streams of one debuggee."""

    def __init__(self, session: str, push: Callable[[list[Wrote]], Awaitable[None]]) -> None:
        """Hand what comes to ``push``, in batches, as output of ``session``."""
        self.session = session
        #: Bytes that the hub has.
        self.pushed_bytes = 0
        #: The end of standard error.
        self.error_tail = bytearray()
        self._push = push
        self._loop = asyncio.get_running_loop()
        self._open: dict[int, str] = {}
        self._skip: dict[int, bytes] = {}
        self._without: dict[int, list[bytes]] = {}
        self._paused: set[int] = set()
        self._pending: deque[tuple[str, bytes]] = deque()
        self._pending_bytes = 0
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._hung_up = asyncio.Event()
        self._hung_up.set()
        #: Pushes; runs from the first byte on, so that what never comes up needs no ``close``.
        self._task: asyncio.Task[None] | None = None

    def add(
        self, stream: str, fd: int, *, skip: bytes = b"", without: Sequence[bytes] = ()
    ) -> None:
        """Read ``fd``, which is now ours, as ``stdout`` or ``stderr``.

        ``skip`` is left out if it is the very first that comes: an adapter's, not the program's.
        So is each of ``without``, once, wherever it comes.
        """
        self._skip[fd] = skip
        self._without[fd] = list(without)
        os.set_blocking(fd, False)
        self._open[fd] = stream
        self._hung_up.clear()
        self._loop.add_reader(fd, self._readable, fd)

    def say(self, stream: str, data: bytes) -> None:
        """Add what came another way: the text of a log point."""
        self._pending.append((stream, data))
        self._pending_bytes += len(data)
        self._idle.clear()
        self._wake.set()
        if self._task is None:
            self._task = asyncio.create_task(self._pump(), name=f"output of {self.session}")

    def relayed(self) -> None:
        """Some of it comes another way, and nothing tells when that is all."""
        self._hung_up.clear()

    async def drain(self) -> int:
        """Read all that is there; return the bytes that the hub then has in total."""
        for fd in list(self._open):
            while self._read(fd):
                await self._idle.wait()
        await self._idle.wait()
        return self.pushed_bytes

    async def hung_up(self, timeout_s: float) -> int:
        """Drain until the other ends are closed, ``timeout_s`` at most; return as ``drain``.

        A child that the debuggee left behind may hold them open for ever.
        """
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hung_up.wait(), timeout_s)
        return await self.drain()

    async def wait_hung_up(self) -> None:
        """Wait until all other ends are closed, however long that takes."""
        await self._hung_up.wait()

    async def close(self) -> None:
        """Close our ends; what was not read is lost."""
        for fd in list(self._open):
            self._forget(fd)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _readable(self, fd: int) -> None:
        for _ in range(READS):
            if not self._read(fd):
                return
            if self._pending_bytes >= PENDING_BYTES:
                self._pause()
                return

    def _read(self, fd: int) -> bool:
        """Read once; tell whether there may be more."""
        if fd not in self._open:
            return False
        try:
            data = os.read(fd, READ_BYTES)
        except BlockingIOError:
            return False
        except OSError:  # EIO: nobody has the terminal's other side any more
            data = b""
        if not data:
            self._forget(fd)
            return False
        data = data.removeprefix(self._skip.pop(fd, b""))
        for words in [words for words in self._without[fd] if words in data]:
            data = data.replace(words, b"", 1)
            self._without[fd].remove(words)
        if not data:
            return True
        if self._open[fd] == "stderr":
            self.error_tail += data
            del self.error_tail[:-TAIL_BYTES]
        self.say(self._open[fd], data)
        return True

    def _pause(self) -> None:
        for fd in self._open:
            self._loop.remove_reader(fd)
            self._paused.add(fd)

    def _resume(self) -> None:
        for fd in self._paused & set(self._open):
            self._loop.add_reader(fd, self._readable, fd)
        self._paused.clear()

    def _forget(self, fd: int) -> None:
        self._loop.remove_reader(fd)
        del self._open[fd]
        os.close(fd)
        if not self._open:
            self._hung_up.set()

    async def _pump(self) -> None:
        """Push what is pending, joined by stream, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._pending:
                batch = self._batch()
                size = sum(len(piece.data) for piece in batch)
                await self._push(batch)
                self.pushed_bytes += size
                if self._paused:
                    self._resume()
            self._idle.set()

    def _batch(self) -> list[Wrote]:
        """Take all that is pending; neighbours of one stream become one piece."""
        batch: list[Wrote] = []
        while self._pending:
            stream, data = self._pending.popleft()
            parts = [data]
            while self._pending and self._pending[0][0] == stream:
                parts.append(self._pending.popleft()[1])
            batch.append(Wrote(session=self.session, stream=stream, data=b"".join(parts)))
        self._pending_bytes = 0
        return batch
