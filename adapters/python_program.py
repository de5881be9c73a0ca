"""What debugpy is to run: a script, a module, or text; and how it is started."""

from __future__ import annotations

import asyncio
import importlib.util
import subprocess
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ..protocol.errors.programs import LaunchFailed
from ..protocol.orders import Launch
from . import python, streams
from .debuggee import Debuggee

#: What runs in the program's own interpreter.
SHIMS = Path(__file__).parent.parent / "shims" / "python"
SHIM = SHIMS / "debuggee.py"
FIND_MODULE = SHIMS / "find_module.py"

#: Seconds to find out where a module is; a cold disk and many folders on the path.
FIND_S = 20.0


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """A program that is ready to be started."""

    #: What the shim is told to run, before the program's own arguments.
    words: tuple[str, ...]
    interpreter: str
    #: The file of its first line; empty = it has none.
    path: str = ""
    source: bytes = b""
    #: ``path`` is ours and goes with the session.
    made: bool = False

    @property
    def entry(self) -> int:
        """The line where it first does something; 0 = nowhere."""
        return python.first_line(self.source) if self.path else 0

    def release(self) -> None:
        """Remove what was written for it."""
        if self.made:
            Path(self.path).unlink(missing_ok=True)


async def read(adapter: str, target: Launch, session: str, folder: Path) -> Program:
    """Return what ``target`` means; text to run is written to a file in ``folder``.

    A file of its own gives text lines that can be shown and stopped at.

    Raises:
        LaunchFailed: it can't be read, or there is no such module.
    """
    try:
        if target.code:
            path = folder / f"{session}.py"
            path.write_text(target.code, "utf-8")
            return _program(target, ("-c", str(path)), path, made=True)
        if target.module:
            interpreter = python.interpreter(target, b"")
            found = await asyncio.to_thread(_module, interpreter, target)
            return _program(target, ("-m", target.program), Path(found) if found else None)
        return _program(target, (target.program,), Path(target.program))
    except (OSError, subprocess.SubprocessError, ImportError) as error:
        raise LaunchFailed(adapter=adapter, program=target.program, why=str(error)) from error


def spawn(program: Program, target: Launch, where: str, debuggee: Debuggee) -> None:
    """Start it on our pipes, or in a terminal of ours; it dials the adapter at ``where``.

    Raises:
        OSError: no such interpreter, folder or input file.
    """
    command = [
        program.interpreter,
        *("-X", "frozen_modules=off"),
        *(str(SHIM), _parent(), program.path, "--connect", where),
        *("--configure-subProcess", str(target.children), "--wait-for-client"),
        *(*program.words, *target.args),
    ]
    env = python.environment(target.env)
    outputs = streams.start(
        debuggee, command, cwd=target.cwd, env=env, stdin=target.stdin, tty=target.tty
    )
    for stream, fd in outputs:
        debuggee.output.add(stream, fd)


def _program(
    target: Launch, words: Sequence[str], path: Path | None, *, made: bool = False
) -> Program:
    """Return the program whose first line is in ``path``.

    Raises:
        OSError: it can't be read.
    """
    source = path.read_bytes() if path is not None else b""
    script = not (target.module or target.code)
    return Program(
        words=tuple(words),
        interpreter=python.interpreter(target, source[:4096] if script else b""),
        path=str(path or ""),
        source=source,
        made=made,
    )


def _module(interpreter: str, target: Launch) -> str:
    """Return the file of the target's module; empty = it has none (it is built in).

    Raises:
        ImportError: there is no such module.
        OSError, subprocess.SubprocessError: the interpreter can't be run, or hangs.
    """
    done = subprocess.run(
        [interpreter, str(FIND_MODULE), target.program],
        cwd=target.cwd,
        env=target.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=FIND_S,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ImportError(said[-1] if said else f"{interpreter}: exit status {done.returncode}")
    path = done.stdout.strip()
    return path if path.endswith(".py") else ""


def _parent() -> str:
    """Return the folder that holds our debugpy package."""
    spec = importlib.util.find_spec("debugpy")
    where = spec.origin if spec is not None else ""
    return str(Path(where or "").parent.parent)
