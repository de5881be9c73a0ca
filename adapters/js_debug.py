"""vscode-js-debug, the debugger of VS Code, for Node.js: the other choice beside ``node``.

We start the program as ``node`` does, so its streams and its end are ours; this
adapter attaches to its inspector.  It wants two connections: the first is told
what to attach to and answers with a target, the second debugs that target.
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

from ..protocol.errors import named
from ..protocol.errors.adapter import AdapterMissing, AdapterRefused, AdapterSilent
from ..protocol.orders import Attach, Launch, OpenSession
from . import banner, find, node
from .connection import Connection
from .dap.messages import Ended, Event, Reverse
from .debuggee import Debuggee
from .find import Found
from .kind import Ask, Place, Resume, Stop, Tell
from .v8.relay import Relay

NAME = "js-debug"
LANGUAGES: Sequence[str] = ("javascript", "typescript")
VERSION_WORDS: Sequence[str] = ()
INSTALL = "daebug setup js-debug   (it needs Node.js)"

#: Its server, as it is released and as packages call it.
PROGRAMS = ("vsDebugServer.js", "dapDebugServer.js")

#: Below the home folder: Mason's package.
_MASON = ".local/share/nvim/mason/packages/js-debug-adapter/js-debug/src"

#: Seconds for it to attach to the program's inspector.
TARGET_S = 15.0

#: Seconds for the program's first script to run, once all is configured.
BEGIN_S = 2.0

#: What it says of a breakpoint in a script that is not loaded: the name of a text.
_PROVISIONAL = "breakpoint.provisionalBreakpoint"


def locate(wanted: str, env: Mapping[str, str]) -> Found:
    """Find its server and a node to run it; ``wanted`` is a path that overrides.

    Raises:
        AdapterMissing: one of them is nowhere, with the places.
    """
    folders = find.folders(env, (f"{env.get('HOME') or '/'}/{_MASON}",))
    paths = [Path(wanted)] if wanted else [folder / name for folder in folders for name in PROGRAMS]
    program = next((path for path in paths if path.is_file()), None)
    runs = find.programs(re.compile("node|nodejs"), folders)
    looked = wanted or ", ".join(map(str, folders))
    if program is None or not runs:
        what = f"{PROGRAMS[0]} in {looked}" if program is None else f"node in {looked}"
        raise AdapterMissing(adapter=NAME, looked=what, install=INSTALL)
    version = _version(program)
    return Found(
        adapter=NAME,
        command=(str(runs[0]), str(program), "${port}", "127.0.0.1"),
        program=str(program),
        major=banner.major(version),
        install=INSTALL,
        version=version,
        transport="tcp",
    )


def takes(_program: Path, _head: bytes, /) -> bool:
    """Take nothing of its own accord."""
    return False


async def plan(order: OpenSession, _found: Found, place: Place, /) -> JsDebugPlan:
    """Prepare a session, as ``node`` does; raises what its ``plan`` raises."""
    return await node.begun(NAME, JsDebugPlan, order, place)


class JsDebugPlan(node.NodePlan):
    """One session under vscode-js-debug."""

    def __init__(self, order: OpenSession, debuggee: Debuggee) -> None:
        """Plan for the order's target."""
        super().__init__(order, debuggee)
        self.profile = msgspec.structs.replace(
            self.profile, runtime_paths=[*self.profile.runtime_paths, "^<node_internals>/"]
        )
        self._adapter: Connection | None = None
        self._relay = Relay("")
        self._configuration: dict[str, Any] = {}
        #: Set once the program's first script is told, and that it runs or stops; in no order.
        self._loaded, self._begun = asyncio.Event(), asyncio.Event()
        #: What was set since the last stop: reference and name -> what it answered.
        self._set: dict[tuple[Any, Any], dict[str, Any]] = {}

    def pair(self, connection: Connection, /) -> None:
        """Take note of the connection that will debug, to have the other beside it."""
        self._adapter = connection

    def announced(self, capabilities: dict[str, Any], /) -> dict[str, Any]:
        """Announce no log points: their text would be among what the program writes."""
        return {**capabilities, "supportsLogPoints": False}

    def filters(self, arguments: dict[str, Any], /) -> dict[str, Any]:
        """Leave exception filters as they are: it takes conditions itself."""
        return arguments

    async def prepare(self, ask: Ask, /) -> None:
        """Wait for the program's inspector, and have the adapter attach to it.

        Raises:
            LaunchFailed, AttachFailed: there is none.
            AdapterRefused, AdapterSilent, AdapterDied: the adapter does not.
        """
        await super().prepare(ask)
        assert self._adapter is not None
        self._relay = Relay(self._url)
        await self._relay.open()
        first = await self._adapter.beside()
        try:
            async with asyncio.timeout(TARGET_S):
                await first.greet(TARGET_S)
                asked = self._inspected()
                attach = first.exchange.request("attach", asked, timeout_s=TARGET_S)
                done = first.exchange.request("configurationDone", {}, timeout_s=TARGET_S)
                await asyncio.gather(attach, done)
                target = await _target(first)
        except TimeoutError:
            session = self._adapter.exchange.session
            raise AdapterSilent(
                adapter=NAME, session=session, request="attach", waited_s=TARGET_S
            ) from None
        self.request = str(target.get("request") or "attach")
        self._configuration = target.get("configuration") or {}

    def release(self) -> None:
        """Let go of the way to the program, too."""
        super().release()
        self._relay.close()

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return what it calls the target that it has attached to."""
        return self._configuration

    async def live(self, ask: Ask, /) -> None:
        """Wait until a program that was launched runs: a pause that comes before is lost."""
        if isinstance(self._target, Launch):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BEGIN_S):
                    await asyncio.gather(self._loaded.wait(), self._begun.wait())
            # Breakpoints of that script are told right behind it.
            with contextlib.suppress(AdapterRefused):
                await ask("threads", {})
        await super().live(ask)

    async def reworded(
        self, command: str, arguments: dict[str, Any], send: Ask, /
    ) -> dict[str, Any]:
        """Leave out the name of a text that stands where a text should be.

        A variable that was set is shown so: its scopes stay what they were when it stopped.
        """
        told = await send(command, arguments)
        within = arguments.get("variablesReference")
        if command == "setVariable":
            self._set[within, arguments.get("name")] = told
        for one in told.get("variables") or []:
            one.update(self._set.get((within, one.get("name")), {}))
        for one in told.get("breakpoints") or []:
            if one.get("message") == _PROVISIONAL:
                del one["message"]
        return told

    def events(self, event: Event, /) -> list[Event]:
        """Leave out what the program writes: its streams are ours."""
        body = event.body
        if event.name == "loadedSource":
            path = str((body.get("source") or {}).get("path") or "")
            if os.path.basename(path) == os.path.basename(self.debuggee.program):
                self._loaded.set()
        if event.name in ("continued", "stopped"):
            self._set.clear()
            self._begun.set()
        written = event.name == "output" and body.get("category") in ("stdout", "stderr")
        return [] if written else [event]

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Say what a stop means; the first line is a debugger statement to it."""
        held = isinstance(self._target, Launch) and self._target.hold
        if held and stop.first and not stop.hit and stop.reason != "exception":
            return Tell(reason="entry")
        if stop.paused and not stop.hit and stop.reason != "exception":
            first = stop.first and isinstance(self._target, Attach)
            return Tell(reason="attach" if first else "pause")
        if stop.reason == "exception":
            # The event says that there is one; what it is has to be asked.
            told = await ask("exceptionInfo", {"threadId": stop.thread_id})
            text = str(told.get("description") or told.get("exceptionId") or stop.description)
            return Tell(reason="exception", description=text, text=text)
        return await super().judge(stop, ask)

    def _inspected(self) -> dict[str, Any]:
        """Return the arguments that lead it to the program's inspector."""
        target = self._target
        hold = isinstance(target, Launch) and target.hold
        return {
            "type": "pwa-node",
            "name": self.debuggee.program or "process",
            "request": "attach",
            "websocketAddress": self._relay.url,
            "stopOnEntry": hold,
            "continueOnAttach": not hold,
            "autoAttachChildProcesses": False,
            "cwd": getattr(target, "cwd", "") or os.getcwd(),
            "skipFiles": ["<node_internals>/**"],
            # It reads the source maps below it ahead: Node tells it a script too late for them.
            "__workspaceFolder": os.path.dirname(os.path.realpath(self.debuggee.program or ".")),
        }


async def _target(first: Connection) -> dict[str, Any]:
    """Return the arguments of the ``startDebugging`` that names the target.

    Raises:
        AdapterDied, AdapterGarbage: the connection ended first.
    """
    while True:
        item = await first.exchange.heard.get()
        if isinstance(item, Ended):
            raise named(item.code, item.facts)
        if isinstance(item, Reverse):
            first.exchange.reply(item, {})
            if item.command == "startDebugging":
                return item.arguments


def _version(program: Path) -> str:
    """Return the version that a file beside its server tells; empty = none does."""
    folder = Path(os.path.realpath(program)).parent
    return banner.declared(folder / "manifest.json", folder / "package.json")
