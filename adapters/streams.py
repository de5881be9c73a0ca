"""The standard streams of a debuggee, made before it is started.

An adapter that starts it wants them by name (``Streams``); a program of ours
inherits them (``start``).  Either way there are two shapes: apart, so that
standard error is known from standard output, or together, in one terminal.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from . import terminal
from .debuggee import Debuggee
from .input import END_OF_INPUT, Input


class Paths(msgspec.Struct, frozen=True, kw_only=True):
    """What a debuggee opens as its standard streams."""

    input: str
    output: str
    error: str


class Streams:
    """The streams that a debuggee opens by name.

    Their other sides are held open until it has: ``release``.
    """

    def __init__(self, debuggee: Debuggee) -> None:
        """Read and write for ``debuggee``; nothing is made yet."""
        self._debuggee = debuggee
        self._theirs: list[int] = []
        self._pipe: Path | None = None

    def apart(self, stdin: str, folder: Path) -> Paths:
        """Return two terminals for the outputs; the input is ``stdin``, or a FIFO in ``folder``."""
        if not stdin:
            number = int.from_bytes(os.urandom(4), "big")
            end, self._pipe = terminal.fifo(folder, number)
            stdin = str(self._pipe)
            self._debuggee.input = Input(self._debuggee.output.session, end)
            self._debuggee.input.hold()
        output, error = self._terminal("stdout"), self._terminal("stderr")
        return Paths(input=stdin, output=output.path, error=error.path)

    def together(self) -> Paths:
        """Return one terminal for everything."""
        made = self._terminal("stdout")
        session = self._debuggee.output.session
        self._debuggee.input = Input(session, made.ours, end=END_OF_INPUT)
        return Paths(input=made.path, output=made.path, error=made.path)

    def release(self) -> None:
        """Close the other sides and remove the FIFO's name; safe to call twice."""
        for fd in self._theirs:
            os.close(fd)
        self._theirs.clear()
        if self._pipe is not None:
            self._pipe.unlink(missing_ok=True)
            self._pipe = None
        if self._debuggee.input is not None:
            self._debuggee.input.release()

    def _terminal(self, stream: str) -> terminal.Terminal:
        """Return a new terminal that is read as ``stream``."""
        made = terminal.terminal()
        self._debuggee.output.add(stream, made.ours)
        self._theirs.append(made.theirs)
        return made


def start(
    debuggee: Debuggee,
    command: Sequence[str],
    *,
    cwd: str,
    env: Mapping[str, str],
    stdin: str = "",
    tty: bool = False,
) -> list[tuple[str, int]]:
    """Start ``command`` as ``debuggee``, on pipes and the file ``stdin``, or in a terminal.

    Return our ends of its outputs, ``stdout`` first; they are for the caller to read.

    Raises:
        OSError: no such program, folder or input file; nothing is left open.
    """
    if tty:
        made = terminal.terminal()
        command = terminal.inside(command)
        theirs, ours = [made.theirs], [("stdout", made.ours)]
        debuggee.input = Input(debuggee.output.session, made.ours, end=END_OF_INPUT)
    else:
        theirs, ours = _pipes(debuggee, stdin)
    source, output, error = (*theirs, *theirs[-1:] * 2)[:3]
    try:
        child = terminal.spawn(command, cwd=cwd, env=env, streams=(source, output, error))
    except OSError:
        if debuggee.input is not None:
            debuggee.input.close()
            debuggee.input = None
        for _, fd in ours:
            os.close(fd)
        raise
    finally:
        for fd in theirs:
            os.close(fd)
    debuggee.identify(child.pid, child)
    return ours


def _pipes(debuggee: Debuggee, stdin: str) -> tuple[list[int], list[tuple[str, int]]]:
    """Return the program's ends of its three streams, and our ends of its outputs.

    Raises:
        OSError: ``stdin`` can't be read.
    """
    if stdin:
        source = os.open(stdin, os.O_RDONLY | os.O_CLOEXEC)
    else:
        source, ours = os.pipe()
        debuggee.input = Input(debuggee.output.session, ours)
    out_ours, out_theirs = os.pipe()
    error_ours, error_theirs = os.pipe()
    return [source, out_theirs, error_theirs], [("stdout", out_ours), ("stderr", error_ours)]
