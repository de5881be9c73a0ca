"""``daebug.md`` of one root: live while it is served, a farewell afterwards.

It is ours: what somebody else writes into it is only looked at for the line
that asks to shut down.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from ...protocol.scripts import IndexEntry
from ...protocol.transcript import index
from ...protocol.transcript.edits import Edit
from . import files, shown

#: The name of the index.
NAME = "daebug.md"

#: What starts serving again.
RESTART = "daebug start"

#: How often a write is tried while somebody else writes too.
TRIES = 20


class IndexFile:
    """The index of one root."""

    def __init__(self, path: str, started_at: float, asked: Callable[[], None]) -> None:
        """Keep the index at ``path``; ``asked`` is called when it says to shut down."""
        self._path = path
        self._started = shown.twelve(started_at)
        self._asked = asked
        self._told = False

    def open(self) -> None:
        """Make the index live.

        Raises:
            OSError: it can't be written.
        """
        self._write(index.live(self._started, [], restart=RESTART))

    def saved(self) -> None:
        """Look at what somebody saved."""
        if self._told or not index.asks_shutdown(self._text()):
            return
        self._told = True
        self._asked()

    def realms(self, entries: list[IndexEntry], names: Callable[[str], str]) -> None:
        """Write the realms; ``names`` gives the file name of a transcript.

        Raises:
            OSError: it can't be written.
        """
        self.saved()
        listed = [
            index.Entry(
                name=entry.realm,
                path=f"daebug/{names(entry.transcript)}",
                url=entry.url,
                state=entry.state,
                seen=shown.twelve(entry.seen_at),
                seen_at=entry.seen_at,
            )
            for entry in entries
        ]
        self._write(index.live(self._started, listed, restart=RESTART))

    def close(self, at: float) -> None:
        """Write the farewell.

        Raises:
            OSError: it can't be written.
        """
        self._write(index.ended(self._started, shown.twelve(at), restart=RESTART))

    def _text(self) -> str:
        """Return what is in the file; empty if it is not there."""
        with contextlib.suppress(OSError, files.Changed):
            return files.read_from(self._path, 0)[0].decode("utf-8", "replace")
        return ""

    def _write(self, text: str) -> None:
        """Have ``text`` in the file, unless it is there."""
        new = text.encode("utf-8", "replace")
        for _ in range(TRIES):
            with contextlib.suppress(files.Changed):
                if files.seen(self._path) is None:
                    files.create(self._path, new)
                    return
                old, version = files.read_from(self._path, 0)
                if old != new:
                    edit = Edit(start=0, end=len(old), new=new, old=old)
                    _, replaced = files.change(self._path, [edit], version)
                    if replaced is not None:
                        replaced.close()
                return
        raise OSError(f"{self._path} is being written all the time")
