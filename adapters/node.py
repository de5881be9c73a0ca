"""Node.js, for JavaScript and TypeScript: an adapter of our own (``v8``) and its habits.

The adapter is a process like any other adapter, and speaks the inspector's
protocol to the program.  We start the program ourselves, so that its streams,
its exit status and its signals are ours.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ..protocol.errors.adapter import AdapterMissing, NotSupported
from ..protocol.errors.programs import AttachFailed, LaunchFailed
from ..protocol.orders import Attach, Breakpoint, Launch, OpenSession, Profile
from . import attaching, find, javascript, streams
from .breakpoints import Hidden
from .debuggee import Debuggee
from .find import Found
from .kind import Ask, Place, Resume, Stop, Tell
from .output import Output

NAME = "node"
LANGUAGES: Sequence[str] = ("javascript", "typescript")
#: The adapter is Python; the version that matters is that of the node on PATH.
VERSION_WORDS: Sequence[str] = ("-c", "import os; os.execlp('node', 'node', '--version')")
INSTALL = "apt-get install nodejs"

#: What the adapter's interpreter runs; its argument is the folder that holds the package.
CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from daebug.adapters.v8.server import main; main()"
)

#: What Node says of its inspector, in the program's standard error.
ATTACHED = b"Debugger attached.\n"
WAITING = b"Waiting for the debugger to disconnect...\n"
ENDING = b"Debugger ending on "

#: Its address is told to us alone: over HTTP every user of the machine could ask for it.
_INSPECTED = ("--inspect-brk=127.0.0.1:0", "--inspect-publish-uid=stderr")

_LISTENING = re.compile(rb"Debugger listening on (ws://\S+\n(?:For help, see: [^\n]*\n))")

#: Seconds for Node to open its inspector.
OPENS_S = 20.0

_KNOWN = ("/usr/local/bin", "/opt/node*/bin")

_PROFILE = Profile(
    language="javascript",
    runtime_paths=["^node:", "/node_modules/"],
    noise_names=[r"^\[\[(Prototype|Scopes|FunctionLocation)\]\]$", "^__daebug_log$"],
    exceptions=["uncaught"],
    expression_context="watch",
    assignment="{variable} = {value}",
)


#: The plan of this adapter, or of another for the same programs.
Made = TypeVar("Made", bound="NodePlan")


def locate(wanted: str, env: Mapping[str, str]) -> Found:
    """Find a node; the program's own environment may have another.

    Raises:
        AdapterMissing: there is none.
    """
    folders = find.folders(env, [*_KNOWN, f"{env.get('HOME', '')}/.nvm/versions/node/*/bin"])
    if "/" in wanted:
        there = os.access(wanted, os.X_OK)
    else:
        names = re.compile(re.escape(wanted) if wanted else "node|nodejs")
        there = bool(find.programs(names, folders))
    if not there:
        looked = wanted or ", ".join(map(str, folders))
        raise AdapterMissing(adapter=NAME, looked=looked, install=INSTALL)
    package = str(Path(__file__).absolute().parents[2])
    command = (sys.executable, "-E", "-P", "-c", CHILD, package)
    return Found(adapter=NAME, command=command, install=INSTALL)


def takes(program: Path, head: bytes, /) -> bool:
    """Whether ``program`` is JavaScript or TypeScript for Node."""
    return javascript.script(program, head)


def runs(pid: int, /) -> bool:
    """Whether process ``pid`` is a node."""
    return attaching.executable(pid) in ("node", "nodejs")


async def plan(order: OpenSession, _found: Found, place: Place, /) -> NodePlan:
    """Prepare a session: the program is started, and waits for its debugger.

    Raises: what ``begun`` raises.
    """
    return await begun(NAME, NodePlan, order, place)


async def begun(adapter: str, kind: type[Made], order: OpenSession, place: Place) -> Made:
    """Return the plan of ``adapter`` for a session; a program to launch is started, and waits.

    Raises:
        NotSupported: a core file or a remote target.
        AdapterMissing: the program's environment has no node.
        NoSuchProcess, NotYourProcess, AttachFailed: the pid can't be attached to.
        LaunchFailed: node or a file can't be opened, or it can't run TypeScript.
    """
    target = order.target
    debuggee = Debuggee("", Output(order.session, place.push))
    if isinstance(target, Attach):
        attaching.check(target.pid, adapter)
        if not javascript.running(target.pid):
            why, fix = "it is no Node process", f"daebug attach {target.pid}"
            raise AttachFailed(adapter=adapter, pid=target.pid, why=why, fix=fix)
        debuggee.identify(target.pid)
        return kind(order, debuggee)
    if not isinstance(target, Launch):
        raise NotSupported(
            adapter=adapter, request="core or remote", capability="such targets",
            instead=f"daebug attach PID --adapter {adapter}",
        )  # fmt: skip
    debuggee.program = target.program
    made = kind(order, debuggee)
    node = javascript.interpreter(target, order.adapter_paths.get(NAME, ""))
    if not node:
        looked = f"PATH={target.env.get('PATH', '')}"
        raise AdapterMissing(adapter=adapter, looked=looked, install=INSTALL)
    words = await asyncio.to_thread(javascript.words, node, target)
    if words is None:
        why = (
            f"{node} runs no TypeScript (22.18 is the first that does): build it with "
            f"`npx tsc --sourceMap {Path(target.program).name}` and start the .js"
        )
        raise LaunchFailed(adapter=adapter, program=target.program, why=why)
    try:
        made.spawn(target, [node, *_INSPECTED, *words])
    except OSError as error:
        raise LaunchFailed(adapter=adapter, program=target.program, why=str(error)) from error
    return made


class NodePlan:
    """One session under Node."""

    def __init__(self, order: OpenSession, debuggee: Debuggee) -> None:
        """Plan for the order's target."""
        self.debuggee = debuggee
        self.request = "attach" if isinstance(order.target, Attach) else "launch"
        self.profile = _PROFILE
        self.notes: list[str] = []
        self.exceptions = ["uncaught"]
        self.hidden: list[Hidden] = []
        self.one_by_one = False
        self.signals = True
        self.relays = False
        self._target = order.target
        self._url = ""
        #: The stream on which Node tells where its inspector listens, and its name.
        self._told: tuple[str, int] | None = None

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return where the inspector is, and whether to stop at the first line."""
        hold = isinstance(self._target, Launch) and self._target.hold
        told = {"url": self._url, "pid": self.debuggee.pid, "hold": hold}
        return {**told, "program": self.debuggee.program}

    async def prepare(self, _ask: Ask, /) -> None:
        """Wait for the inspector.

        Raises:
            LaunchFailed, AttachFailed: there is none.
        """
        if isinstance(self._target, Attach):
            pid = self._target.pid
            self._url = await javascript.inspector(pid)
            if not self._url:
                why = "it opened no inspector; is its port taken, or inspection switched off?"
                raise AttachFailed(adapter=NAME, pid=pid, why=why, fix=f"ss -ltnp | grep {pid}")
            return
        said = await self._listen()
        found = _LISTENING.search(said)
        if found is None:
            end = await self.debuggee.end()
            how = f"node ended ({end.signal or f'exit code {end.code}'})" if end else "no inspector"
            why = said.decode(errors="replace").strip() or how
            raise LaunchFailed(adapter=NAME, program=self.debuggee.program, why=why)
        self._url = found[1].decode().split("\n")[0]

    def hits(self, point: Breakpoint, /) -> str:
        """Return "at the count-th hit and every later one", as the adapter counts."""
        return f">={point.hit}"

    def check(self, _point: Breakpoint, /) -> None:
        """Accept every condition: V8 compiles it when it is set."""

    async def heard(self, _event: str, _body: dict[str, Any], /) -> None:
        """Nothing: the adapter has no events of its own."""

    async def live(self, ask: Ask, /) -> None:
        """Stop a process that was attached to, if that was asked."""
        if isinstance(self._target, Attach) and self._target.stop:
            await ask("pause", {"threadId": 1})

    async def judge(self, stop: Stop, _ask: Ask) -> Tell | Resume:
        """Say what a stop means."""
        if stop.reason == "exception":
            return Tell(reason="exception", description=stop.text, text=stop.text)
        if stop.first and stop.reason == "pause" and isinstance(self._target, Attach):
            return Tell(reason="attach")
        reason = "breakpoint" if stop.reason == "function breakpoint" else stop.reason
        return Tell(reason=reason, description=stop.description)

    async def leave(self, _ask: Ask, /) -> None:
        """Nothing: ``disconnect`` says it."""

    def plain(self, why: str) -> str:
        """Return the words as they are."""
        return why

    def release(self) -> None:
        """End a program that nobody came to debug."""
        if self._told is not None:
            os.close(self._told[1])
            self._told = None
            self.debuggee.signal(9)

    def exit(self, code: int | None) -> tuple[int | None, str]:
        """Return nothing but the code: the system knows better."""
        return code, ""

    def spawn(self, target: Launch, command: list[str]) -> None:
        """Start the program on our pipes, or in a terminal of ours.

        Raises:
            OSError: no such interpreter, folder or input file.
        """
        command = [*command, target.program, *target.args]
        debuggee = self.debuggee
        *others, self._told = streams.start(
            debuggee, command, cwd=target.cwd, env=target.env, stdin=target.stdin, tty=target.tty
        )
        for stream, fd in others:
            debuggee.output.add(stream, fd)

    async def _listen(self) -> bytes:
        """Read what Node says until it has told its address; give the stream to the output."""
        assert self._told is not None
        stream, fd = self._told
        os.set_blocking(fd, False)
        loop = asyncio.get_running_loop()
        said, over = bytearray(), asyncio.Event()

        def readable() -> None:
            try:
                data = os.read(fd, 4096)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            said.extend(data)
            if not data or _LISTENING.search(said):
                over.set()
                loop.remove_reader(fd)

        loop.add_reader(fd, readable)
        try:
            async with asyncio.timeout(OPENS_S):
                await over.wait()
        except TimeoutError:
            pass
        finally:
            loop.remove_reader(fd)
        self._told = None
        output = self.debuggee.output
        if rest := _LISTENING.sub(b"", said):
            output.say(stream, rest)
        where = found[1] if (found := _LISTENING.search(said)) else b""
        ending = [
            ENDING + line if n == 0 else line for n, line in enumerate(where.splitlines(True))
        ]
        output.add(stream, fd, without=(ATTACHED, WAITING, *ending))
        return bytes(said)
