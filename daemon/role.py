"""Enter a role: what each forked process does before its own work.

It dies with its parent, leaves the keyboard's signals to the terminal, logs
to its own file, and runs one coroutine until that returns or SIGTERM comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable

from ..protocol import places
from ..protocol.role import Surroundings
from . import logs

log = logging.getLogger("daebug.role")

Run = Callable[[Surroundings, asyncio.Event], Awaitable[None]]

#: prctl(2), PR_SET_PDEATHSIG: "the signal that the calling process will get when its parent dies".
_PR_SET_PDEATHSIG = 1


def enter(around: Surroundings, entry: str, parent: int) -> int:
    """Run ``entry`` (``module:function``) as this process; return its exit status."""
    gc.freeze()  # what is shared with the zygote stays shared
    gc.enable()
    die_with(parent)
    name(around.role)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    logs.start(around.role, places.log_folder(around.env), around.config.log)
    module, _, function = entry.partition(":")
    run: Run = getattr(importlib.import_module(module), function)
    try:
        with asyncio.Runner(loop_factory=_loop) as runner:
            runner.run(_until_told(run, around))
    except Exception:
        log.exception("%s ends with a bug of ours", around.role)
        return 70
    return 0


def name(role: str) -> None:
    """Show ``role`` in ``ps`` and ``top``, on Linux.  proc(5), /proc/PID/comm: 15 bytes at most."""
    with contextlib.suppress(OSError), open("/proc/self/comm", "w", encoding="ascii") as file:
        file.write(f"daebug-{role}"[:15])


def die_with(parent: int) -> None:
    """Ask Linux for SIGTERM when ``parent`` dies."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # 2 ms, for Linux only

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        # It died between fork and prctl: no signal will come any more.
        os.kill(os.getpid(), signal.SIGTERM)


def _loop() -> asyncio.AbstractEventLoop:
    """Return a loop that can watch descriptors; Windows' default one can't."""
    if sys.platform == "win32":
        return asyncio.SelectorEventLoop()
    return asyncio.new_event_loop()


async def _until_told(run: Run, around: Surroundings) -> None:
    """Run the role; SIGTERM sets its ``stop`` event."""
    stop = asyncio.Event()
    with contextlib.suppress(NotImplementedError):  # Windows has no loop signals
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    log.info("%s starts as process %d", around.role, os.getpid())
    await run(around, stop)
    log.info("%s ends", around.role)
