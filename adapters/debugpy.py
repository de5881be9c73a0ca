"""debugpy, for Python programs.

Every habit of this adapter is here.  The adapter listens and we start the
program ourselves, so that its streams, its exit status and its signals are
ours; ``shims/python/debuggee.py`` makes it dial the adapter.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..protocol.errors.adapter import AdapterMissing
from ..protocol.errors.programs import AttachFailed, BadCondition, LaunchFailed
from ..protocol.orders import Attach, Breakpoint, Launch, OpenSession, Profile
from . import attaching, find, python, terminal
from .breakpoints import Hidden
from .debuggee import Debuggee
from .find import Found
from .input import END_OF_INPUT, Input
from .kind import Ask, Place, Resume, Stop, Tell
from .output import Output

log = logging.getLogger("daebug.bridge")

NAME = "debugpy"
LANGUAGES: Sequence[str] = ("python",)
VERSION_WORDS: Sequence[str] = ("-m", "debugpy", "--version")
INSTALL = "pip install debugpy"

#: What runs in the debuggee.
SHIM = Path(__file__).parent.parent / "shims" / "python" / "debuggee.py"

#: What is not the program's own code.
_RULES = [{"path": str(SHIM), "include": False}]

#: Exceptions that end a program on purpose.
_EXITS = ("SystemExit", "GeneratorExit")

#: The same as in the shim, for a process that was started without it.
_PROMPT = (
    "__import__('_pydevd_bundle.pydevd_constants', fromlist=['x'])"
    ".get_global_debugger().writer.sock.setsockopt(6, 1, 1)"
)

_PROFILE = Profile(
    exceptions=["uncaught"],
    language="python",
    runtime_paths=["/debugpy/", "/pydevd", "/_pydevd", r"/shims/python/debuggee\.py$",
                   r"/runpy\.py$", "^<frozen "],
    runtime_names=[],
    noise_names=["^special variables$", "^function variables$", "^class variables$"],
    expression_context="repl",
    assignment="{variable} = {value}",
)  # fmt: skip


def locate(wanted: str, env: Mapping[str, str]) -> Found:
    """Find debugpy: in the Python at ``wanted``, else in ours.

    Raises:
        AdapterMissing: it is not there.
    """
    interpreter = wanted or sys.executable
    looked = f"the modules of {interpreter}"
    if wanted and "/" not in wanted:
        interpreter = find.on_path(wanted, env)
    if not os.access(interpreter or "-", os.X_OK):
        raise AdapterMissing(adapter=NAME, looked=wanted, install=INSTALL)
    if not wanted and not _ours():
        raise AdapterMissing(adapter=NAME, looked=looked, install=INSTALL)
    command = (interpreter, "-X", "frozen_modules=off", "-m", "debugpy.adapter")
    return Found(adapter=NAME, command=command, install=INSTALL)


def takes(program: Path, head: bytes) -> bool:
    """Whether ``program`` is a Python script."""
    return python.script(program, head)


async def plan(order: OpenSession, _found: Found, place: Place, /) -> DebugpyPlan:
    """Prepare a session.

    Raises:
        NoSuchProcess, NotYourProcess, AttachFailed: the pid can't be attached to.
        LaunchFailed: the program or the file for its input can't be read.
    """
    if isinstance(order.target, Attach):
        attaching.check(order.target.pid, NAME)
        if not python.running(order.target.pid):
            why, fix = "it is no Python process", f"daebug attach {order.target.pid}"
            raise AttachFailed(adapter=NAME, pid=order.target.pid, why=why, fix=fix)
        debuggee = Debuggee("", Output(order.session, place.push))
        debuggee.identify(order.target.pid)
        return DebugpyPlan(order, debuggee, b"")
    program = order.target.program
    try:
        source = Path(program).read_bytes()
    except OSError as error:
        raise LaunchFailed(adapter=NAME, program=program, why=str(error)) from error
    return DebugpyPlan(order, Debuggee(program, Output(order.session, place.push)), source)


class DebugpyPlan:
    """One session under debugpy."""

    def __init__(self, order: OpenSession, debuggee: Debuggee, source: bytes) -> None:
        """Plan for the order's target; ``source`` is the program's text."""
        self.debuggee = debuggee
        self.request = "attach"
        self.profile = _PROFILE
        self.notes: list[str] = []
        self.exceptions = ["uncaught"]
        self.hidden: list[Hidden] = []
        self.one_by_one = False
        self.signals = True
        self.relays = False
        self._session = order.session
        self._target = order.target
        self._head = source[:4096]
        target = order.target
        if isinstance(target, Launch) and target.hold and (line := python.first_line(source)):
            self.hidden.append(Hidden(tag="entry", path=target.program, line=line))

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return the arguments of ``attach``: to whoever dials, or to a process."""
        where: dict[str, Any] = {"listen": {"host": "127.0.0.1", "port": 0}}
        if isinstance(self._target, Attach):
            where = {"processId": self._target.pid}
        # A child process that is not followed would wait for a debugger for ever.
        return {
            **where,
            "justMyCode": True,
            "subProcess": False,
            "redirectOutput": False,
            "rules": _RULES,
        }

    async def prepare(self, _ask: Ask, /) -> None:
        """Nothing: all that is needed is in the request."""

    def hits(self, point: Breakpoint, /) -> str:
        """Return "at the count-th hit and every later one"; a bare number means only that one."""
        return f">={point.hit}"

    def check(self, point: Breakpoint, /) -> None:
        """Refuse a condition that is no expression: debugpy would never stop, and not say why.

        Raises:
            BadCondition: with what Python says about it.
        """
        if why := python.condition_error(point.condition):
            location = point.function or f"{point.path}:{point.line}"
            raise BadCondition(condition=point.condition, why=why, location=location)

    async def heard(self, event: str, body: dict[str, Any]) -> None:
        """Start the program once the adapter listens.

        Raises:
            LaunchFailed: it can't be started.
        """
        if event == "debugpyWaitingForServer" and isinstance(self._target, Launch):
            where = f"{body.get('host') or '127.0.0.1'}:{body.get('port')}"
            try:
                self._spawn(self._target, where)
            except OSError as error:
                program = self._target.program
                raise LaunchFailed(adapter=NAME, program=program, why=str(error)) from error

    async def live(self, ask: Ask) -> None:
        """Stop a process that was attached to, if that was asked: debugpy lets it run on."""
        if isinstance(self._target, Attach) and self._target.stop:
            threads = (await ask("threads", {})).get("threads") or [{"id": 1}]
            await ask("pause", {"threadId": threads[0]["id"]})

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Say what a stop means."""
        if stop.first and isinstance(self._target, Attach):
            await self._hurry(stop, ask)
            if self._target.stop and stop.reason == "pause":
                return Tell(reason="attach")
        if stop.reason == "exception":
            return await self._exception(stop, ask)
        drop = frozenset({"entry"}) & stop.hidden
        if drop and not stop.hit:
            return Tell(reason="entry", drop=drop)
        reason = "breakpoint" if stop.reason == "function breakpoint" else stop.reason
        return Tell(reason=reason, text=stop.text if stop.reason != "step" else "", drop=drop)

    async def leave(self, _ask: Ask, /) -> None:
        """Nothing: ``disconnect`` says it."""

    def plain(self, why: str) -> str:
        """Return the last line of a traceback: the frames above it are debugpy's own."""
        lines = why.strip().splitlines()
        return lines[-1] if lines and lines[0].startswith("Traceback ") else why

    def release(self) -> None:
        """Nothing is made before the program starts."""

    def exit(self, code: int | None) -> tuple[int | None, str]:
        """Return the code as the adapter told it; the program is our child, so it is not needed."""
        return code, ""

    async def _exception(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Report type and message; a program that exits on purpose runs on."""
        info = await ask("exceptionInfo", {"threadId": stop.thread_id})
        details = info.get("details") or {}
        kind = _clean(str(details.get("typeName") or info.get("exceptionId") or stop.text))
        if kind.rpartition(".")[2] in _EXITS:
            return Resume()
        message = _clean(str(details.get("message") or info.get("description") or ""))
        description = f"{kind}: {message}" if message else kind
        return Tell(reason="exception", description=description, text=message)

    async def _hurry(self, stop: Stop, ask: Ask) -> None:
        """Switch off what costs 44 ms a request, in a process that runs already."""
        arguments = {"threadId": stop.thread_id, "startFrame": 0, "levels": 1}
        frames = (await ask("stackTrace", arguments)).get("stackFrames")
        if frames:
            where = {"frameId": frames[0]["id"], "context": "watch"}
            await ask("evaluate", {"expression": _PROMPT, **where})

    def _spawn(self, target: Launch, where: str) -> None:
        """Start the program on our pipes, or in a terminal of ours.

        Raises:
            OSError: no such interpreter, folder or input file.
        """
        command = [
            python.interpreter(target, self._head),
            *("-X", "frozen_modules=off"),
            *(str(SHIM), _parent(), "--connect", where),
            *("--configure-subProcess", "False", "--wait-for-client"),
            *(target.program, *target.args),
        ]
        env = python.environment(target.env)
        if target.tty:
            made = terminal.terminal()
            theirs = [made.theirs]
            outputs = [("stdout", made.ours)]
            command = terminal.inside(command)
            self.debuggee.input = Input(self._session, made.ours, end=END_OF_INPUT)
        else:
            theirs, outputs = self._pipes(target.stdin)
        stdin, stdout, stderr = (*theirs, *theirs[-1:] * 2)[:3]
        try:
            child = terminal.spawn(
                command, cwd=target.cwd, env=env, streams=(stdin, stdout, stderr)
            )
        finally:
            for fd in theirs:
                os.close(fd)
            for stream, fd in outputs:
                self.debuggee.output.add(stream, fd)
        self.debuggee.identify(child.pid, child)

    def _pipes(self, stdin: str) -> tuple[list[int], list[tuple[str, int]]]:
        """Return the program's ends of its three streams, and our ends of its output."""
        if stdin:
            source = os.open(stdin, os.O_RDONLY | os.O_CLOEXEC)
        else:
            source, ours = os.pipe()
            self.debuggee.input = Input(self._session, ours)
        out_ours, out_theirs = os.pipe()
        error_ours, error_theirs = os.pipe()
        theirs = [source, out_theirs, error_theirs]
        return theirs, [("stdout", out_ours), ("stderr", error_ours)]


def _clean(words: str) -> str:
    """Return ``words`` without debugpy's remark on where it paused."""
    return words.partition("(note: full exception trace")[0].strip()


def _ours() -> bool:
    return importlib.util.find_spec("debugpy") is not None


def _parent() -> str:
    """Return the folder that holds our debugpy package."""
    spec = importlib.util.find_spec("debugpy")
    where = spec.origin if spec is not None else ""
    return str(Path(where or "").parent.parent)
