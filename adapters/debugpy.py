"""debugpy, for Python programs.

Every habit of this adapter is here.  The adapter listens and we start the
program ourselves, so that its streams, its exit status and its signals are
ours; ``shims/python/debuggee.py`` makes it dial the adapter.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..protocol import places
from ..protocol.errors.adapter import AdapterMissing, AdapterRefused, NotSupported
from ..protocol.errors.programs import AttachFailed, BadCondition, LaunchFailed
from ..protocol.orders import Attach, Breakpoint, Launch, OpenSession, Profile
from . import asyncio_tasks, attaching, find, injecting, python, python_program
from .breakpoints import Hidden
from .catching import Conditions
from .debuggee import Debuggee
from .find import Found
from .kind import Ask, Place, Resume, Stop, Tell
from .output import Output
from .python_program import SHIM, Program

NAME = "debugpy"
LANGUAGES: Sequence[str] = ("python",)
VERSION_WORDS: Sequence[str] = ("-m", "debugpy", "--version")
INSTALL = "pip install debugpy"

#: Exceptions that end a program on purpose.
_EXITS = ("SystemExit", "GeneratorExit")

#: The same as in the shim, for a process that was started without it.
_PROMPT = (
    "__import__('_pydevd_bundle.pydevd_constants', fromlist=['x'])"
    ".get_global_debugger().writer.sock.setsockopt(6, 1, 1)"
)

#: Of a long container it tells the first hundred; whatever has no length is left alone.
_PAGE = (
    "(lambda whole, page: [] if not hasattr(whole, '__len__') else dict(page(whole.items()))"
    " if hasattr(whole, 'items') else list(page(whole)))"
    "({expression}, lambda of: __import__('itertools').islice(of, {start}, {end}))"
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
    tasks_expression=asyncio_tasks.EXPRESSION,
    page_expression=_PAGE,
)  # fmt: skip


def locate(wanted: str, env: Mapping[str, str]) -> Found:
    """Find debugpy: in the Python at ``wanted``, else in ours.

    Raises:
        AdapterMissing: it is not there.
    """
    installed = places.adapter_folder(env) / NAME / "bin" / "python"
    wanted = wanted or (str(installed) if os.access(installed, os.X_OK) else "")
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


def runs(pid: int, /) -> bool:
    """Whether process ``pid`` is a Python interpreter; one inside another program is not meant."""
    return attaching.executable(pid).startswith("python")


async def plan(order: OpenSession, found: Found, place: Place, /) -> DebugpyPlan:
    """Prepare a session.

    Raises:
        NoSuchProcess, NotYourProcess, AttachFailed: the pid can't be attached to.
        LaunchFailed: the program can't be read, or there is no such module.
    """
    target = order.target
    if isinstance(target, Launch):
        program = await python_program.read(NAME, target, order.session, place.folder)
        debuggee = Debuggee(target.program, Output(order.session, place.push))
        return DebugpyPlan(order, found, place, debuggee=debuggee, program=program)
    if not isinstance(target, Attach):
        raise NotSupported(
            adapter=NAME,
            request="a core file or a remote target",
            capability="anything of the kind",
            instead="daebug start script.py",
        )
    if target.pid:
        attaching.check(target.pid, NAME)
        if not python.running(target.pid):
            why, fix = "it is no Python process", f"daebug attach {target.pid}"
            raise AttachFailed(adapter=NAME, pid=target.pid, why=why, fix=fix)
    debuggee = Debuggee("", Output(order.session, place.push))
    debuggee.identify(target.pid)
    return DebugpyPlan(order, found, place, debuggee=debuggee)


class DebugpyPlan:
    """One session under debugpy."""

    def __init__(
        self,
        order: OpenSession,
        found: Found,
        place: Place,
        *,
        debuggee: Debuggee,
        program: Program | None = None,
    ) -> None:
        """Plan for the order's target; ``program`` is what a launch starts."""
        self.debuggee = debuggee
        self.request = "attach"
        self.profile = _PROFILE
        self.notes: list[str] = []
        self.exceptions = ["uncaught"]
        self.hidden: list[Hidden] = []
        self.one_by_one = False
        self.signals = True
        self.relays = False
        self._conditions = Conditions()
        self._target = order.target
        self._interpreter = found.command[0]
        self._env = place.env
        self._program = program
        target = order.target
        if program and isinstance(target, Launch) and target.hold and program.entry:
            self.hidden.append(Hidden(tag="entry", path=program.path, line=program.entry))

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return the arguments of ``attach``: to whoever dials, or to who dialled already."""
        target = self._target
        assert isinstance(target, Launch | Attach)
        where: dict[str, Any] = {"listen": {"host": "127.0.0.1", "port": 0}}
        if isinstance(target, Attach) and target.port:
            where = {"connect": {"host": target.host, "port": target.port}}
        rules = [{"path": str(SHIM), "include": False}]
        if self._program is not None and self._program.path:
            # A module that is run is the program's own code, wherever it is installed.
            rules.append({"path": self._program.path, "include": True})
        return {
            **where,
            "justMyCode": target.just_my_code,
            # A child process that is not followed would wait for a debugger for ever.
            "subProcess": target.children,
            "redirectOutput": False,
            "rules": rules,
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

    def announced(self, capabilities: dict[str, Any]) -> dict[str, Any]:
        """Return the capabilities with conditions of exceptions, which debugpy has not."""
        return self._conditions.announced(capabilities)

    def filters(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Keep the conditions of exceptions; return what debugpy takes."""
        return self._conditions.filters(arguments)

    async def heard(self, event: str, body: dict[str, Any]) -> None:
        """Start the program, or reach into the process, once the adapter listens.

        Raises:
            LaunchFailed: it can't be started.
        """
        if event != "debugpyWaitingForServer":
            return
        where = f"{body.get('host') or '127.0.0.1'}:{body.get('port')}"
        target = self._target
        if isinstance(target, Launch) and self._program is not None:
            try:
                python_program.spawn(self._program, target, where, self.debuggee)
            except OSError as error:
                why = str(error)
                raise LaunchFailed(adapter=NAME, program=target.program, why=why) from error
        elif isinstance(target, Attach) and target.pid:
            pid, failed = target.pid, self.debuggee.failed
            injecting.inject(pid, where, self._interpreter, self._env, failed)

    async def live(self, ask: Ask) -> None:
        """Stop a process that was attached to, if that was asked: debugpy lets it run on."""
        if isinstance(self._target, Attach):
            await self.adopt(ask)
            if self._target.stop:
                threads = (await ask("threads", {})).get("threads") or [{"id": 1}]
                await ask("pause", {"threadId": threads[0]["id"]})

    async def adopt(self, ask: Ask) -> None:
        """Switch off what costs 44 ms a request, in a process that our shim did not start."""
        with contextlib.suppress(AdapterRefused):
            await ask("evaluate", {"expression": _PROMPT, "context": "watch"})

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Say what a stop means."""
        attached = isinstance(self._target, Attach) and self._target.stop
        if stop.first and attached and stop.reason == "pause":
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
        if why.startswith("Unable to find thread"):
            return "this thread runs code that is no Python, and is not stopped"
        lines = why.strip().splitlines()
        return lines[-1] if lines and lines[0].startswith("Traceback ") else why

    def release(self) -> None:
        """Remove the file of a text that was run."""
        if self._program is not None:
            self._program.release()

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
        mode = str(info.get("breakMode") or "")
        fault = await self._conditions.fault(stop.thread_id, mode, ask)
        if fault is None:
            return Resume()
        message = _clean(str(details.get("message") or info.get("description") or ""))
        message = "; ".join(filter(None, [message, fault]))
        description = f"{kind}: {message}" if message else kind
        return Tell(reason="exception", description=description, text=message)


def _clean(words: str) -> str:
    """Return ``words`` without debugpy's remark on where it paused."""
    return words.partition("(note: full exception trace")[0].strip()


def _ours() -> bool:
    return importlib.util.find_spec("debugpy") is not None
