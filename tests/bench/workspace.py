"""What it costs to find an edit's place, and to take a lock; beside what else could do it."""

from __future__ import annotations

import asyncio
import difflib
import time
from collections.abc import Callable, Coroutine
from typing import Any

from daebug.daemon.workspace import diffing, replacing
from daebug.daemon.workspace.locks import Locks
from tests.bench.entry import Entry

#: Milliseconds: an old text on every fourth of 40,000 lines; one place in 10,000 lines.
AMBIGUOUS_MS, UNIQUE_MS = 20.0, 0.2

#: Milliseconds: any row of the locks.
LOCK_MS = 0.1

#: Seconds that a lock may be waited for; nobody does.
LONG_S = 60.0


def edits(rounds: int) -> list[Entry]:
    """Measure the search for a place; the floor is a bare ``str.count`` of the same text."""
    headline = _functions(10_000)
    real = _source(10_000)
    lines = real.split("\n")
    old = "\n".join(lines[7000:7005])
    loose = "\n".join(line.strip() for line in lines[7000:7005])
    cases = [
        ("edit 40k lines, ambiguous", headline, "  return x;", AMBIGUOUS_MS),
        ("edit 40k lines, ambiguous block", headline, "  return x;\n}", None),
        ("edit 10k lines, one place", real, old, UNIQUE_MS),
        ("edit 10k lines, trimmed", real, loose, None),
        ("edit 10k lines, not there", real, "nothing of this\nis there\nat all", None),
    ]
    found = [
        Entry(
            name,
            "ms",
            _samples(lambda text=text, old=old: replacing.find(text, old), rounds),  # type: ignore[misc]
            floor=_median(lambda text=text, old=old: text.count(old), rounds),  # type: ignore[misc]
            limit=limit,
        )
        for name, text, old, limit in cases
    ]
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


def locks(rounds: int) -> list[Entry]:
    """Measure locks; the floor is ``asyncio.Lock`` (which knows no readers) in the same shape."""
    return asyncio.run(_locks(rounds))


async def _locks(rounds: int) -> list[Entry]:
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
        ("lock, one reader", read, bare),
        ("lock, one writer", write, bare),
        ("lock, ten readers in turn", lambda: several(10, 0), lambda: as_many(10)),
        ("lock, seven and three in turn", lambda: several(7, 3), lambda: as_many(10)),
        ("lock, ten readers at once", lambda: _at_once([read] * 10), at_once),
        (
            "lock, seven and three at once",
            lambda: _at_once([*[read] * 7, *[write] * 3]),
            at_once,
        ),
    ]
    return [
        Entry(
            name,
            "ms",
            await _timed(ours, rounds),
            floor=sorted(await _timed(theirs, rounds))[rounds // 2],
            limit=LOCK_MS,
        )
        for name, ours, theirs in shapes
    ]


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


def _functions(count: int) -> str:
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
