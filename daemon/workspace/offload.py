"""Work that would hold up the event loop: files, and texts that are long.

It is done in a thread.  A thread can't be cancelled, so who is cancelled
meanwhile waits for its end first: a lock that is held around the work is not
given up while a file is still being written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


async def done(work: Callable[[], Result]) -> Result:
    """Return what ``work()`` returns, done in a thread.

    Raises:
        CancelledError: the caller was cancelled; the work is over all the same.
    """
    return await outlived(asyncio.ensure_future(asyncio.to_thread(work)))


async def outlived(task: asyncio.Future[Result]) -> Result:
    """Return what ``task`` returns, and never go before it has ended.

    Raises:
        CancelledError: the caller was cancelled; the task is over all the same.
    """
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:
                continue  # told again; the end of the work is still what counts
        if not task.cancelled():
            task.exception()  # nobody is left to tell it to
        raise
