"""cdt-gdb-adapter, which drives a gdb of any age by its machine interface: C, C++, Rust.

Its sessions are ``gdb``'s but for what is here.  It comes by ``--adapter`` only:
gdb and lldb-dap do more, and say more.
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..protocol.errors.adapter import AdapterMissing, AdapterRefused, NotSupported
from ..protocol.errors.programs import LaunchFailed
from ..protocol.orders import (
    Attach,
    Breakpoint,
    CoreFile,
    Launch,
    OpenSession,
    Profile,
    Remote,
    Target,
)
from . import banner, find, gdb, native, rust, siginfo, terminal
from . import cdt_gdb_console as console
from .breakpoints import Hidden
from .dap.messages import Event
from .find import Found
from .kind import Ask, Place, Resume, Stop, Tell

NAME = "cdt-gdb"
LANGUAGES: Sequence[str] = ("c", "c++", "rust")
VERSION_WORDS: Sequence[str] = ()
INSTALL = "daebug setup cdt-gdb   (it needs gdb and Node.js)"

#: The first gdb that its commands are made for.
FIRST_GDB = 8

_NAMES = re.compile("cdtDebugAdapter")

#: What every session tells gdb before it has a program; one that it does not know is left out.
_SETTINGS = (
    # gdb starts programs through a shell, which is to read our redirections.
    "python import os; os.environ['SHELL'] = '/bin/sh'",
    "set debug-file-directory /nowhere",
    "set debuginfod enabled off",
    "set style enabled off",
    "set print thread-events off",
)

#: What it answers, as a success, where gdb knows no value.
_NO_VALUE = "Error: could not evaluate expression"

_EXITED = re.compile(r"\[Inferior \d+ \(process \d+\) exited (?:normally|with code 0?(\d+))\]")
_KILLED = re.compile(r"Program terminated with signal (SIG\w+)")
_HIT = re.compile(r"^(?:Temporary breakpoint|Breakpoint) (\d+), ", re.MULTILINE)
_WATCHED = re.compile(r"(?:Hardware|Software)?[\w ]*watchpoint (\d+): ", re.IGNORECASE)

#: Characters of gdb's last words that are kept: one message comes in several pieces.
TAIL_CHARS = 400


def locate(wanted: str, env: Mapping[str, str]) -> Found:
    """Find the adapter, a Node.js for it, and a gdb; ``wanted`` is a path that overrides.

    Raises:
        AdapterMissing: one of them is nowhere, with the places.
    """
    folders = find.folders(env, ())
    if wanted:
        path = find.on_path(wanted, env) if "/" not in wanted else wanted
        programs = [Path(path)] if path and os.access(path, os.R_OK) else []
    else:
        programs = find.programs(_NAMES, folders)
    node = find.programs(re.compile("node|nodejs"), folders)
    looked = wanted or ", ".join(map(str, folders))
    if not programs or not node:
        what = "" if programs else f"cdtDebugAdapter in {looked}"
        raise AdapterMissing(adapter=NAME, looked=what or f"node in {looked}", install=INSTALL)
    driven("", env)
    package = Path(os.path.realpath(programs[0])).parent.parent
    version = banner.declared(package / "package.json")
    return Found(
        adapter=NAME,
        command=(str(node[0]), str(programs[0])),
        program=str(programs[0]),
        major=banner.major(version),
        install=INSTALL,
        version=version,
    )


def driven(wanted: str, env: Mapping[str, str]) -> str:
    """Return the gdb that it drives: the newest, or the one that the settings name.

    Raises:
        AdapterMissing: there is none.
    """
    words = ("-nx", "--version")
    names = re.compile(r"gdb(?:-\d+(?:\.\d+)?)?")
    install = "apt-get install gdb   (or daebug setup gdb)"
    best, _ = banner.newest(NAME, wanted, names, words, env=env, first=FIRST_GDB, install=install)
    return str(best)


def takes(_program: Path, _head: bytes, /) -> bool:
    """Take nothing of its own accord."""
    return False


async def plan(order: OpenSession, _found: Found, place: Place, /) -> CdtGdbPlan:
    """Prepare a session.

    Raises:
        NotSupported: a core file or a remote target.
        NoSuchProcess, NotYourProcess, AttachFailed: the pid can't be attached to.
        LaunchFailed: a path that no line of gdb's can hold, or a program to hold without ``main``.
        AdapterMissing: there is no gdb.
    """
    target = order.target
    if isinstance(target, CoreFile | Remote):
        what = "core files" if isinstance(target, CoreFile) else "remote targets"
        raise NotSupported(
            adapter=NAME, request=what, capability=what, instead="the same with --adapter gdb"
        )
    gdb.need_lines(NAME, target)
    ready = await native.prepare(NAME, order, place)
    if isinstance(target, Launch) and target.hold and not ready.traits.main:
        why = "it has no symbol main, and this adapter can't stop it before its first line"
        raise LaunchFailed(adapter=NAME, program=target.program, why=why)
    program = await asyncio.to_thread(driven, order.adapter_paths.get("gdb", ""), place.env)
    made = CdtGdbPlan(target, ready, program)
    made.connect(place.folder)
    made.load_printers(ready.env)
    return made


class CdtGdbPlan(gdb.GdbPlan):
    """One session under cdt-gdb-adapter."""

    def __init__(self, target: Target, ready: native.Prepared, program: str) -> None:
        """Plan for ``target`` under the gdb ``program``; streams and printers come afterwards."""
        super().__init__(target, ready)
        # Nothing of what the script inside our own gdb adds.
        self.profile = Profile(
            language=ready.traits.language,
            runtime_paths=native.RUNTIME_PATHS,
            runtime_names=native.RUNTIME_NAMES,
            assignment="{variable} = {value}",
            # ``setVariable`` knows what ``variables`` has listed.
            assignment_first=True,
        )
        self._program = os.path.realpath(ready.program)
        self._gdb = program
        self._commands = [*_SETTINGS]
        #: The end of what gdb said, and whether the program's end was in it.
        self._tail = ""
        if isinstance(target, Launch) and target.hold:
            self.hidden.append(Hidden(tag="entry", function="main"))

    def announced(self, capabilities: dict[str, Any], /) -> dict[str, Any]:
        """Announce no log points: it writes ``{b}`` as it stands."""
        return {**capabilities, "supportsLogPoints": False}

    def filters(self, arguments: dict[str, Any], /) -> dict[str, Any]:
        """Leave exception filters as they are: it has none."""
        return arguments

    def wrapper(self, target: Launch, /) -> str:
        """Return what starts the program with the caller's environment, which gdb adds to."""
        env = (shlex.quote(f"{name}={value}") for name, value in target.env.items())
        return f"{terminal.untouched()} -i {' '.join(env)}"

    async def prepare(self, _ask: Ask, /) -> None:
        """Nothing: there is no gdb before the request."""

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return the arguments of ``launch`` or ``attach``."""
        target = self._target
        commands = [word for command in self._commands for word in ("-iex", command)]
        common = {
            "gdb": self._gdb,
            "gdbArguments": ["-nx", "-q", *commands],
            "program": self._program,
        }
        if isinstance(target, Attach):
            return {**common, "processId": str(target.pid)}
        assert isinstance(target, Launch)
        return {
            **common,
            "cwd": target.cwd,
            # gdb's shell takes them apart again.
            "arguments": shlex.join(target.args),
        }

    def hits(self, point: Breakpoint, /) -> str:
        """Return "after so many hits"; they are counted anew when breakpoints change."""
        return f"> {point.hit - 1}" if point.hit > 1 else ""

    async def live(self, ask: Ask, /) -> None:
        """Learn the program's process; stop one that was attached to, which it lets run on."""
        if isinstance(self._target, Attach):
            if self._target.stop:
                await ask("pause", {"threadId": 1})
            return
        told = await ask("evaluate", {"expression": "info inferiors", "context": "repl"})
        found = re.search(r"^\* \d+ +process (\d+)", str(told.get("result")), re.MULTILINE)
        if found is not None:
            self.debuggee.identify(int(found[1]))

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Say what a stop means: its reason is the signal's name, or a word of its own."""
        self.release()
        self._held.set()
        if stop.paused and stop.reason in ("SIGINT", "SIGTRAP"):
            first = stop.first and isinstance(self._target, Attach)
            return Tell(reason="attach" if first else "pause")
        drop = frozenset({"entry"}) & stop.hidden
        if drop and not stop.hit:
            return Tell(reason="entry", drop=drop)
        if "panic" in stop.hidden and not stop.hit:
            text = rust.message(self.debuggee.output.error_tail)
            return Tell(reason="exception", description="panic", text=text, drop=drop)
        if stop.reason.startswith("SIG"):
            description = await siginfo.description(ask)
            return Tell(reason="exception", description=description, text=description, drop=drop)
        reason = "breakpoint" if stop.reason == "function breakpoint" else stop.reason
        return Tell(reason=reason, drop=drop)

    async def reworded(
        self, command: str, arguments: dict[str, Any], send: Ask, /
    ) -> dict[str, Any]:
        """Put commands and expressions as it takes them.

        Raises:
            AdapterRefused: it knows no value.
        """
        match command, arguments:
            case "evaluate", {"context": "repl", "expression": str(text)}:
                said = await console.console(send, text)
                return {"result": "".join(said.get("console") or []), "variablesReference": 0}
            case "evaluate", {"frameId": int()}:
                told = await send(command, arguments)
                if told.get("result") == _NO_VALUE:
                    why = await console.reason(send, str(arguments.get("expression")))
                    raise AdapterRefused(adapter=NAME, request=command, why=why)
                return told
            case "evaluate", _:  # it takes no expression without a frame
                value = await console.value(send, str(arguments.get("expression")))
                return {"result": value, "variablesReference": 0}
            case "setBreakpoints", {"breakpoints": list(wanted)}:
                told = await send(command, arguments)
                return await console.kept(send, arguments, wanted, told)
            case "setFunctionBreakpoints", {"breakpoints": list(wanted)}:
                told = await send(command, arguments)
                await console.terms(send, wanted, told.get("breakpoints") or [])
                return told
            case _:
                return await send(command, arguments)

    def events(self, event: Event, /) -> list[Event]:
        """Tell the program's end and which breakpoint was hit, which it has in words only."""
        body = event.body
        if event.name == "output" and body.get("category") == "stdout":
            self._tail = (self._tail + str(body.get("output") or ""))[-TAIL_CHARS:]
            if ended := _EXITED.search(self._tail):
                self._tail = ""
                return [event, Event("exited", {"exitCode": int(ended[1] or "0", 8)})]
            return [event]
        if event.name != "stopped":
            return [event]
        said, self._tail = self._tail, ""
        if body.get("threadId") is None and _KILLED.search(said):
            return [Event("terminated", {})]  # the system tells which signal it was
        watched = _WATCHED.search(said) if body.get("reason") == "generic" else None
        if hit := watched or _HIT.search(said):
            reason = "data breakpoint" if watched else body.get("reason")
            told = {**body, "reason": reason, "hitBreakpointIds": [int(hit[1])]}
            return [Event("stopped", told)]
        return [event]
