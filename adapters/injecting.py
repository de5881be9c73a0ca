"""debugpy put into a process that runs already.

debugpy's own program does it, by ``sys.remote_exec`` or by gdb.  We start it
rather than the adapter, which would tell nothing of a failure and never tell of
the child processes.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import threading
from collections.abc import Callable, Mapping

from ..protocol.errors import DaebugError
from ..protocol.errors.programs import AttachFailed
from . import attaching, find

#: What debugpy reaches into a process with, but for Python 3.14's own way.
_GDB = re.compile(r"gdb")

#: What gdb says of a process that it may not trace.
_REFUSED = re.compile(r"ptrace: .*|.*not permitted.*", re.IGNORECASE)


def inject(
    pid: int,
    where: str,
    interpreter: str,
    env: Mapping[str, str],
    failed: Callable[[DaebugError], None],
) -> None:
    """Make process ``pid`` dial the adapter at ``where``; call ``failed`` if that can't be done.

    It is over when the session is up, and is never killed: gdb would leave the
    process in the middle of a call that nobody returns from.  An adapter that hangs
    up makes it end, too.

    Raises:
        OSError: the interpreter can't be started.
    """
    child = subprocess.Popen(
        [interpreter, "-m", "debugpy", "--connect", where, "--pid", str(pid)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=_environment(env),
        start_new_session=True,
    )
    loop = asyncio.get_running_loop()

    def wait() -> None:
        said, _ = child.communicate()
        error = _failure(pid, child.returncode, said.decode(errors="replace"))
        if error is not None and not loop.is_closed():
            loop.call_soon_threadsafe(failed, error)

    threading.Thread(target=wait, name=f"injecting into {pid}", daemon=True).start()


def _failure(pid: int, status: int, said: str) -> AttachFailed | None:
    """Return why it failed, by its last words; ``None`` = it did not."""
    refused = _REFUSED.search(said)
    if not status and not refused:
        return None
    if "'gdb'" in said:
        why, fix = "it takes gdb, which is not here", "pip install 'daebug[native]'"
        return AttachFailed(adapter="debugpy", pid=pid, why=why, fix=fix)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    why = refused[0].strip() if refused else lines[-1] if lines else f"exit status {status}"
    return AttachFailed(adapter="debugpy", pid=pid, why=why, fix=attaching.fix())


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return ``env`` with the folder of a gdb on its PATH, if there is one."""
    programs = find.programs(_GDB, find.folders(env, ()))
    path = env.get("PATH", "")
    if programs:
        path = os.pathsep.join([path, str(programs[0].parent)])
    return {**env, "PATH": path}
