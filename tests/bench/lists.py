"""What it costs to list, find and ask git, beside those who do only that.

Floors: ``rg --files`` for a list that is not kept, ``git status`` for a status
that is not, an ask for nothing (``version``) for what is kept.  Beside the fuzzy
search stand fuzzysort in Node (if ``python -m tests.bench.install`` was run),
rapidfuzz (another kind of score) and our own Python twin.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rapidfuzz import process as rapid

import daebug
from daebug.daemon.keyhole import Caller
from daebug.daemon.watcher.tree import Tree
from daebug.daemon.workspace import fuzzysort, git, porcelain, ripgrep
from daebug.daemon.workspace.fuzzy import Index
from daebug.protocol import framing, wire
from tests.bench.entry import Entry, interleaved
from tests.bench.installed import BenchError, Daemon, environment, spawned_ms
from tests.bench.peer import Peer
from tests.plugins.install import packages

#: Milliseconds: a kept list of 50,000 and a kept status beyond an ask for nothing.
LIST_MS, STATUS_MS = 2.0, 1.0

#: Milliseconds of a query over 10,000 names whose letters stand together, and apart.
TOGETHER_MS, APART_MS = 1.0, 3.0

#: Most floors that a list and a status which are not kept may be.
COLD_LIST, COLD_STATUS = 1.0, 1.1

#: Queries whose letters stand together in many names.
TOGETHER = ("src", "comp", "index", "util")

#: fuzzysort itself, if ``python -m tests.bench.install`` was run.
FUZZYSORT = packages(Path(__file__).parent) / "fuzzysort" / "fuzzysort.js"

_WORDS = (
    "src", "comp", "index", "util", "button", "form", "table", "list", "view", "model",
    "store", "hook", "page", "route", "api", "auth", "user", "admin", "chart", "modal",
)  # fmt: skip


def plant(root: Path, files: int) -> None:
    """Make a repository of so many small files, forty a folder."""
    chance = random.Random(1)
    made = 0
    while made < files:
        parts = [chance.choice(_WORDS), f"{chance.choice(_WORDS)}{made // 40 % 37}"]
        folder = root.joinpath(*parts, f"{chance.choice(_WORDS)}{made // 40}")
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(min(40, files - made)):
            name = f"{chance.choice(_WORDS)}{chance.choice(_WORDS).title()}{number}"
            ending = chance.choice(["ts", "tsx", "css", "json", "py"])
            (folder / f"{name}.{ending}").write_text("x\n")
            made += 1
    (root / ".gitignore").write_text("node_modules/\n*.log\n/build\n*.py[co]\n")
    as_somebody = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
    for words in (["init", "-q"], ["add", "."], [*as_somebody, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", *words], cwd=root, check=True)


class Asker:
    """A program that asks a daemon, with typed requests."""

    def __init__(self, daemon: Daemon, cwd: Path) -> None:
        """Ask from the folder ``cwd``."""
        self._path = str(daemon.run_folder / "hub.sock")
        self._caller: dict[str, Any] = {
            "cwd": os.fsencode(cwd),
            "env": [os.fsencode(f"{k}={v}") for k, v in environment().items()],
            "v": wire.VERSION,
            "version": daebug.__version__,
        }

    @contextmanager
    def asked(self, verb: str, **request: Any) -> Iterator[Iterator[Any]]:
        """Yield the replies as they come."""
        ask = wire.TypedAsk(**self._caller, verb=verb, request=request)
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(self._path)
            line.sendall(framing.frame(wire.encode(ask)))
            yield self._replies(line)

    def ms(self, verb: str, **request: Any) -> float:
        """Return the milliseconds of one ask, from connecting to the end."""
        begun = time.perf_counter()
        with self.asked(verb, **request) as replies:
            for _ in replies:
                pass
        return (time.perf_counter() - begun) * 1000

    @staticmethod
    def _replies(line: socket.socket) -> Iterator[Any]:
        pending = b""
        while True:
            while len(pending) < 4 or len(pending) < 4 + int.from_bytes(pending[:4], "big"):
                piece = line.recv(1 << 20)
                if not piece:
                    return
                pending += piece
            end = 4 + int.from_bytes(pending[:4], "big")
            channel, payload = wire.pair(pending[4:end])
            pending = pending[end:]
            if channel == wire.EXIT:
                return
            if "error" in payload:
                raise BenchError(str(payload["error"]))
            yield payload["reply"]


def kept(launcher: Path, work: Path, files: int, rounds: int) -> list[Entry]:
    """Measure what is kept: a list, a status, a query; each is a whole ask of a program."""
    root = work / f"kept-{files}"
    root.mkdir()
    plant(root, files)
    with Daemon(launcher, root) as daemon:
        asker = Asker(daemon, root)
        daemon.run("files")
        while not _status_is_kept(asker):
            pass
        samples = interleaved(
            {
                "nothing": lambda: asker.ms("version"),
                "list": lambda: asker.ms("files", limit=1000),
                "status": lambda: asker.ms("vcs"),
                "find": lambda: asker.ms("find", query="cmpnt", limit=10),
            },
            rounds,
        )
    floor = Entry("ask for nothing", "ms", samples["nothing"])
    few = f"{files:,} files"
    return [
        floor,
        Entry(f"files, {few}, kept", "ms", samples["list"], floor.median, floor.median + LIST_MS),
        Entry(f"vcs, {few}, kept", "ms", samples["status"], floor.median, floor.median + STATUS_MS),
        Entry(f"find, {few}, kept", "ms", samples["find"], floor.median, floor.median + APART_MS),
    ]


def _status_is_kept(asker: Asker) -> bool:
    with asker.asked("vcs") as replies:
        return bool(next(replies).get("kept"))


def cold(work: Path, files: int, rounds: int) -> list[Entry]:
    """Measure what is not kept, as the daemon's processes do it: a list, a status."""
    root = work / f"cold-{files}"
    root.mkdir()
    plant(root, files)
    rg = ripgrep.program(os.environ.get("PATH", "")) or ""
    env = environment()
    caller = Caller(cwd=str(root), env=env)

    def listed() -> float:
        begun = time.perf_counter()
        tree = Tree(str(root), 1, lambda _: None)
        found = tree.scan().files.count(b"\0")
        took = (time.perf_counter() - begun) * 1000
        tree.close()
        if found != files + 1:
            raise BenchError(f"{found} files are listed, not {files + 1}")
        return took

    async def status() -> float:
        begun = time.perf_counter()
        porcelain.read(await git.ask(caller, str(root), *porcelain.WORDS))
        return (time.perf_counter() - begun) * 1000

    git_alone = [shutil.which("git") or "git", "-C", str(root), *porcelain.WORDS]
    unlocked = {**env, "GIT_OPTIONAL_LOCKS": "0"}
    with asyncio.Runner() as runner:
        samples = interleaved(
            {
                "rg": lambda: spawned_ms([rg, "--files", "--hidden", "-g!.git", str(root)], env),
                "list": listed,
                "git": lambda: spawned_ms(git_alone, unlocked),
                "status": lambda: runner.run(status()),
            },
            rounds,
        )
    by_rg, by_git = Entry("rg --files", "ms", samples["rg"]), Entry("git", "ms", samples["git"])
    few = f"{files:,} files"
    limits = COLD_LIST * by_rg.median, COLD_STATUS * by_git.median
    return [
        Entry(f"files, {few}, new", "ms", samples["list"], by_rg.median, limits[0]),
        Entry(f"vcs, {few}, new", "ms", samples["status"], by_git.median, limits[1]),
    ]


def _most_ms(query: str) -> float:
    """Return the limit of a query, in milliseconds."""
    return TOGETHER_MS if query in TOGETHER else APART_MS


def queries(files: int, rounds: int) -> list[Entry]:
    """Measure the fuzzy search: letters that stand together, letters that do not, two words."""
    chance = random.Random(2)

    def word() -> str:
        return chance.choice(_WORDS)

    names = [
        f"{word()}/{word()}{n % 37}/{word()}{word().title()}{n}.{chance.choice(['ts', 'py'])}"
        for n in range(files)
    ]
    index = Index(names)

    def best(query: str) -> float:
        begun = time.perf_counter()
        index.best(fuzzysort.query(query), 10)
        return (time.perf_counter() - begun) * 1000

    def by_rapidfuzz() -> float:
        begun = time.perf_counter()
        rapid.extract("cmpnt", names, limit=10)
        return (time.perf_counter() - begun) * 1000

    def by_python() -> float:
        asked = fuzzysort.query("cmpnt")
        begun = time.perf_counter()
        sorted(score for name in names if (score := fuzzysort.score(asked, name)) is not None)
        return (time.perf_counter() - begun) * 1000

    samples = interleaved(
        {one: lambda one=one: best(one) for one in (*TOGETHER, "cmpnt", "model store")},  # type: ignore[misc]
        rounds,
    )
    by_node: dict[str, list[float]] = {}
    with Peer() as peer:
        for query in samples if FUZZYSORT.exists() else ():
            told = peer.answer(
                "fuzzy", names=names, query=query, rounds=rounds, **{"from": FUZZYSORT.as_uri()}
            )
            by_node |= {query: told["samples"]} if told else {}
    floors = {query: statistics.median(told) for query, told in by_node.items()}
    others = interleaved({"rapidfuzz": by_rapidfuzz, "python": by_python}, min(rounds, 5))
    return [
        *(
            Entry(f"find {one}", "ms", told, floors.get(one), _most_ms(one))
            for one, told in samples.items()
        ),
        *(Entry(f"  {one} by fuzzysort in Node", "ms", told) for one, told in by_node.items()),
        Entry("  by rapidfuzz", "ms", others["rapidfuzz"]),
        Entry("  by fuzzysort in Python", "ms", others["python"]),
    ]
