"""gdb's own DAP, version 14 and newer: C, C++, Rust and other native programs.

Every habit of this adapter is here and in ``shims/gdb/habits.py``, which runs
inside it.  The program is loaded before ``launch``, so that breakpoints bind
at once; it is started through ``env`` with its streams redirected by the shell.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..protocol.errors.adapter import AdapterRefused
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
from . import banner, native, process, recording, rust, siginfo, terminal
from .breakpoints import Hidden
from .catching import Thrown
from .find import Found
from .kind import Ask, Place, Resume, Stop, Tell
from .streams import Streams

NAME = "gdb"
LANGUAGES: Sequence[str] = ("c", "c++", "rust")
VERSION_WORDS: Sequence[str] = ()
INSTALL = "pip install gdb-for-pwndbg   (or apt-get install gdb, where that is 14 or newer)"

#: The first version that speaks DAP.
FIRST = 14

#: What runs inside gdb.
SHIM = Path(__file__).parent.parent / "shims" / "gdb" / "habits.py"

#: Seconds between the answer to ``launch`` and the program's process.
BEGIN_S = 5.0

#: Seconds that a running program has to stop before it can be let go.
HOLD_S = 1.5

_NAMES = re.compile(r"gdb(?:-\d+(?:\.\d+)?)?")


def locate(wanted: str, env: Mapping[str, str]) -> Found:
    """Find the newest gdb that speaks DAP; ``wanted`` is a path that overrides.

    Raises:
        AdapterMissing: there is none, or none that is new enough; with what there is.
    """
    best, version = banner.newest(
        NAME, wanted, _NAMES, ("-nx", "--version"), env=env, first=FIRST, install=INSTALL
    )
    return Found(
        adapter=NAME,
        command=(str(best), "-nx", "-q", "-iex", f"source {SHIM}", "-i=dap"),
        major=banner.major(version),
        install=INSTALL,
        version=version,
    )


def takes(_program: Path, head: bytes, /) -> bool:
    """Whether a program has the system's own format."""
    return native.native(head)


async def plan(order: OpenSession, _found: Found, place: Place, /) -> GdbPlan:
    """Prepare a session.

    Raises:
        NoSuchProcess, NotYourProcess, AttachFailed: the pid can't be attached to.
        LaunchFailed: a path that no line of gdb's can hold.
    """
    need_lines(NAME, order.target)
    ready = await native.prepare(NAME, order, place)
    made = GdbPlan(order.target, ready)
    made.connect(place.folder)
    made.load_printers(ready.env)
    return made


def need_lines(adapter: str, target: Target) -> None:
    """Let a target pass whose paths fit into lines of gdb's.

    Raises:
        LaunchFailed: one of them has a line break.
    """
    program = getattr(target, "program", "")
    paths = (program, getattr(target, "stdin", ""), getattr(target, "cwd", ""))
    if any("\n" in path for path in paths):
        why = "gdb takes no path with a line break"
        raise LaunchFailed(adapter=adapter, program=program, why=why)


class GdbPlan:
    """One session under gdb."""

    def __init__(self, target: Target, ready: native.Prepared) -> None:
        """Plan for ``target``; streams and printers are connected afterwards."""
        self.debuggee = ready.debuggee
        self.request = "launch" if isinstance(target, Launch) else "attach"
        self.notes: list[str] = []
        self.exceptions: list[str] = []
        self.hidden: list[Hidden] = []
        self.one_by_one = False
        self.signals = False
        self.relays = False
        self.profile = Profile(
            language=ready.traits.language,
            runtime_paths=native.RUNTIME_PATHS,
            runtime_names=native.RUNTIME_NAMES,
            expression_context="watch",
            assignment="{variable} = {value}",
            arguments_command="daebug-arguments",
            raw_command="print -raw-values on -pretty on -elements 50 -- {expression}",
            threads_command="daebug-threads",
            return_command="daebug-return {value}",
            regions_command="info proc mappings",
            completion_prefix="print ",
            goto_command="daebug-goto {line} {file}",
            record_command=recording.COMMAND,
            record_environment=recording.ENVIRONMENT,
        )
        self._target = target
        self._traits = ready.traits
        # A backslash goes before what would end a word.
        file = re.sub(r"[\s\\'\"]", r"\\\g<0>", os.path.realpath(ready.program))
        self._commands = [f"file {file}"]
        self._streams = Streams(ready.debuggee)
        self._thrown = Thrown(native.RUNTIME_PATHS)
        self._entered = False
        self._held = asyncio.Event()
        if ready.traits.language == "rust":
            self.hidden += [Hidden(tag="panic", function=name) for name in rust.PANICS]

    def connect(self, folder: Path) -> None:
        """Make the streams of a program that is launched."""
        target = self._target
        if not isinstance(target, Launch):
            return
        wrapper = f"set exec-wrapper {terminal.untouched()}"
        if target.tty:
            self._commands += [f"set inferior-tty {self._streams.together().input}", wrapper]
            return
        paths = self._streams.apart(target.stdin, folder)
        # gdb has its shell run ``exec WRAPPER PROGRAM ARGUMENTS``; a shell takes
        # redirections anywhere in that.
        redirections = f"<{shlex.quote(paths.input)} >{paths.output} 2>{paths.error}"
        self._commands.append(f"{wrapper} {redirections}")

    def load_printers(self, env: Mapping[str, str]) -> None:
        """Show Rust's types as Rust writes them, where its printers are installed."""
        if self._traits.language != "rust":
            return
        commands = rust.printers(env)
        self._commands += commands
        if not commands:
            self.notes.append("no Rust printers found (rustup, or apt-get install rust-gdb): "
                              "String, Vec and Option are shown raw")  # fmt: skip

    async def prepare(self, ask: Ask, /) -> None:
        """Load the program and settle its streams.

        Raises:
            LaunchFailed: gdb can't read the program.
        """
        # Several lines are one request: gdb runs them one after the other.
        commands = "\n".join(self._commands)
        try:
            await ask("evaluate", {"expression": commands, "context": "repl"})
        except AdapterRefused as error:
            if not isinstance(self._target, Launch):
                return  # its program may be gone; what attaches needs no file
            program = self._target.program
            why = error.facts["why"]
            raise LaunchFailed(adapter=NAME, program=program, why=why) from error

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return the arguments of ``launch`` or ``attach``."""
        target = self._target
        if isinstance(target, Attach):
            return {"pid": target.pid}
        if isinstance(target, CoreFile):
            return {"program": target.program, "coreFile": target.core}
        if isinstance(target, Remote):
            program = {"program": target.program} if target.program else {}
            return {**program, "target": f"{target.host}:{target.port}"}
        main = target.hold and self._traits.main
        # It stops in any case: only then is it certain that its streams are open.
        return {
            "args": target.args,
            "cwd": target.cwd,
            "env": target.env,
            "stopAtBeginningOfMainSubprogram": main,
            "stopOnEntry": not main,
        }

    def hits(self, point: Breakpoint, /) -> str:
        """Return gdb's ignore count: one less, and less again what it has ignored already."""
        return f"$daebug_left({point.hit}, {point.id})"

    def check(self, _point: Breakpoint, /) -> None:
        """Accept every condition: gdb tells what it can't read when it sets it."""

    async def heard(self, _event: str, _body: dict[str, Any], /) -> None:
        """Nothing: gdb has no events of its own."""

    async def live(self, _ask: Ask, /) -> None:
        """Wait for the program's process: gdb answers ``launch`` before it has one."""
        if not isinstance(self._target, Launch):
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.debuggee.known.wait(), BEGIN_S)

    def plain(self, why: str) -> str:
        """Return gdb's words on one line."""
        return " ".join(why.split())

    async def leave(self, ask: Ask, /) -> None:
        """Detach from the program; to do so it has to stand still."""
        detach = {"expression": "detach", "context": "repl"}
        self._held.clear()
        try:
            await ask("evaluate", detach)
        except AdapterRefused:
            await ask("pause", {"threadId": 1})
            await asyncio.wait_for(self._held.wait(), HOLD_S)
            await ask("evaluate", detach)

    def release(self) -> None:
        """Close the other sides of the streams and remove the FIFO's name."""
        self._streams.release()

    def announced(self, capabilities: dict[str, Any], /) -> dict[str, Any]:
        """Announce conditions of exceptions: they are ours."""
        return self._thrown.announced(capabilities)

    def filters(self, arguments: dict[str, Any], /) -> dict[str, Any]:
        """Keep the conditions of exceptions; return filters without."""
        return self._thrown.filters(arguments)

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Say what a stop means."""
        self.release()
        self._held.set()
        ours = (
            stop.reason in ("breakpoint", "stopped", "no-history")
            and not stop.hit
            and not stop.hidden
        )
        target = self._target
        if isinstance(target, Attach):
            if stop.first and stop.reason == "attach" and not target.stop:
                return Resume()
        elif not isinstance(target, Launch):
            if stop.first and isinstance(target, CoreFile):
                description = await siginfo.of_core(ask)
                return Tell(reason="core", description=description, text=description)
            if stop.first:
                return Tell(reason="attach")
        elif ours and not self._entered:
            self._entered = True
            return Tell(reason="entry") if target.hold else Resume()
        if stop.hidden and not stop.hit:
            text = rust.message(self.debuggee.output.error_tail)
            return Tell(reason="exception", description="panic", text=text)
        if stop.reason == "signal":
            description = await siginfo.description(ask)
            return Tell(reason="exception", description=description, text=description)
        if ours:
            if told := await recording.judged(ask):
                return told
            fault = await self._thrown.thrown(stop.thread_id, "watch", ask)
            if fault is None:
                return Resume()
            return Tell(reason="exception", description=f"C++ exception\n{fault}".strip())
        return Tell(reason=stop.reason, description=stop.description, text=stop.text)

    def exit(self, code: int | None) -> tuple[int | None, str]:
        """Return code and signal; our shim tells a signal as a negative number."""
        if code is not None and code < 0:
            return None, process.signal_name(-code)
        return code, ""
