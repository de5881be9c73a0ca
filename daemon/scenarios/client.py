"""Commands of ours as a scenario types them: a client in a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

#: Longest time for one command beyond what it waits for, in seconds.
COMMAND_S = 60.0

#: A client of ours in a fresh interpreter that heeds no ``PYTHON*`` variable: what
#: ``python -m daebug`` is, from the folder in its first argument.
_CLIENT = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
    "runpy.run_module('daebug', run_name='__main__', alter_sys=True)"
)


class Failed(Exception):
    """A step is not as it should be; the text says why."""


class Told(msgspec.Struct):
    """What a command said."""

    status: int
    document: dict[str, Any]
    text: str


async def typed(
    verb: str, words: Sequence[str], *, folder: str, env: Mapping[str, str], wait_s: float
) -> Told:
    """Run one command with --json in ``folder``.

    Raises:
        Failed: it did not end within ``COMMAND_S`` and ``wait_s`` seconds.
    """
    place = str(Path(__file__).absolute().parents[3])
    # The option goes before a ``--``, behind which all is the program's.
    cut = words.index("--") if "--" in words else len(words)
    line = [verb, *words[:cut], "--json", *words[cut:]]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-E", "-P", "-c", _CLIENT, place, *line),
        cwd=folder,
        env=env,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await ended(process, COMMAND_S + wait_s)).decode(errors="replace")
    try:
        document = json.loads(said)
    except ValueError:
        document = {}
    if not isinstance(document, dict):
        document = {}
    error = document.get("error") or {}
    text = f"{error['code']}: {error['message']}" if "message" in error else said
    return Told(process.returncode or 0, document, text)


async def ended(process: asyncio.subprocess.Process, timeout_s: float) -> bytes:
    """Return what a process wrote; kill it when its time is up.

    Raises:
        Failed: it did not end in time.
    """
    try:
        said, _ = await asyncio.wait_for(process.communicate(), timeout_s)
    except TimeoutError:
        raise Failed(f"not done after {timeout_s:g} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return said
