"""What an agent appended to a file in the instant in which we replaced it.

It had the file open; its text went into the one that was taken away, and is
appended to the one that took its place.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Protocol

from ...protocol.transcript.edits import Edit
from ...protocol.transcript.reading import Reading
from .files import Changed, Replaced
from .page import Page

#: When the old file is looked at, seconds after each other.
LOOKS_S = (0.01, 0.04, 0.2, 0.75)


class Writes(Protocol):
    """The part of a ``Transcript`` that is needed here."""

    lock: asyncio.Lock
    page: Page

    async def write(self, decide: Callable[[Reading], list[Edit]]) -> None:
        """Carry out what ``decide`` makes of the newest reading."""

    def settle_soon(self) -> None:
        """See what stands in the file."""


async def rescue(transcript: Writes, old: Replaced) -> None:
    """Append what comes late to ``old``, see that it stays there for a moment, close ``old``."""
    texts: list[bytes] = []
    try:
        for pause in LOOKS_S:
            await asyncio.sleep(pause)
            if text := old.late():
                texts.append(text)
            if texts:
                async with transcript.lock:
                    await transcript.write(functools.partial(_appended, texts, transcript.page))
                transcript.settle_soon()
    finally:
        old.close()


def _appended(texts: list[bytes], page: Page, reading: Reading) -> list[Edit]:
    """Return the edit that appends those of ``texts`` that are not in the file.

    Raises:
        Changed: the whole file is to be looked at first.
    """
    if reading.begin:
        page.again()
        raise Changed(page.path)
    new = b"".join(text for text in texts if _kernel(text) not in reading.data)
    return [Edit(start=reading.end, end=reading.end, new=new, old=b"")] if new else []


def _kernel(text: bytes) -> bytes:
    """Return what is in ``text`` between its first and last fence line, which may be relabelled."""
    inner = text.partition(b"```")[2].partition(b"\n")[2].rpartition(b"```")[0]
    return inner or text
