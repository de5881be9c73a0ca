"""The requests that were given to pages and are not answered, on disk, for the next hub.

A page may have run what a killed hub had handed out while the file still says
that it waits.  So each request is written here before it is handed out: the
next hub has it answered as interrupted, and never runs it again.  One line a
beginning or an end; a line that was cut off by the kill is none.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
from pathlib import Path

import msgspec

from ..protocol import places
from ..protocol.scripts import OutRequest, RequestFound

log = logging.getLogger("daebug.pages")


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request begins (it has a root), or ends."""

    number: int
    root: str = ""
    transcript: str = ""
    agent: str = ""
    code: str = ""


class Accepted:
    """The file; written by one hub at a time."""

    def __init__(self, folder: Path) -> None:
        """Read what the hub before this one left in ``folder``, and begin anew."""
        self._path = places.accepted(folder)
        self._numbers = itertools.count(1)
        self._open = 0
        #: Requests of the hub before, by root.
        self.left: dict[str, list[OutRequest]] = {}
        for line in self._read():
            request = OutRequest(
                transcript=line.transcript, request="", agent=line.agent, code=line.code
            )
            self.left.setdefault(line.root, []).append(request)
        self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._empty()

    def begin(self, fact: RequestFound) -> int:
        """Write that a request is about to be handed out; return its number, for ``end``."""
        number = next(self._numbers)
        self._open += 1
        self._write(Line(number, fact.root, fact.transcript, fact.agent, fact.code))
        return number

    def end(self, number: int) -> None:
        """Write that a request is answered; the file begins anew when all are."""
        self._open -= 1
        if self._open:
            self._write(Line(-number))
        else:
            self._empty()

    def told(self, root: str) -> None:
        """The requests that were left in ``root`` are answered in its files."""
        self.left.pop(root, None)

    def close(self) -> None:
        """Write no more."""
        os.close(self._fd)

    def _empty(self) -> None:
        """Begin the file anew, with what the hub before left and nobody was told of yet."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._fd, 0)
        for root, requests in self.left.items():
            for one in requests:
                line = Line(next(self._numbers), root, one.transcript, one.agent, one.code)
                self._write(line)

    def _write(self, line: Line) -> None:
        """Write one line; a full disk is logged, the debugging goes on."""
        try:
            os.write(self._fd, msgspec.json.encode(line) + b"\n")
        except OSError as error:
            log.warning("%s can't be written: %s", self._path, error)

    def _read(self) -> list[Line]:
        """Return the requests that began and did not end."""
        found: dict[int, Line] = {}
        with contextlib.suppress(FileNotFoundError):
            for text in self._path.read_bytes().split(b"\n"):
                with contextlib.suppress(msgspec.DecodeError):
                    line = msgspec.json.decode(text, type=Line)
                    if line.root:
                        found[line.number] = line
                    else:
                        found.pop(-line.number, None)
        return list(found.values())
