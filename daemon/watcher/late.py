"""What somebody wrote to a file in the instant in which we replaced it.

It was open; the text went into the one that was taken away, and is brought into
the one that took its place: appended, or, if it was a whole save, as that save.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Protocol

from ...protocol.errors import DaebugError
from ...protocol.transcript.edits import Edit
from ...protocol.transcript.reading import Reading
from .files import Changed, Replaced
from .page import Page

#: When the old file is looked at, seconds after each other.
LOOKS_S = (0.005, 0.005, 0.03, 0.03, 0.2, 0.3, 0.5)

#: How often it is tried after that while the file can't be written, and the wait between, seconds.
TRIES, AGAIN_S = 20, 0.5


class Writes(Protocol):
    """The part of a ``Transcript`` that is needed here."""

    lock: asyncio.Lock
    page: Page

    async def write(self, decide: Callable[[Reading], list[Edit]]) -> None:
        """Carry out what ``decide`` makes of the newest reading."""

    def mend_later(self) -> None:
        """See what is missing in the file."""

    def settle_soon(self) -> None:
        """See what stands in the file."""


async def rescue(transcript: Writes, old: Replaced) -> None:
    """Bring what comes late to ``old`` into the file, see that it stays there, close ``old``."""
    texts: list[bytes] = []
    saves: list[bytes] = []
    try:
        for pause in LOOKS_S:
            await asyncio.sleep(pause)
            text, whole = old.late()
            if text:
                (saves if whole else texts).append(text)
            await _brought(transcript, texts, saves)
        for _ in range(TRIES):
            if await _brought(transcript, texts, saves):
                return
            await asyncio.sleep(AGAIN_S)
    finally:
        old.close()


async def _brought(transcript: Writes, texts: list[bytes], saves: list[bytes]) -> bool:
    """Have the last of ``saves`` in the file, once, and all ``texts``; whether that went well."""
    if not (texts or saves):
        return True
    try:
        async with transcript.lock:
            if saves:
                await transcript.write(functools.partial(_saved, saves[-1], transcript.page))
                saves.clear()
                transcript.mend_later()
            if texts:
                await transcript.write(functools.partial(_appended, texts, transcript.page))
    except (OSError, DaebugError):
        return False  # others write all the time, or it is away just now
    transcript.settle_soon()
    return True


def _saved(text: bytes, page: Page, reading: Reading) -> list[Edit]:
    """Return the edit that saves ``text`` as its editor wanted it; what it lacks comes back.

    Raises:
        Changed: the whole file is to be looked at first.
    """
    if reading.begin:
        page.again()
        raise Changed(page.path)
    return [Edit(start=0, end=reading.end, new=text, old=reading.data)]


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
