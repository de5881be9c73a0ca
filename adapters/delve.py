"""Delve, for Go: programs, packages and their tests, processes, core files.

Every habit of this adapter is here.  ``dlv dap`` dials us; the program inherits
its standard streams, which are ours, so nothing of them comes as an event.
"""

from __future__ import annotations

import asyncio
import mmap
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from ..protocol.errors.adapter import NotSupported
from ..protocol.orders import Attach, Breakpoint, CoreFile, Launch, OpenSession, Profile, Remote
from . import attaching, banner, delve_memory, delve_setting, native
from .breakpoints import Hidden
from .debuggee import Debuggee
from .delve_setting import ASSIGNMENT
from .find import Found
from .kind import Ask, Place, Resume, Stop, Tell
from .output import Output

NAME = "delve"
LANGUAGES: Sequence[str] = ("go",)
VERSION_WORDS: Sequence[str] = ()
INSTALL = "go install github.com/go-delve/delve/cmd/dlv@latest   (or: apt-get install delve)"

_NAMES = re.compile(r"dlv")
_KNOWN = ("/usr/local/go/bin", "/usr/lib/go*/bin")

#: What the Go linker leaves in every program.
_MARK = b"\xff Go buildinf:"

#: Exception filters of versions that have some; without them a panic stops anyway.
_PANICS = ["unrecovered-panic", "runtime-fatal-throw"]

#: Seconds for the program's process to be found, where no event tells it.
FOUND_S = 2.0


def locate(wanted: str, env: Mapping[str, str]) -> Found:
    """Find the newest dlv; ``wanted`` is a path that overrides.

    Raises:
        AdapterMissing: there is none.
    """
    # Where ``go install`` puts programs: $GOBIN, $GOPATH/bin, ~/go/bin.
    home = env.get("GOPATH") or os.path.join(env.get("HOME") or "/", "go")
    best, version = banner.newest(
        NAME,
        wanted,
        _NAMES,
        ("version",),
        env=env,
        first=1,
        install=INSTALL,
        known=[env.get("GOBIN") or f"{home}/bin", *_KNOWN],
    )
    return Found(
        adapter=NAME,
        # The check of the caller's uid reads /proc/net/tcp and is wrong where that is long.
        command=(str(best), "dap", "--client-addr=127.0.0.1:${port}",
                 "--only-same-user=false", "--check-go-version=false"),
        major=banner.major(version),
        install=INSTALL,
        version=version,
        transport="dials",
        lends="pipes",
    )  # fmt: skip


def takes(program: Path, head: bytes, /) -> bool:
    """Whether it is a program that Go linked, a Go file, or a folder of them."""
    if program.is_dir():
        return any(program.glob("*.go"))
    return program.suffix == ".go" or (native.native(head) and _go(program))


def runs(pid: int, /) -> bool:
    """Whether process ``pid`` runs a program that Go linked."""
    return _go(Path(f"/proc/{pid}/exe"))


async def plan(order: OpenSession, _found: Found, place: Place, /) -> DelvePlan:
    """Prepare a session.

    Raises:
        NoSuchProcess, NotYourProcess, AttachFailed: the pid can't be attached to.
        NotSupported: a remote target.
    """
    target = order.target
    if isinstance(target, Remote):
        what = "remote targets"
        raise NotSupported(adapter=NAME, request=what, capability=what, instead="daebug start .")
    debuggee = Debuggee("", Output(order.session, place.push))
    if isinstance(target, Attach):
        attaching.check(target.pid, NAME)
        debuggee.identify(target.pid)
    else:
        debuggee.program = target.program
    return DelvePlan(target, debuggee, place)


class DelvePlan:
    """One session under Delve."""

    def __init__(
        self, target: Launch | Attach | CoreFile, debuggee: Debuggee, place: Place
    ) -> None:
        """Plan for ``target``."""
        self.debuggee = debuggee
        self.request = "attach" if isinstance(target, Attach) else "launch"
        self.notes: list[str] = []
        self.exceptions = list(_PANICS)
        self.hidden: list[Hidden] = []
        self.one_by_one = False
        self.signals = False
        self.relays = False
        self.profile = Profile(
            console_prefix="dlv ",
            language="go",
            runtime_paths=["/src/runtime/", "/src/internal/", "/src/testing/"],
            runtime_names=[r"^runtime\.", r"^internal/"],
            noise_names=["^~r"],
            exceptions=list(_PANICS),
            expression_context="watch",
            assignment="{variable} = {value}",
        )
        self._target = target
        self._place = place
        self._status: int | None = None
        self._complaint = ""
        if isinstance(target, Launch) and target.hold:
            # Its own stop at entry is in the linker's code, with a goroutine that is none.
            self.hidden.append(Hidden(tag="entry", function=_entry(target.program)))

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return the arguments of ``launch`` or ``attach``."""
        target = self._target
        common = {"hideSystemGoroutines": True, "stackTraceDepth": 200}
        match target:
            case Attach():
                return {**common, "mode": "local", "processId": target.pid, "stopOnEntry": True}
            case CoreFile():
                files = {"program": target.program, "coreFilePath": target.core}
                return {**common, **files, "mode": "core"}
        program = Path(target.program)
        mode, built = _mode(program)
        folder = program if program.is_dir() else program.parent
        # Delve adds to its own environment; what the caller does not have is taken away.
        without = dict.fromkeys(set(self._place.env) - set(target.env))
        output = self._place.folder / f"go-{os.getpid()}-{self.debuggee.output.session}"
        return {
            **common,
            "mode": mode,
            # Without modules Go imports no package by its absolute path.
            "program": "." if mode == "test" or folder == program else str(program),
            "args": target.args,
            "cwd": target.cwd,
            "env": {**without, **target.env},
            **({"dlvCwd": str(folder), "output": str(output)} if built else {}),
        }

    async def prepare(self, _ask: Ask, /) -> None:
        """Nothing: all that is needed is in the request."""

    def hits(self, point: Breakpoint, /) -> str:
        """Return "at this hit and every later one"."""
        return f">= {point.hit}"

    def check(self, _point: Breakpoint, /) -> None:
        """Accept every condition: Delve tells what it can't read when it sets it."""

    async def heard(self, event: str, body: dict[str, Any], /) -> None:
        """Note how the program ended: older versions say it only as text."""
        if event == "output":
            text = str(body.get("output") or "")
            self._complaint = text.strip() if body.get("category") == "stderr" else ""
            said = re.search(r"has exited with status (-?\d+)", text)
            self._status = int(said[1]) if said else self._status

    async def live(self, _ask: Ask, /) -> None:
        """Find the program's process where no event told it."""
        deadline = asyncio.get_running_loop().time() + FOUND_S
        while not self.debuggee.pid and isinstance(self._target, Launch):
            self.debuggee.identify(await asyncio.to_thread(_child, self.debuggee.parent))
            if asyncio.get_running_loop().time() > deadline:
                return
            await asyncio.sleep(0.01)

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Say what a stop means."""
        target = self._target
        thread = await _thread(ask) if stop.thread_id is None else None
        if stop.first and isinstance(target, Attach):
            return Tell(reason="attach", thread_id=thread) if target.stop else Resume()
        if stop.first and isinstance(target, CoreFile):
            return Tell(reason="core")
        drop = frozenset({"entry"}) & stop.hidden
        if drop and not stop.hit:
            return Tell(reason="entry", drop=drop)
        if stop.reason == "exception":
            text = stop.text.strip('"')
            return Tell(reason="exception", description=stop.description, text=text, drop=drop)
        reason = "breakpoint" if stop.reason == "function breakpoint" else stop.reason
        return Tell(reason=reason, drop=drop, thread_id=thread)

    async def reworded(
        self, command: str, arguments: dict[str, Any], send: Ask, /
    ) -> dict[str, Any]:
        """Set a variable where an expression assigns; Delve's do not.

        Raises:
            AdapterRefused: there is no such variable, or it does not take the value.
        """
        if command == "readMemory":
            return await delve_memory.read(arguments, send)
        wanted = ASSIGNMENT.fullmatch(str(arguments.get("expression") or ""))
        frame = arguments.get("frameId")
        if command != "evaluate" or wanted is None or not isinstance(frame, int):
            return await send(command, arguments)
        told = await delve_setting.assigned(wanted[1], wanted[2], frame, send)
        return {"variablesReference": 0, **told, "result": str(told.get("value") or "")}

    def clings(self) -> NotSupported:
        """Refuse to let go of a program that it started: Delve kills it, whatever it is asked."""
        return NotSupported(
            adapter=NAME,
            request="detach from a program that it has started",
            capability="any way to leave it running",
            instead="daebug attach --name NAME",
        )

    async def leave(self, _ask: Ask, /) -> None:
        """Nothing: ``disconnect`` says it."""

    def plain(self, why: str) -> str:
        """Return Delve's reason without what it was asked, or what the build said."""
        if "Check the debug console" in why and self._complaint:
            return self._complaint
        return re.sub(r"^Unable to [\w ]+: ", "", why)

    def release(self) -> None:
        """Nothing is made before the program starts."""

    def exit(self, code: int | None) -> tuple[int | None, str]:
        """Return the code as the adapter told it, by event or by text."""
        return (self._status if code is None else code), ""


def _mode(program: Path) -> tuple[str, bool]:
    """Return Delve's mode for ``program``, and whether it is built first."""
    if program.name.endswith("_test.go"):
        return "test", True
    if program.is_dir() or program.suffix == ".go":
        return "debug", True
    return "exec", False


def _entry(program: str) -> str:
    """Return the function where the program's own code begins."""
    return "testing.tRunner" if program.endswith("_test.go") else "main.main"


def _go(program: Path) -> bool:
    """Whether Go linked it."""
    try:
        with (
            program.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            return data.find(_MARK) >= 0
    except (OSError, ValueError):
        return False


def _child(adapter: int) -> int:
    """Return the program that the adapter started; 0 = none yet.

    Delve has a child that is Delve itself, for its telemetry.
    """
    try:
        own = psutil.Process(adapter).exe()
        children = psutil.Process(adapter).children()
        return next((child.pid for child in children if child.exe() != own), 0)
    except psutil.Error:
        return 0


async def _thread(ask: Ask) -> int | None:
    """Return a goroutine of the program's own: a pause tells none."""
    threads = (await ask("threads", {})).get("threads") or []
    chosen = [one for one in threads if str(one.get("name", "")).startswith("*")] or threads
    return int(chosen[0]["id"]) if chosen else None
