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
from . import banner, find, gdb, native, rust, siginfo
from . import cdt_gdb_console as console
from .breakpoints import Hidden
from .cdt_gdb_words import Words
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
    made.write(ready.env, place.folder)
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
        self._commands = []
        self._script: Path | None = None
        self._words = Words()
        if isinstance(target, Launch) and target.hold:
            self.hidden.append(Hidden(tag="entry", function="main"))

    def announced(self, capabilities: dict[str, Any], /) -> dict[str, Any]:
        """Announce no log points: it writes ``{b}`` as it stands."""
        return {**capabilities, "supportsLogPoints": False}

    def filters(self, arguments: dict[str, Any], /) -> dict[str, Any]:
        """Leave exception filters as they are: it has none."""
        return arguments

    def write(self, env: Mapping[str, str], folder: Path) -> None:
        """Put what gdb is to be told into a file of ``folder``: others can read its command line.

        gdb adds to its program's environment; that is to be ``env``, as far as lines hold it.
        """
        values = {name: value for name, value in env.items() if "\n" not in value}
        given = [f"set environment {name}={value}" for name, value in values.items()]
        self._script = folder / f"gdb-{os.getpid()}-{self.debuggee.output.session}"
        with os.fdopen(
            os.open(self._script, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
        ) as file:
            file.write("\n".join(["unset environment", *given, *self._commands, ""]))
        if left := sorted(set(env) - set(values)):
            self.notes.append(f"gdb takes no line break in a variable: {', '.join(left)} left out")

    def release(self) -> None:
        """Remove the file, and let go of the streams."""
        if self._script is not None:
            self._script.unlink(missing_ok=True)
        super().release()

    async def prepare(self, _ask: Ask, /) -> None:
        """Nothing: there is no gdb before the request."""

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return the arguments of ``launch`` or ``attach``."""
        target = self._target
        told = [word for command in _SETTINGS for word in ("-iex", command)]
        told += ["-ix", str(self._script)] if self._script is not None else []
        common = {
            "gdb": self._gdb,
            "gdbArguments": ["-nx", "-q", *told],
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
        return self._words.events(event)
