"""CodeLLDB, for C, C++, Rust and whatever else is an ELF or Mach-O program.

It is LLDB with a front of its own, so its sessions are ``lldb_dap``'s but for
what is here: where it is found, what its requests want, its console, and a
process that it tells in words only.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..protocol.errors.adapter import AdapterMissing, AdapterRefused
from ..protocol.orders import Attach, CoreFile, Launch, OpenSession, Remote
from . import attaching, banner, find, lldb_dap, native, terminal
from .debuggee import Debuggee
from .find import Found
from .input import END_OF_INPUT, Input
from .kind import Ask, Place, Resume, Stop, Tell
from .native import Traits
from .output import Output

NAME = "codelldb"
LANGUAGES: Sequence[str] = ("c", "c++", "rust")
VERSION_WORDS: Sequence[str] = ()
INSTALL = "daebug setup codelldb   (or the extension vadimcn.vscode-lldb of VS Code)"

#: Seconds between the answer to the request and the first that is told of the process.
BEGIN_S = 1.0

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
    if wanted:
        there = find.on_path(wanted, env) if "/" not in wanted else wanted
        programs = [Path(there)] if there and os.access(there, os.X_OK) else []
        looked = wanted
    else:
        home = env.get("HOME") or "/"
        folders = find.folders(env, [f"{home}/{pattern}" for pattern in _HOMES])
        programs = find.programs(_NAMES, folders)
        looked = ", ".join(str(folder) for folder in folders)
    if not programs:
        raise AdapterMissing(adapter=NAME, looked=looked, install=INSTALL)
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
    target = order.target
    if isinstance(target, Attach):
        attaching.check(target.pid, NAME)
        program = Path(f"/proc/{target.pid}/exe")
    else:
        program = Path(target.program or os.devnull)
    try:
        traits = await asyncio.to_thread(native.traits, program)
    except (OSError, ValueError):  # another user's program, or an empty file
        traits = Traits()
    debuggee = Debuggee("", Output(order.session, place.push))
    if isinstance(target, Attach):
        debuggee.identify(target.pid)
    else:
        debuggee.program = str(program)
    made = CodelldbPlan(target, found, debuggee, traits)
    if isinstance(target, Launch) and target.tty:
        made.connect_terminal(order.session)
    elif isinstance(target, Launch):
        made.connect(order, place.folder)
    if traits.language == "rust":
        made.load_formatters(target.env if isinstance(target, Launch) else place.env)
    return made


class CodelldbPlan(lldb_dap.LldbPlan):
    """One session under CodeLLDB."""

    def __init__(
        self,
        target: Launch | Attach | CoreFile | Remote,
        found: Found,
        debuggee: Debuggee,
        traits: Traits,
    ) -> None:
        """Plan for ``target``; streams and formatters are connected afterwards."""
        # Its own version says nothing of the LLDB inside, which it brings along.
        super().__init__(target, msgspec.structs.replace(found, major=0), debuggee, traits)
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
            return_command="thread return {value}",
        )
        # A core file and a stub are "custom launches": only ``attach`` needs a process.
        self._begun = asyncio.Event()
        self.request = "attach" if isinstance(target, Attach) else "launch"

    def connect_terminal(self, session: str) -> None:
        """Give the debuggee one terminal for everything.

        Known gap: it is not its controlling terminal; there is no ``/dev/tty``.
        """
        made = terminal.terminal()
        self.debuggee.output.add("stdout", made.ours)
        self.debuggee.input = Input(session, made.ours, end=END_OF_INPUT)
        self._theirs.append(made.theirs)
        self._commands.append("settings set target.inherit-env false")
        self._commands += [
            lldb_dap.path_setting(name, made.path) for name in ("input", "output", "error")
        ]

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

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Say what a stop means, as of any LLDB."""
        self._begun.set()
        held = stop.description == "signal SIGSTOP" and not (stop.paused or stop.hit)
        if isinstance(self._target, Remote) and held:
            return Tell(reason="attach")  # the connection's, told twice
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
    for name in _ABOUT:
        try:
            about = json.loads((folder / name).read_text())
        except (OSError, ValueError):
            continue
        if isinstance(about, dict) and (version := about.get("version")):
            return str(version)
    return ""
