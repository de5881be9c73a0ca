"""What it costs to find an edit's place, and to take a lock; beside what else could do it."""

from __future__ import annotations

import asyncio
import difflib
import gc
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from daebug.daemon.workspace import diffing, replacing
from daebug.daemon.workspace.locks import Locks
from daebug.daemon.workspace.replacing import Found
from tests.bench.entry import Entry
from tests.bench.installed import BenchError
from tests.bench.peer import Peer

#: Milliseconds: an old text on every fourth of 40,000 lines; one place in 10,000 lines.
AMBIGUOUS_MS, UNIQUE_MS = 20.0, 0.2

#: Milliseconds: any row of the locks.
LOCK_MS = 0.1

#: Node is asked so often for a place: it takes its time.
PEER_ROUNDS = 5

#: Seconds that a lock may be waited for; nobody does.
LONG_S = 60.0


def edits(rounds: int) -> list[Entry]:
    """Measure the search for a place; the floor is a bare ``str.count`` of the same text.

    Beside each case the same rules run in Node, written line by line.
    """
    gc.collect()
    gc.freeze()  # as the daemon's processes do before they work
    many = functions(10_000)
    real = _source(10_000)
    lines = real.split("\n")
    old = "\n".join(lines[7000:7005])
    loose = "\n".join(line.strip() for line in lines[7000:7005])
    nowhere = "nothing of this\nis there\nat all"
    cases = [
        ("edit 40k lines, ambiguous", many, "  return x;", AMBIGUOUS_MS),
        ("edit 40k, ambiguous block", many, "  return x;\n}", AMBIGUOUS_MS),
        ("edit 40k, block, no indent", many, "return x;\n}", AMBIGUOUS_MS),
        ("edit 40k, block, other blanks", many, "  return  x;\n}", AMBIGUOUS_MS),
        ("edit 40k, block, blank line", many, "\n  return x;\n}", AMBIGUOUS_MS),
        ("edit 40k, block and line feed", many, "  return x;\n}\n", AMBIGUOUS_MS),
        ("edit 40k, parts of lines", many, "x;\n}\nfunction", AMBIGUOUS_MS),
        ("edit 40k, common anchors", many, "  return x;\n  else\n}", AMBIGUOUS_MS),
        ("edit 10k lines, one place", real, old, UNIQUE_MS),
        ("edit 10k lines, trimmed", real, loose, None),
        ("edit 10k lines, not there", real, nowhere, None),
    ]
    with Peer() as peer:
        found = [entry for case in cases for entry in _edit(peer, *case, rounds=rounds)]
    after = real.replace(old, "x\ny")
    return [
        *found,
        Entry(
            "diff of one edit, 10k lines",
            "ms",
            _samples(
                lambda: diffing.unified("f", diffing.difference(real, after)), min(rounds, 20)
            ),
            floor=_median(
                lambda: list(difflib.unified_diff(lines, after.split("\n"), lineterm="")), 3
            ),
        ),
    ]


def _edit(
    peer: Peer, name: str, text: str, old: str, limit: float | None, *, rounds: int
) -> Iterator[Entry]:
    """Yield one case of a search, and the same in Node.

    Raises:
        BenchError: they don't find the same.
    """
    samples = _samples(lambda: replacing.find(text, old), rounds)
    yield Entry(name, "ms", samples, _median(lambda: text.count(old), rounds), limit)
    theirs = peer.answer("edit", text=text, old=old, rounds=min(rounds, PEER_ROUNDS))
    if theirs is not None:
        ours = replacing.find(text, old)
        place = ours.spans[0][0] if isinstance(ours, Found) else type(ours).__name__.lower()
        if place != theirs["found"]:
            raise BenchError(f"{name}: {place} here, {theirs['found']} in Node")
        yield Entry("  in Node", "ms", theirs["samples"])


def locks(rounds: int) -> list[Entry]:
    """Measure locks; the floor is ``asyncio.Lock`` (which knows no readers) in the same shape.

    Beside each shape stands a lock for readers and writers in Node.
    """
    with Peer() as peer:
        return asyncio.run(_locks(peer, rounds))


async def _locks(peer: Peer, rounds: int) -> list[Entry]:
    """Measure each shape, a thousandth of a second at most."""
    keyed, plain = Locks(), asyncio.Lock()

    async def read() -> None:
        async with keyed.reading("f", holder="x", timeout_s=LONG_S):
            pass

    async def write() -> None:
        async with keyed.writing("f", holder="x", timeout_s=LONG_S):
            pass

    async def bare() -> None:
        async with plain:
            pass

    async def several(readers: int, writers: int) -> None:
        for _ in range(readers):
            await read()
        for _ in range(writers):
            await write()

    async def as_many(count: int) -> None:
        for _ in range(count):
            await bare()

    def at_once() -> Coroutine[Any, Any, None]:
        return _at_once([bare] * 10)

    shapes = [
        ("lock, one reader", read, bare, (1, 0, False)),
        ("lock, one writer", write, bare, (0, 1, False)),
        ("lock, ten readers in turn", lambda: several(10, 0), lambda: as_many(10), (10, 0, False)),
        (
            "lock, seven and three in turn",
            lambda: several(7, 3),
            lambda: as_many(10),
            (7, 3, False),
        ),
        ("lock, ten readers at once", lambda: _at_once([read] * 10), at_once, (10, 0, True)),
        (
            "lock, seven and three at once",
            lambda: _at_once([*[read] * 7, *[write] * 3]),
            at_once,
            (7, 3, True),
        ),
    ]
    entries = []
    for name, ours, plain_ones, (readers, writers, together) in shapes:
        floor = sorted(await _timed(plain_ones, rounds))[rounds // 2]
        entries.append(Entry(name, "ms", await _timed(ours, rounds), floor, LOCK_MS))
        theirs = peer.answer(
            "lock", readers=readers, writers=writers, together=together, rounds=rounds
        )
        if theirs is not None:
            entries.append(Entry("  in Node", "ms", theirs["samples"]))
    return entries


async def _at_once(works: list[Callable[[], Coroutine[Any, Any, None]]]) -> None:
    """Do ``works`` as tasks of their own; the tasks are most of it."""
    await asyncio.gather(*(work() for work in works))


async def _timed(work: Callable[[], Coroutine[Any, Any, None]], rounds: int) -> list[float]:
    """Return what each of ``rounds`` took, in milliseconds."""
    samples = []
    for _ in range(rounds + 5):
        before = time.perf_counter()
        await work()
        samples.append((time.perf_counter() - before) * 1e3)
    return samples[5:]


def _samples(work: Callable[[], object], rounds: int) -> list[float]:
    """Return what each of ``rounds`` took, in milliseconds."""
    samples = []
    for _ in range(rounds + 1):
        before = time.perf_counter()
        work()
        samples.append((time.perf_counter() - before) * 1e3)
    return samples[1:]


def _median(work: Callable[[], object], rounds: int) -> float:
    """Return the middle of what ``rounds`` took, in milliseconds."""
    return sorted(_samples(work, rounds))[rounds // 2]


def functions(count: int) -> str:
    """Return a file of many functions of four lines that share three of them."""
    return "\n".join(
        f"function test{n}() {{\n  const x = {n};\n  return x;\n}}" for n in range(count)
    )


def _source(count: int) -> str:
    """Return that many lines of Python: the standard library's own."""
    lines: list[str] = []
    for module in (difflib, asyncio.base_events, asyncio.unix_events, asyncio.tasks):
        with open(str(module.__file__), encoding="utf-8") as file:
            lines += file.read().split("\n")
    while len(lines) < count:
        lines += [f"{line}  # {len(lines)}" if line.strip() else line for line in lines[:2000]]
    return "\n".join(lines[:count])
