"""CodeLLDB, for C, C++, Rust and whatever else is an ELF or Mach-O program.

It is LLDB with a front of its own, so its sessions are ``lldb_dap``'s but for
what is here: where it is found, what its requests want, its console, and a
process that it tells in words only.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..protocol.errors.adapter import AdapterRefused
from ..protocol.orders import Attach, CoreFile, Launch, OpenSession, Remote, Target
from . import banner, find, lldb_dap, lldb_threads, lldb_values, native
from .find import Found
from .kind import Ask, Place, Resume, Stop, Tell

NAME = "codelldb"
LANGUAGES: Sequence[str] = ("c", "c++", "rust")
VERSION_WORDS: Sequence[str] = ()
INSTALL = "daebug setup codelldb   (or the extension vadimcn.vscode-lldb of VS Code)"

#: Seconds between the answer to the request and the first that is told of the process.
BEGIN_S = 1.0

#: Seconds between the answer to ``continue`` and the event that the program runs.
RUNS_S = 0.5

_NAMES = re.compile("codelldb")

#: Below the home folder: VS Code's extension, here and for remote windows, and Mason's package.
_HOMES = (
    ".vscode/extensions/vadimcn.vscode-lldb-*/adapter",
    ".vscode-oss/extensions/vadimcn.vscode-lldb-*/adapter",
    ".vscode-server/extensions/vadimcn.vscode-lldb-*/adapter",
    ".local/share/nvim/mason/packages/codelldb/extension/adapter",
)

#: Beside the folder of the program, what tells its version.
_ABOUT = ("package.json", "version.json")


def locate(wanted: str, env: Mapping[str, str]) -> Found:
    """Find the newest CodeLLDB; ``wanted`` is a path that overrides.

    Raises:
        AdapterMissing: it is nowhere, with the list of places.
    """
    home = env.get("HOME") or "/"
    known = [f"{home}/{pattern}" for pattern in _HOMES]
    programs = find.named(NAME, _NAMES, wanted, env, known=known, install=INSTALL)
    path, version = max(
        ((path, _version(path)) for path in programs), key=lambda one: banner.numbers(one[1])
    )
    return Found(
        adapter=NAME,
        command=(str(path),),
        major=banner.major(version),
        install=INSTALL,
        version=version,
    )


def takes(_program: Path, head: bytes, /) -> bool:
    """Whether a program has the system's own format."""
    return native.native(head)


async def plan(order: OpenSession, found: Found, place: Place, /) -> CodelldbPlan:
    """Prepare a session.

    Raises:
        NoSuchProcess, NotYourProcess, AttachFailed: the pid can't be attached to.
    """
    ready = await native.prepare(NAME, order, place)
    made = CodelldbPlan(order.target, found, ready)
    made.connect(place.folder)
    return made


class CodelldbPlan(lldb_dap.LldbPlan):
    """One session under CodeLLDB."""

    def __init__(self, target: Target, found: Found, ready: native.Prepared) -> None:
        """Plan for ``target``; streams are connected afterwards."""
        # Its own version says nothing of the LLDB inside, which it brings along.
        super().__init__(target, msgspec.structs.replace(found, major=0), ready)
        self.profile = msgspec.structs.replace(
            self.profile,
            # Its own way to a value without formatters, below every value that has one.
            noise_names=[r"^\[raw\]$"],
            # ``setVariable`` knows a frame's locals only.
            assignment_first=True,
            # ``repl`` takes commands too, but prints what they say as chatter.
            console_context="_command",
            console_prefix="",
            arguments_command="frame variable --no-locals",
            raw_command="expression -R -D 6 -- {expression}",
            return_command="thread return {value}",
            locals_command="",
            completion_prefix="p ",
            goto_command='thread jump --line {line} --file "{file}"',
            page_command=lldb_values.PAGE,
        )
        self.threads = lldb_threads.Threads(NAME, self.profile, tells_all=False)
        # A core file and a stub are "custom launches": only ``attach`` needs a process.
        self._begun = asyncio.Event()
        #: Set while it has told that the program runs.
        self._runs = asyncio.Event()
        self.request = "attach" if isinstance(target, Attach) else "launch"

    def _formatters(self, language: str) -> list[str]:
        """Return the commands for formatters; it asks for all elements of a container."""
        return lldb_values.bounded(language)

    def connect(self, folder: Path) -> None:
        """Make the streams of a program that is launched, its terminal too.

        Known gap: that is not its controlling terminal; there is no ``/dev/tty``.
        """
        if isinstance(self._target, Launch) and self._target.tty:
            self._redirect(self._streams.together())
        else:
            super().connect(folder)

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return the arguments of ``launch`` or ``attach``."""
        target = self._target
        # Its default is a language of its own, in which ``/nat`` begins what C would say.
        common = {"expressions": "native", "initCommands": self._commands}
        if isinstance(target, Attach):
            return {**common, "pid": target.pid, "stopOnEntry": target.stop}
        if isinstance(target, CoreFile | Remote):
            return {**common, **_custom(target)}
        return {
            **common,
            "program": target.program,
            "args": target.args,
            "cwd": target.cwd,
            "env": target.env,
            "stopOnEntry": target.hold and not self._traits.main,
            # Streams are settings of ours; it would ask us for a terminal otherwise.
            "terminal": "console",
        }

    async def heard(self, event: str, body: dict[str, Any], /) -> None:
        """Learn the program's process, which it tells to people only."""
        if event == "continued":
            self._begun.set()
            self._runs.set()
        if event != "output":
            return
        told = re.match(r"Launched process (\d+) from ", str(body.get("output") or ""))
        if told and body.get("category") == "console":
            self.debuggee.identify(int(told[1]))
            self.release()

    async def live(self, ask: Ask, /) -> None:
        """Wait until breakpoints are told in their places: their target comes with the process.

        That is told before the program first runs, or stops; after an attach just behind it.
        """
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._begun.wait(), BEGIN_S)
        with contextlib.suppress(AdapterRefused):  # it may be over already
            await ask("threads", {})

    async def under_way(self) -> None:
        """Wait until it has told that the program runs, or that it does not."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._runs.wait(), RUNS_S)

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Say what a stop means, as of any LLDB."""
        self._begun.set()
        self._runs.clear()
        held = stop.description == "signal SIGSTOP" and not (stop.paused or stop.hit)
        if isinstance(self._target, Remote) and held:
            return Tell(reason="attach")  # the connection's, told twice
        if stop.reason == "breakpoint" and not stop.hit and not stop.hidden:
            # Its exception filters are breakpoints that it tells no number of.
            stop = msgspec.structs.replace(stop, reason="exception", text="C++ exception")
        return await super().judge(stop, ask)


def _custom(target: CoreFile | Remote) -> dict[str, Any]:
    """Return what makes a target, and a process of it, where none of this machine is run."""
    program = f" {_quoted(target.program)}" if target.program else ""
    if isinstance(target, CoreFile):
        create = f"target create --core {_quoted(target.core)}{program}"
        return {"targetCreateCommands": [create], "processCreateCommands": []}
    return {
        "targetCreateCommands": [f"target create{program}"] if program else [],
        "processCreateCommands": [f"gdb-remote {target.host}:{target.port}"],
    }


def _quoted(path: str) -> str:
    """Return ``path`` as one word of an LLDB command."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _version(path: Path) -> str:
    """Return the version that a file beside the program's folder tells; empty = none does."""
    folder = Path(os.path.realpath(path)).parent.parent
    return banner.declared(*(folder / name for name in _ABOUT))
