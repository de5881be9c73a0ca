"""Work on long texts, in a process of its own.

To split, search or compare millions of characters is one call into C, and
while it lasts no other thread of the interpreter runs: a thread would let the
hub stand still.  The process reads the work from its standard input, writes
what came of it to its standard output, and dies with the hub.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import sys
import traceback
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from ...protocol import errors
from ...protocol.errors import DaebugError
from ...protocol.errors.daemon import NoAnswer, ProcessDown
from . import offload
from .containment import Place

Result = TypeVar("Result")

#: Bytes of a text that is long: a smaller one holds others up for 10 ms at most, and is done
#: before a process would have started.
LONG_BYTES = 2_000_000

#: Seconds for the work; twenty megabytes take two.
WORK_S = 120.0

#: How the process is named in errors and in ``ps``.
NAME = "editing"

#: What the new interpreter runs; its first argument is the folder that holds the package.
_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from daebug.daemon.workspace.apart import main; main()"
)


async def done(work: Callable[[], Result], size_bytes: int) -> Result:
    """Return what ``work()`` returns: apart if the text has ``size_bytes`` that are many.

    ``work`` is a partial of a module's function, which can be sent to another process.

    Raises:
        DaebugError: what ``work`` raised.
        ProcessDown, NoAnswer: the process was killed, or took too long; nothing was written
            unless the whole work was done.
        CancelledError: the caller was cancelled; the work is over all the same.
    """
    if size_bytes <= LONG_BYTES:
        return await offload.done(work)
    return await offload.outlived(asyncio.ensure_future(_sent(work)))


def longest(places: Iterable[Place]) -> int:
    """Return the size in bytes of the longest file at ``places``; what can't be read has none."""
    sizes = [0]
    for place in places:
        with contextlib.suppress(OSError):
            sizes.append(os.stat(place.path, follow_symlinks=False).st_size)
    return max(sizes)


async def _sent(work: Callable[[], Result]) -> Result:
    """Have a new process do ``work``; return what came of it."""
    package = str(Path(__file__).absolute().parents[3])
    words = (sys.executable, "-E", "-P", "-c", _CHILD, package, str(os.getpid()))
    child = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE)
    try:
        async with asyncio.timeout(WORK_S):
            out, _ = await child.communicate(pickle.dumps(work))
    except TimeoutError:
        raise NoAnswer(role=NAME, waited_s=WORK_S) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise ProcessDown(role=NAME, how=f"it ended with {child.returncode}")
    told = pickle.loads(out)  # noqa: S301 - from our own process
    match told:
        case {"error": code, "facts": facts}:
            raise errors.named(code, facts)
        case {"bug": text}:
            raise RuntimeError(text)
    result: Result = told["result"]
    return result


def main() -> None:
    """Do the work that standard input holds."""
    from .. import role  # only here: it starts processes

    role.die_with(int(sys.argv[2]))
    role.name(NAME)
    work = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own hub
    try:
        told = {"result": work()}
    except DaebugError as error:
        told = {"error": error.code, "facts": error.facts}
    except Exception:  # noqa: BLE001 - the hub logs it
        told = {"bug": traceback.format_exc()}
    sys.stdout.buffer.write(pickle.dumps(told))
    sys.stdout.buffer.flush()
