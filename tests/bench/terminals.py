"""What a terminal costs from start to close, and what it takes to read a shell command.

The floor of a terminal is the same life without Daebug: ``os.openpty``,
``subprocess.Popen`` of the same ``cat``, its echo seen, both ends closed.
"""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import tree_sitter_bash
from tree_sitter import Language, Parser

from daebug.daemon.terminals.collection import Collection
from daebug.daemon.workspace.shell.parsed import parsed
from daebug.protocol.terminals import CloseTerminal, ReadTerminal, StartTerminal
from tests.bench.entry import Entry, interleaved
from tests.bench.installed import BenchError, Daemon, environment, spawned_ms

#: Milliseconds of a terminal's life; of one command parsed, and of one that is remembered.
LIFE_MS, PARSE_MS, REMEMBERED_MS = 4.0, 0.1, 0.005

#: Milliseconds that a whole command may take beyond an empty one.
CLI_MS = 5.0

COMMANDS = (
    "git status --short && git diff --stat",
    "ls -la /tmp",
    "cat foo.txt | grep -n bar > out.txt 2>&1",
    "cd build && cmake .. -DCMAKE_BUILD_TYPE=Debug && make -j4",
    'for f in *.c; do gcc -c "$f" -o "${f%.c}.o"; done',
    "npm run build -- --watch",
    "sudo rm -rf /var/cache/x",
    "bash -c 'cd /tmp && ls -l'",
    'echo "a $HOME b" >> log',
    "find . -name '*.py' -exec grep -l foo {} \\;",
    "python -m pytest tests -q -x",
    "FOO=1 BAR=2 make test",
    "cat <<EOF > x\nhi $(date)\nEOF\n",
    "git commit -m 'a message' && git push",
)


def parsing(rounds: int) -> list[Entry]:
    """Measure one command parsed, and one that is remembered."""
    parsed("true")  # the grammar is loaded

    def per_command(forget: Callable[[], None]) -> float:
        forget()
        begun = time.perf_counter()
        for command in COMMANDS:
            parsed(command)
        return (time.perf_counter() - begun) * 1000 / len(COMMANDS)

    grammar = Parser(Language(tree_sitter_bash.language()))

    def trees() -> float:
        begun = time.perf_counter()
        for command in COMMANDS:
            grammar.parse(command.encode())
        return (time.perf_counter() - begun) * 1000 / len(COMMANDS)

    samples = interleaved(
        {
            "tree": trees,
            "parse": lambda: per_command(parsed.cache_clear),
            "remembered": lambda: per_command(lambda: None),
        },
        rounds,
    )
    floor = Entry("tree-sitter alone, a command", "ms", samples["tree"])
    return [
        floor,
        Entry("shell parse, a command", "ms", samples["parse"], floor.median, PARSE_MS),
        Entry("shell parse, remembered", "ms", samples["remembered"], limit=REMEMBERED_MS),
    ]


def lives(rounds: int) -> list[Entry]:
    """Measure create, write, own output seen, close; beside ``Popen`` and ``pty.fork``."""
    with asyncio.Runner() as runner:
        made: list[Collection] = []

        async def opened() -> None:
            made.append(Collection(lambda _: None))

        runner.run(opened())
        samples = interleaved(
            {
                "popen": _popen,
                "fork": _fork,
                "ours": lambda: runner.run(_ours(made[0])),
            },
            rounds,
        )
        runner.run(made[0].leave())
    floor = Entry("openpty and Popen", "ms", samples["popen"])
    return [
        floor,
        Entry("pty.fork", "ms", samples["fork"]),
        Entry("terminal, a whole life", "ms", samples["ours"], floor.median, LIFE_MS),
    ]


async def _ours(terminals: Collection) -> float:
    """Return the milliseconds of one life."""
    begun = time.perf_counter()
    order = StartTerminal(command=["cat"], cwd="/", env=environment())
    name = terminals.start(order).id
    one = terminals.named(name)
    one.write(b"hello\r")
    until = "hello\nhello"
    read = await one.read(ReadTerminal(terminal=name, since=0, limit=1000, wait_s=10, until=until))
    await terminals.close(CloseTerminal(terminal=name))
    if not read.matched:
        raise BenchError("the terminal echoed nothing")
    return (time.perf_counter() - begun) * 1000


def _popen() -> float:
    """Return the milliseconds of a life with the standard library alone."""
    begun = time.perf_counter()
    ours, theirs = os.openpty()
    child = subprocess.Popen(
        ["cat"], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, close_fds=False
    )
    os.close(theirs)
    _seen(ours)
    os.close(ours)
    child.kill()
    child.wait()
    return (time.perf_counter() - begun) * 1000


def _fork() -> float:
    """Return the milliseconds of a life by ``pty.fork``, as ptyprocess does it."""
    begun = time.perf_counter()
    pid, ours = pty.fork()
    if not pid:
        os.execvp("cat", ["cat"])
    _seen(ours)
    os.close(ours)
    os.waitpid(pid, 0)
    return (time.perf_counter() - begun) * 1000


def _seen(ours: int) -> None:
    """Type a line, and return when the terminal's echo and the program's are there."""
    os.write(ours, b"hello\r")
    seen = b""
    while seen.count(b"hello") < 2:
        seen += os.read(ours, 4096)


def commands(launcher: Path, work: Path, rounds: int) -> list[Entry]:
    """Measure whole commands: one that parses, one that runs ``true``, one that reads."""
    with Daemon(launcher, work) as daemon:
        name = daemon.run("term", "start", "--", "cat").split()[0]
        run = ("shell", "run", "true")
        trials = {
            "true": lambda: spawned_ms(["/bin/bash", "-c", "true"], {**daemon.env}),
            "version": lambda: daemon.ms("version"),
            "parse": lambda: daemon.ms("shell", "parse", COMMANDS[2]),
            "read": lambda: daemon.ms("term", "read", name),
            "run": lambda: daemon.ms(*run),
        }
        samples = interleaved(trials, rounds)
    empty = Entry("version", "ms", samples["version"])
    bash = Entry("bash -c true", "ms", samples["true"])
    return [
        empty,
        bash,
        Entry("shell parse", "ms", samples["parse"], empty.median, empty.median + CLI_MS),
        Entry("term read", "ms", samples["read"], empty.median, empty.median + CLI_MS),
        Entry(
            "shell run true", "ms", samples["run"], bash.median, bash.median + empty.median + CLI_MS
        ),
    ]


def flood(launcher: Path, work: Path, *, size: int, rounds: int) -> list[Entry]:
    """Measure ``size`` bytes written into a terminal, and an ask of the hub meanwhile."""
    asked: list[float] = []
    took: list[float] = []
    with Daemon(launcher, work) as daemon:
        for _ in range(rounds):
            begun = time.perf_counter()
            script = f"head -c {size} /dev/zero | tr '\\0' x; echo; echo all done"
            name = daemon.run("term", "start", "--", "sh", "-c", script).split()[0]
            state = ""
            while "ended" not in state:
                asked.append(daemon.ms("version"))
                state = daemon.run("term", "list")
            took.append((time.perf_counter() - begun) * 1000)
            daemon.run("term", "close", name)
    return [
        Entry(f"terminal, {size / 1e6:g} MB", "ms", took),
        Entry("version meanwhile", "ms", asked),
    ]
