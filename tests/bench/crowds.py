"""Many pages at once: what each costs the gateway, and that none of their jobs is lost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from daebug.daemon.gateway import limits
from tests.bench import quiet
from tests.bench.entry import Entry
from tests.bench.installed import BenchError, module
from tests.bench.resources import pss_mb
from tests.bench.served import Served

#: Kilobytes of the gateway's memory for one page.
PAGE_KB = 25.0

#: Processes that the pages are in.
PROCESSES = 2

#: Jobs that are asked for at the same time: fewer than may wait to be let in by the hub.
AT_ONCE = 64

#: Seconds between two looks at how the hub does.
STATUS_S = 0.1


def entries(way: str, launcher: Path, work: Path, pages: int) -> list[Entry]:
    """Measure ``pages`` pages that are connected by ``way`` (``socket`` or ``poll``)."""
    del work
    limits.open_many_files()
    with Served(launcher) as served:
        gateway = served.pid("gateway")
        before = _rested_mb(gateway)
        begun = time.perf_counter()
        with _crowd(way, served, pages) as crowd:
            joined_s = time.perf_counter() - begun
            each_kb = (_rested_mb(gateway) - before) * 1000 / pages
            begun = time.perf_counter()
            wrong, status = asyncio.run(_busy(served, pages))
            jobs_s = time.perf_counter() - begun
            told = [_asked(process) for process in crowd]
            after_kb = (_rested_mb(gateway) - before) * 1000 / pages
    answered, lost = (sum(one[key] for one in told) for key in ("answered", "lost"))
    missing = wrong + abs(pages - answered) + lost
    name = f"{pages} {way}s"
    floor = _floor_kb(pages)
    return [
        Entry(f"{name}, memory of each", "KB", [each_kb], floor, PAGE_KB),
        Entry(f"{name}, after a job", "KB", [after_kb], floor, PAGE_KB),
        Entry(f"{name}, jobs lost", "", [missing], limit=0.0),
        Entry(f"{name}, join", "ms", [joined_s * 1e3 / pages]),
        Entry(f"{name}, job", "ms", [jobs_s * 1e3 / pages]),
        Entry(f"{name}, status meanwhile", "ms", status),
    ]


@contextlib.contextmanager
def _crowd(way: str, served: Served, pages: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Give processes whose pages have joined."""
    share = pages // PROCESSES
    words = [str(served.port), served.token]
    crowd = [
        module("tests.bench.crowd", way, *words, str(number * share), str(share))
        for number in range(PROCESSES)
    ]
    try:
        for process in crowd:
            if _line(process) != "joined":
                raise BenchError("a crowd did not join")
        yield crowd
    finally:
        for process in crowd:
            process.kill()
            process.communicate()


async def _busy(served: Served, pages: int) -> tuple[int, list[float]]:
    """Have each page do one job; return how many failed, and what ``status`` took meanwhile."""
    jobs = asyncio.create_task(_jobs(served, pages))
    status = [await served.ask_ms("status")]
    while not jobs.done():
        status.append(await served.ask_ms("status"))
        await asyncio.wait({jobs}, timeout=STATUS_S)
    return await jobs, status


async def _jobs(served: Served, pages: int) -> int:
    """Have each page do one job; return how many gave no answer or a wrong one."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> int:
        async with gate:
            try:
                told = await served.ask("run", realm=f"crowd-{number}", code="6 * 7")
            except BenchError as error:
                print(error, file=sys.stderr)
                return 1
        if told["text"] != "42":
            print(told, file=sys.stderr)
            return 1
        return 0

    return sum(await asyncio.gather(*(one(number) for number in range(pages))))


def _asked(process: subprocess.Popen[str]) -> dict[str, int]:
    """Return what a crowd tells of itself."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()
    counts: dict[str, int] = json.loads(_line(process))
    return counts


def _line(process: subprocess.Popen[str]) -> str:
    """Return the next line of ``process``."""
    assert process.stdout
    return process.stdout.readline().strip()


def _rested_mb(pid: int) -> float:
    """Return the memory of ``pid`` when it has nothing more to do, in megabytes."""
    with contextlib.suppress(BenchError):  # thousands of pages that poll never rest
        quiet.rest([pid])
    return pss_mb(pid)


def _floor_kb(pages: int) -> float:
    """Return the kilobytes that a connection costs a process that only holds it."""
    holder = module("tests.bench.crowd_floor")
    with contextlib.ExitStack() as stack:
        stack.callback(holder.communicate)
        stack.callback(holder.kill)
        port = int(_line(holder))
        before = pss_mb(holder.pid)
        for _ in range(pages):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        quiet.until("the connections", lambda: _count(holder) == pages)
        return (pss_mb(holder.pid) - before) * 1000 / pages


def _count(holder: subprocess.Popen[str]) -> int:
    """Return how many connections ``holder`` holds."""
    assert holder.stdin
    holder.stdin.write("\n")
    holder.stdin.flush()
    return int(_line(holder))
