"""From a write to who follows the files: one file, and a thousand made by another program.

Beside it stand the kernel's own word (inotify), read by a program that does nothing
else, and ``watchdog`` in this process.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from watchdog.events import FileCreatedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from tests.bench.entry import Entry
from tests.bench.inotify import Saves
from tests.bench.installed import PATIENCE_S, BenchError, Daemon
from tests.bench.lists import Asker

#: Milliseconds: an event, and the lag of a thousand.
EVENT_MS, LAG_MS = 1.0, 60.0

#: inotify(7): a file was made here.
CREATE = 0x100


def events(launcher: Path, work: Path, rounds: int, burst: int) -> list[Entry]:
    """Measure from a write to the line of ``watch-files``, and the lag of many files."""
    root = work / "events"
    root.mkdir()
    with Daemon(launcher, root) as daemon:
        daemon.run("files")
        with Asker(daemon, root).asked("watch-files", follow=True) as replies:
            next(replies)
            single = [_event_ms(root / f"one{number}", replies) for number in range(rounds)]
            lags = [_burst_ms(root / f"many{number}", replies, burst) for number in range(3)]
    kernel = Entry("inotify, one file", "ms", _by_inotify(work, rounds))
    return [
        kernel,
        Entry("watchdog, one file", "ms", _by_watchdog(work, rounds)),
        Entry("event, one file", "ms", single, kernel.median, EVENT_MS),
        Entry(f"lag after {burst:,} files", "ms", lags, limit=LAG_MS),
    ]


def _by_inotify(work: Path, rounds: int) -> list[float]:
    """Return the milliseconds from making a file until the kernel's word is read."""
    root = work / "kernel"
    root.mkdir()
    told = Saves(root, CREATE)
    samples = []
    for number in range(rounds):
        begun = time.perf_counter()
        (root / f"one{number}").touch()
        told.wait()
        samples.append((time.perf_counter() - begun) * 1000)
    told.close()
    return samples


def _by_watchdog(work: Path, rounds: int) -> list[float]:
    """Return the milliseconds from making a file until watchdog's handler is called.

    Raises:
        BenchError: it never is.
    """
    root = work / "watchdog"
    root.mkdir()
    made = threading.Event()

    class Created(FileSystemEventHandler):
        def on_created(self, event: FileSystemEvent) -> None:
            del event
            made.set()

    observer = Observer()
    observer.schedule(Created(), str(root), event_filter=[FileCreatedEvent])
    observer.start()
    samples = []
    for number in range(rounds):
        made.clear()
        begun = time.perf_counter()
        (root / f"one{number}").touch()
        if not made.wait(PATIENCE_S):
            raise BenchError("watchdog is silent")
        samples.append((time.perf_counter() - begun) * 1000)
    observer.stop()
    observer.join(PATIENCE_S)
    return samples


def _event_ms(path: Path, replies: Iterator[Any]) -> float:
    """Return the milliseconds from making a file to hearing of it."""
    begun = time.perf_counter()
    path.touch()
    for reply in replies:
        if any(event["file"] == path.name for event in reply.get("events", [])):
            break
    return (time.perf_counter() - begun) * 1000


def _burst_ms(folder: Path, replies: Iterator[Any], burst: int) -> float:
    """Return the milliseconds from the last of many files to hearing of all; another makes them."""
    script = (
        "import os, sys, time\nos.mkdir(sys.argv[1])\nos.chdir(sys.argv[1])\n"
        "for n in range(int(sys.argv[2])): open(f'f{n}', 'w').close()\n"
        "print(time.clock_gettime(time.CLOCK_MONOTONIC))"
    )
    words = ["python3", "-c", script, str(folder), str(burst)]
    heard: set[str] = set()
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as maker:
        for reply in replies:
            files = (event["file"] for event in reply.get("events", []) if event["event"] == "add")
            heard |= {file for file in files if file.startswith(f"{folder.name}/")}
            if len(heard) == burst:
                break
        now = time.clock_gettime(time.CLOCK_MONOTONIC)
        assert maker.stdout is not None
        return max((now - float(maker.stdout.read())) * 1000, 0.001)
