"""One terminal: a program, its output in a ring, and those who wait for it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from typing import Any

from ...protocol import terminals as orders
from ...protocol.errors.searching import BadPattern
from ...protocol.errors.terminals import CantStartTerminal, TerminalExited, TerminalFull
from . import escapes, family
from .children import Children, Streams, resize
from .ring import Ring
from .stream import Stream

#: Bytes that may wait for a program that does not read.
WAITING_BYTES = 1024 * 1024

#: A match of ``until`` may have begun so many bytes before what came last.
OVERLAP_BYTES = 4096

#: Bytes that ``until`` is looked for in at a time.
WINDOW_BYTES = 256 * 1024

#: The kind of terminal whose escape sequences xterm.js and every terminal program know.
TERM = "xterm-256color"


class Running:
    """A program in a terminal; it stays after its end, until it is closed."""

    def __init__(
        self,
        name: str,
        order: orders.StartTerminal,
        children: Children,
        told: Callable[[Running], None],
    ) -> None:
        """Start the program of ``order``; its end is told to ``told``.

        Raises:
            CantStartTerminal: the system refuses.
        """
        self.id = name
        self.order = order
        self._told_end = told
        self.ring = Ring(order.buffer_bytes)
        self.code: int | None = None
        self.signal = ""
        self.started_at, self.ended_at = time.time(), 0.0
        #: Monotonic time of the last look at it.
        self.seen_at = time.monotonic()
        self._size = (order.cols, order.rows)
        self._titles = escapes.Titles()
        self._title = order.title
        self._readers: dict[str, int] = {}
        self._waiters: set[asyncio.Future[None]] = set()
        self._read_to = 0
        self._loop = asyncio.get_running_loop()
        try:
            self.stream, self.pid = self._start(children)
        except OSError as error:
            said = error.strerror or str(error)
            why = said[:1].lower() + said[1:]
            raise CantStartTerminal(program=order.command[0], cwd=order.cwd, why=why) from error

    @property
    def exited(self) -> bool:
        """Whether the program has ended."""
        return self.ended_at > 0

    @property
    def told(self) -> orders.Terminal:
        """The terminal as it is now."""
        return orders.Terminal(
            id=self.id,
            pid=self.pid,
            command=self.order.command,
            cwd=self.order.cwd,
            title=self._titles.title or self._title or f"Terminal {self.id}",
            state="exited" if self.exited else "running",
            code=self.code,
            signal=self.signal,
            cols=self._size[0],
            rows=self._size[1],
            tty=self.order.tty,
            first=self.ring.first,
            cursor=self.ring.end,
            started_at=self.started_at,
            ended_at=self.ended_at or None,
        )

    def write(self, data: bytes) -> None:
        """Type ``data``.

        Raises:
            TerminalExited, TerminalFull: nobody reads it.
        """
        if self.exited or not self.order.tty:
            how = self.how if self.exited else "a run has no input"
            raise TerminalExited(terminal=self.id, how=how)
        waiting = len(self.stream.waiting)
        if waiting and waiting + len(data) > WAITING_BYTES:
            raise TerminalFull(terminal=self.id, waiting_bytes=waiting)
        self.stream.write(data)

    @property
    def how(self) -> str:
        """How the program ended."""
        return f"by {self.signal}" if self.signal else f"exit status {self.code}"

    def resize(self, cols: int, rows: int, title: str | None) -> None:
        """Change size and title, where given."""
        self._size = (cols or self._size[0], rows or self._size[1])
        if self.order.tty and self.stream.fd >= 0 and (cols or rows):
            resize(self.stream.fd, *self._size)
        if title is not None:
            self._title = self._titles.title = title

    async def read(self, order: orders.ReadTerminal) -> orders.TerminalRead:
        """Return what ``order`` asks for, as soon as it is there.

        Raises:
            BadPattern: ``until`` is no regular expression.
        """
        since = order.since
        named = order.reader in self._readers
        if since < 0:
            newest = max(self.ring.end - order.limit, self.ring.first)
            since = self._readers.get(order.reader, newest)
        since = min(since, self.ring.end)
        wanted = _pattern(order.until) if order.until else None
        looked, matched = since, ""
        deadline = self._loop.time() + order.wait_s
        while True:
            self.seen_at = time.monotonic()
            if wanted is not None:
                matched, looked = self._match(wanted, max(looked, self.ring.first))
            piece = self._piece(since, order, tail=wanted is not None or order.ended)
            found = bool(matched if wanted is not None else piece.data) and not order.ended
            left_s = deadline - self._loop.time()
            if found or self.exited or left_s <= 0:
                break
            await self._changed(left_s)
        self._read_to = max(self._read_to, piece.cursor)
        self.stream.resume()
        timed_out = not found and not self.exited and order.wait_s > 0
        if order.reader:
            self._readers[order.reader] = piece.cursor
        return orders.TerminalRead(
            terminal=self.told,
            data=piece.data,
            cursor=piece.cursor,
            left_out_bytes=piece.left_out_bytes if named or order.since >= 0 else piece.start,
            matched=matched,
            timed_out=timed_out,
        )

    def ended(self, code: int) -> None:
        """The program ended with this return code; negative for a signal."""
        self.stream.drain()
        self.ended_at = time.time()
        if code >= 0:
            self.code = code
        else:
            try:
                self.signal = signal.Signals(-code).name
            except ValueError:
                self.signal = f"SIG{-code}"
        self.wake()
        self._told_end(self)

    def close(self) -> None:
        """Close our end, and let nobody wait any longer."""
        self.stream.close()
        self.wake()

    def wake(self) -> None:
        """Let everybody who waits look again."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    def _start(self, children: Children) -> tuple[Stream, int]:
        """Start the program; return our end of its output, and its process id."""
        order = self.order
        env = {k: v for k, v in order.env.items() if k not in ("COLUMNS", "LINES")}
        env[family.MARK] = self.id
        streams: Streams
        if order.tty:
            env["TERM"] = TERM
            ours, theirs = os.openpty()
            resize(ours, *self._size)
            streams = os.ttyname(theirs), None
        else:
            ours, theirs = os.pipe()
            streams = os.devnull, theirs
        try:
            pid = children.start(
                order.command, cwd=order.cwd, env=env, streams=streams, ended=self.ended
            )
        except OSError:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
        return Stream(ours, self._came, self.wake), pid

    def _came(self, data: bytes) -> None:
        """The program wrote."""
        self.ring.write(data)
        if self.order.tty:
            self._titles.feed(data)
        if self.order.lossless and self.ring.end - self._read_to >= self.order.buffer_bytes:
            self.stream.pause()
        if self._waiters:
            self.wake()

    async def _changed(self, timeout_s: float) -> None:
        """Return when something changed, or after ``timeout_s`` seconds."""
        waiter: asyncio.Future[None] = self._loop.create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait_for(waiter, timeout_s)
        except TimeoutError:
            pass
        finally:
            self._waiters.discard(waiter)

    def _match(self, wanted: Any, looked: int) -> tuple[str, int]:
        """Return what of the output from ``looked`` on matches, and from where to look next."""
        while True:
            until = min(self.ring.end, looked + WINDOW_BYTES)
            text = escapes.plain(self.ring.read(looked, until))
            if found := wanted.search(text):
                return found.group() or "(nothing)", until
            if until == self.ring.end:
                return "", max(looked, until - OVERLAP_BYTES)
            looked = until - OVERLAP_BYTES

    def _piece(self, since: int, order: orders.ReadTerminal, *, tail: bool) -> _Piece:
        """Return the output from ``since``: its first bytes, or with ``tail`` its last."""
        end = self.ring.end
        start = max(since, self.ring.first)
        if tail:
            start = max(start, end - order.limit)
        data = self.ring.read(start, min(end, start + order.limit))
        if not self.exited or start + len(data) < end:
            data = data[: escapes.whole(data)]
        return _Piece(data, start, start - since)


class _Piece:
    """A piece of output."""

    def __init__(self, data: bytes, start: int, left_out_bytes: int) -> None:
        """``data`` begins at the cursor ``start``, after ``left_out_bytes`` that were asked for."""
        self.data, self.start, self.left_out_bytes = data, start, left_out_bytes
        #: The next byte after it.
        self.cursor = start + len(data)


def _pattern(text: str) -> Any:
    """Return a regular expression that takes time in proportion to what it searches.

    Raises:
        BadPattern: RE2 refuses it.
    """
    import re2  # 10 ms; only who waits for a text needs it

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(f"(?m){text}", options)
    except re2.error as error:
        why = error.args[0] if error.args else ""
        why = why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why)
        why = why.replace("(?m)", "", 1)  # ours
        raise BadPattern(
            pattern=text, kind="regular expression (RE2)", why=why, verb="term"
        ) from error
