"""The first look at a file that may be long: other files are not kept waiting for it."""

from __future__ import annotations

import asyncio
from typing import Protocol

from .page import Page


class Looks(Protocol):
    """The part of a ``Transcript`` that is needed here."""

    lock: asyncio.Lock
    page: Page


async def look(transcript: Looks) -> None:
    """Read a file for the first time.

    Raises:
        Changed: it is just being written.
        OSError: it can't be read.
    """
    async with transcript.lock:
        if transcript.page.long:
            await asyncio.to_thread(transcript.page.look)
        else:
            transcript.page.look()
