"""Every tool for files, shells and terminals as a whole command, through both clients.

Beside each stands the program that an agent would run instead, in the same
rounds, where there is one.  What that takes is the tool's own work, too, where the tool
runs it itself (grep ripgrep, ``vcs`` git) or does as much to the disk; all else is ours.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from daebug.daemon.workspace import ripgrep
from tests.bench.entry import Entry, Trial, interleaved
from tests.bench.installed import Daemon, environment, spawned_ms
from tests.bench.lists import plant

#: Milliseconds that a whole command may take beyond its own work; the Python client may take
#: those beyond an empty interpreter.
BEYOND_MS = 5.0

#: An archive is unpacked into a new folder each time; there are so many names for them.
MOST_ROUNDS = 1000

#: A file that is read and edited has so many lines.
LINES = 1000


@dataclass(frozen=True)
class Tool:
    """One command: its words in turn, a file for its standard input, and who else could do it."""

    words: tuple[tuple[str, ...], ...]
    source: str = os.devnull
    #: The program that does the same (``{n}``: the number of its turn), and whether that is
    #: the tool's own work, too.
    other: tuple[str, ...] = ()
    own: bool = False


def every(launcher: Path, thin: Path, work: Path, files: int, rounds: int) -> list[Entry]:
    """Measure all of them in one project of ``files`` files."""
    root = work / f"tools-{files}"
    root.mkdir()
    plant(root, files)
    env = environment()
    with Daemon(launcher, root) as daemon, contextlib.chdir(root):
        terminal = daemon.run("term", "start", "--", "cat").split()[0]
        tools = _tools(root, terminal)
        daemon.run("read", "long.py")  # an edit asks for that
        trials: dict[str, Trial] = {
            "python": lambda: spawned_ms([sys.executable, "-c", "pass"], env),
            "version": lambda: daemon.ms("version"),
        }
        for name, tool in tools.items():
            turns = itertools.cycle(tool.words)
            for client, path in (("launcher", launcher), ("thin", thin)):
                trials[f"{name}/{client}"] = _asked(path, turns, tool.source, daemon.env)
            if tool.other:
                trials[f"{name}/other"] = _other(tool.other, env)
        samples = interleaved(trials, rounds)
    python = Entry("python -c pass", "ms", samples["python"])
    return [
        python,
        Entry("version", "ms", samples["version"], limit=BEYOND_MS),
        *itertools.chain.from_iterable(
            _entries(name, tool, samples, python.median) for name, tool in tools.items()
        ),
    ]


def _entries(
    name: str, tool: Tool, samples: dict[str, list[float]], python_ms: float
) -> Iterator[Entry]:
    """Yield a tool's lines: through the launcher, beside its rival, and through Python."""
    told = samples.get(f"{name}/other")
    other = Entry(f"  {' '.join(tool.other[:2])}", "ms", told) if told else None
    own_ms = other.median if other and tool.own else 0.0
    beside = other.median if other else None
    yield Entry(name, "ms", samples[f"{name}/launcher"], beside, own_ms + BEYOND_MS)
    most = python_ms + own_ms + BEYOND_MS
    yield Entry(f"{name}, thin", "ms", samples[f"{name}/thin"], python_ms + own_ms, most)


def _asked(
    client: Path, turns: Iterator[tuple[str, ...]], source: str, env: dict[str, str]
) -> Trial:
    """Return a trial of the command whose turn it is."""
    return lambda: spawned_ms([str(client), *next(turns)], env, source)


def _other(words: tuple[str, ...], env: dict[str, str]) -> Trial:
    """Return a trial of another program."""
    path = shutil.which(words[0]) or words[0]
    turns = itertools.count()

    def trial() -> float:
        turn = next(turns)
        return spawned_ms([path, *(word.format(n=turn) for word in words[1:])], env)

    return trial


def _tools(root: Path, terminal: str) -> dict[str, Tool]:
    """Return the commands, and make the files that they need."""
    first, second = "line 500 = one", "line 500 = two"
    lines = [f"line {n} = {n}" for n in range(LINES)]
    lines[500] = first
    (root / "long.py").write_text("\n".join(lines) + "\n")
    (root / "short.md").write_text("some words\n" * 20)
    (root / "patched.py").write_text("a\nb\nc\n")
    for name, old, new in (("there", "b", "B"), ("back", "B", "b")):
        (root / name).write_text(
            f"--- a/patched.py\n+++ b/patched.py\n@@ -1,3 +1,3 @@\n a\n-{old}\n+{new}\n c\n"
        )
    with tarfile.open(root / "some.tar", "w") as archive:
        for n in range(20):
            archive.add(root / "short.md", f"some/{n}.md")
    rg = ripgrep.program(os.environ.get("PATH", "")) or "rg"
    made: Callable[..., Tool] = lambda *words, **more: Tool((words,), **more)  # noqa: E731
    return {
        "read": made("read", "long.py", other=("cat", "long.py")),
        "ls": made("ls", other=("ls", "-R")),
        # Every file that matches is asked for its time.
        "glob": made(
            "glob", "**/*.ts", "--limit", "100", other=(rg, "--files", "-g*.ts"), own=True
        ),
        "files": made("files", "--limit", "100", other=(rg, "--files", "--hidden")),
        "find": made("find", "cmpnt", "--limit", "10"),
        "grep": made("grep", "some words", other=(rg, "some words"), own=True),
        # What the others write in between makes git look again; then the answer is kept.
        "vcs": made("vcs", other=("git", "status", "--porcelain=v2", "--branch"), own=True),
        "vcs, kept": made("vcs"),
        "vcs diff": made(
            "vcs", "diff", ".gitignore", other=("git", "diff", ".gitignore"), own=True
        ),
        "vcs branches": made("vcs", "branches", other=("git", "branch"), own=True),
        "edit": Tool(
            (
                ("edit", "long.py", "--old", first, "--new", second),
                ("edit", "long.py", "--old", second, "--new", first),
            ),
            other=("sed", "-i", "s/none of it/such/", "short.md"),
        ),
        "patch": Tool((("patch", "there"), ("patch", "back"))),
        "write": made("write", "new.md", source=str(root / "short.md")),
        "shell parse": made("shell", "parse", "cat a | grep -n b > c 2>&1"),
        "shell run": made("shell", "run", "true", other=("bash", "-c", "true"), own=True),
        "term write": made("term", "write", terminal, "x"),
        "term read": made("term", "read", terminal, "--reader", "bench"),
        "term list": made("term", "list"),
        "locks": made("locks"),
        "stats": made("stats"),
        "unpack": Tool(
            tuple(("unpack", "some.tar", f"unpacked{n}") for n in range(MOST_ROUNDS)),
            # Into a new folder each time, too: the system looks for room there first.
            other=("tar", "-x", "-f", "some.tar", "--one-top-level=tar{n}"),
            own=True,
        ),
    }
