"""The C compiler of the caller, for the C half of ``daebug demo``."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping

#: Names a C compiler goes by, in order of preference.
NAMES = ("cc", "gcc", "clang")

#: Longest time for one small file, in seconds.
BUILD_S = 20.0


def found(env: Mapping[str, str]) -> str:
    """Return the name of a C compiler on the caller's PATH; empty = there is none."""
    path = env.get("PATH", "")
    return next((name for name in NAMES if shutil.which(name, path=path)), "")


async def run(words: list[str], cwd: str, env: Mapping[str, str]) -> tuple[int, str]:
    """Run the command line ``words`` in ``cwd``; return its status and what it wrote.

    A compiler that is not done after ``BUILD_S`` is killed; its status is then 124,
    as https://www.gnu.org/software/coreutils/timeout has it.
    """
    path = shutil.which(words[0], path=env.get("PATH", "")) or words[0]
    process = await asyncio.create_subprocess_exec(
        path,
        *words[1:],
        cwd=cwd,
        env=dict(env),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        written, _ = await asyncio.wait_for(process.communicate(), BUILD_S)
    except TimeoutError:
        return 124, f"not done after {BUILD_S:g} s\n"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, written.decode("utf-8", "replace")
