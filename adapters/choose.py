"""Which adapter debugs a program: by its name if one was given, else by its bytes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ..protocol.config import near
from ..protocol.errors.adapter import NoSuchAdapter, NotSupported
from ..protocol.errors.programs import NoSuchProgram, NotExecutable
from ..protocol.orders import Attach, CoreFile, Launch, OpenSession, Remote, Target
from . import native
from .kind import Kind, Recognises

#: Bytes of a program that adapters look at.
HEAD_BYTES = 4096

#: The adapter for a process that runs already, unless one recognises it.
FOR_PROCESSES = "lldb-dap"

#: The adapter for modules, for text, and for a program whose own debugger listens.
FOR_PYTHON = "debugpy"

#: The adapter to use where another is not installed.
STAND_INS = {"delve": "lldb-dap", "lldb-dap": "gdb", "gdb": "codelldb"}

#: Sources that have to be built first, and how.
_SOURCES = {
    ".c": "gcc -g -O0 -o {stem} {name}",
    ".cc": "g++ -g -O0 -o {stem} {name}",
    ".cpp": "g++ -g -O0 -o {stem} {name}",
    ".rs": "rustc -g -o {stem} {name}",
}


def choose(order: OpenSession, kinds: Mapping[str, Kind]) -> str:
    """Return the name of the adapter for ``order``.

    Raises:
        NoSuchAdapter: a name that nobody has.
        NoSuchProgram, NotExecutable: there is nothing that could be run.
        NotSupported: only another adapter does that.
    """
    if order.adapter and order.adapter not in kinds:
        raise NoSuchAdapter(adapter=order.adapter, adapters=", ".join(sorted(kinds)))
    if what := _pythonic(order.target):
        if order.adapter not in ("", FOR_PYTHON):
            raise NotSupported(
                adapter=order.adapter,
                request=what,
                capability=FOR_PYTHON,
                instead=f"the same with --adapter {FOR_PYTHON}",
            )
        return FOR_PYTHON
    if isinstance(order.target, Attach):
        return order.adapter or _recognising(order.target.pid, kinds)
    if isinstance(order.target, CoreFile):
        crashed = Path(order.target.program)
        return order.adapter or _taking(crashed, _head(crashed, kinds), kinds) or FOR_PROCESSES
    if isinstance(order.target, Remote):
        return order.adapter or FOR_PROCESSES
    program = Path(order.target.program)
    head = _head(program, kinds)
    if native.elf_type(head) in (native.RELOCATABLE, native.CORE):
        why = "it is not a linked program"
        raise NotExecutable(path=str(program), why=why, fix=f"file {program}")
    if native.native(head) and not os.access(program, os.X_OK):
        why = "it has no execute permission"
        raise NotExecutable(path=str(program), why=why, fix=f"chmod +x {program}")
    if found := order.adapter or _taking(program, head, kinds):
        return found
    raise _nobody(program, head)


def _taking(program: Path, head: bytes, kinds: Mapping[str, Kind]) -> str:
    """Return the adapter that takes a program, by its bytes; empty = none does."""
    takers = [name for name, kind in kinds.items() if kind.takes(program, head)]
    for name in takers:
        if not any(STAND_INS.get(other) == name for other in takers):
            return name
    return ""


def _recognising(pid: int, kinds: Mapping[str, Kind]) -> str:
    """Return the adapter for a process: by what it runs, else the one for any."""
    for name, kind in kinds.items():
        if isinstance(kind, Recognises) and kind.runs(pid):
            return name
    return FOR_PROCESSES


def _pythonic(target: Target) -> str:
    """Return what of ``target`` is for Python alone, for people; empty = nothing."""
    if isinstance(target, Attach) and target.port:
        return "a program whose debugger listens"
    if isinstance(target, Launch) and target.module:
        return "a module"
    return "text to run" if isinstance(target, Launch) and target.code else ""


def _head(program: Path, kinds: Mapping[str, Kind]) -> bytes:
    """Return the first bytes of ``program``, or say why there are none."""
    try:
        with program.open("rb") as file:
            return file.read(HEAD_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(program) from None
    except IsADirectoryError:
        if any(kind.takes(program, b"") for kind in kinds.values()):
            return b""
        why = "it is a folder"
        raise NotExecutable(path=str(program), why=why, fix=f"ls {program}") from None
    except OSError as error:
        fix = f"ls -l {program}"
        raise NotExecutable(path=str(program), why=str(error.strerror), fix=fix) from None


def _missing(program: Path) -> NoSuchProgram:
    folder = program.parent
    try:
        names = os.listdir(folder)
    except OSError:
        names = []
    return NoSuchProgram(path=str(program), near=near(program.name, names), folder=str(folder))


def _nobody(program: Path, head: bytes) -> NotExecutable:
    """Return the error for a file that no adapter takes, with a way out."""
    if build := _SOURCES.get(program.suffix):
        why = "it is source text that has to be built first"
        fix = build.format(stem=program.stem, name=program.name)
        return NotExecutable(path=str(program), why=why, fix=fix)
    if head.startswith(b"#!"):
        line = head[2:].split(b"\n")[0].decode(errors="replace").strip()
        why = f"it is a script for {line}, which no adapter here debugs"
        return NotExecutable(path=str(program), why=why, fix="daebug start --adapter NAME")
    why = "it is neither a native program nor a Python script" if head else "it is empty"
    return NotExecutable(path=str(program), why=why, fix=f"file {program}")
