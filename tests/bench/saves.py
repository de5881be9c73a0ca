"""From the save of a transcript to its job at the page, and to its reply in the file."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import statistics
import threading
import time
from pathlib import Path
from typing import Protocol

from tests.bench.browser import browser, chromium
from tests.bench.entry import Entry
from tests.bench.inotify import CLOSE_WRITE, MOVED_TO, Saves
from tests.bench.installed import module
from tests.bench.served import Served
from tests.bench.websocket import Page

#: Milliseconds: half of the saves, and 95 of 100; to the reply in the file.
DISPATCH_MS, DISPATCH_95_MS, REPLY_MS = 1.0, 3.0, 8.0

#: Saves that are not counted: the file has a footer then, and code has run.
WARM_UP = 5

#: Seconds between two saves: nobody saves while the reply before is just being noticed.
REST_S = 0.02

#: Seconds for any answer.
PATIENCE_S = 20.0


class Saver(Protocol):
    """Somebody who saves and waits."""

    def save(self) -> tuple[float, float]:
        """Save once; return the milliseconds to the job and to the reply."""


class Floor:
    """A save of which nothing but the least is made."""

    def __init__(self, folder: Path) -> None:
        """Start the process that answers."""
        self._file = folder / "floor.md"
        self._file.write_text("")
        self._saves = Saves(folder, CLOSE_WRITE)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.settimeout(PATIENCE_S)
            port = str(listening.getsockname()[1])
            self.process = module("tests.bench.save_floor", str(self._file), port)
            self._link, _ = listening.accept()
        self._link.settimeout(PATIENCE_S)
        self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._link.recv(1024)

    def save(self) -> tuple[float, float]:
        """Save once; return the milliseconds to the word of it and to the reply."""
        begun = time.perf_counter()
        _append(self._file, b"\n```js\n1\n```\n")
        self._link.recv(1024)
        heard = time.perf_counter()
        self._saves.wait()  # our own save
        self._link.sendall(b"2\n")
        self._saves.wait()
        return (heard - begun) * 1000, (time.perf_counter() - begun) * 1000

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()
        self._link.close()
        self._saves.close()


class Light:
    """A page that answers at once: a WebSocket and nothing behind it."""

    def __init__(self, served: Served, page: Page) -> None:
        """Save into the transcript of ``page``."""
        self._page = page
        self._served = served
        self._file = _Transcript(served, page.name)
        #: Milliseconds from each save to its job being dispatched, as the daemon tells it.
        self.dispatched: list[float] = []

    def save(self) -> tuple[float, float]:
        """Save once."""
        wall = time.time()
        begun, answer = self._file.save()
        job = self._page.hear("job")["job"]
        heard = time.perf_counter()
        self._page.say("started", job=job)
        value = {"kind": "number", "text": answer, "type": "Number", "json": answer}
        self._page.say("result", job=job, ok=True, value=value, duration_ms=0.1)
        replied = self._file.replied(answer)
        told = self._served.get(f"/jobs/{job}/result")
        self.dispatched.append((told["dispatched_at"] - wall) * 1000)
        return (heard - begun) * 1000, (replied - begun) * 1000


class Browser:
    """A page in a real browser."""

    def __init__(self, served: Served, realm: str) -> None:
        """Save into the transcript of ``realm``."""
        self._file = _Transcript(served, realm)

    def save(self) -> tuple[float, float]:
        """Save once; when the job came to the page can't be told from here."""
        begun, answer = self._file.save()
        return 0.0, (self._file.replied(answer) - begun) * 1000


class _Transcript:
    """The file of a page, and the kernel's word of each save of it."""

    def __init__(self, served: Served, realm: str) -> None:
        self.path = Path(json.loads(served.run("open", realm, "--json"))["path"])
        self._saves = Saves(self.path.parent, CLOSE_WRITE | MOVED_TO)
        self._answer = 100_000

    def save(self) -> tuple[float, str]:
        """Append a request; return when that began (seconds), and what its answer will be."""
        self._answer += 1
        code = f"{self._answer - 1} + 1"
        begun = time.perf_counter()
        _append(self.path, f"\n```js\n{code}\n```\n".encode())
        return begun, str(self._answer)

    def replied(self, answer: str) -> float:
        """Return when ``answer`` was in the file (seconds)."""
        wanted = f"\n{answer}\n".encode()
        while True:
            now = time.perf_counter()
            with self.path.open("rb", buffering=0) as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - 4096))
                if wanted in file.read():
                    return now
            self._saves.wait()


def entries(launcher: Path, work: Path, rounds: int) -> list[Entry]:
    """Measure saves with a light page and, where there is one, in a real browser."""
    del work
    with contextlib.ExitStack() as stack:
        served = stack.enter_context(Served(launcher))
        page = stack.enter_context(Page(served.port, served.token, "light"))
        folder = served.folder / "floor"
        folder.mkdir()
        floor = Floor(folder)
        stack.callback(floor.close)
        light = Light(served, page)
        savers: dict[str, Saver] = {"floor": floor, "light": light}
        if (path := chromium()) is not None:
            realm = stack.enter_context(browser(path, served))
            savers["browser"] = Browser(served, realm)
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in savers}
        pause = threading.Event()
        for turn in range(WARM_UP + rounds):
            for name, saver in savers.items():
                pause.wait(REST_S)
                pair = saver.save()
                if turn >= WARM_UP:
                    took[name].append(pair)
    return _told(took, light.dispatched[WARM_UP:])


def _append(file: Path, data: bytes) -> None:
    """Append ``data`` as an agent does."""
    with file.open("ab", buffering=0) as opened:
        opened.write(data)


def _told(took: dict[str, list[tuple[float, float]]], dispatched: list[float]) -> list[Entry]:
    """Return the entries of what was measured; the page's own word comes some hops later."""
    jobs = {name: [one for one, _ in pairs] for name, pairs in took.items()}
    replies = {name: [one for _, one in pairs] for name, pairs in took.items()}
    told, answered = statistics.median(jobs["floor"]), statistics.median(replies["floor"])
    most = _of_100(jobs["floor"])
    made = [
        Entry("save to job dispatched", "ms", dispatched, told, DISPATCH_MS),
        Entry("the same, 95 of 100", "ms", [_of_100(dispatched)], most, DISPATCH_95_MS),
        Entry("save to job read by the page", "ms", jobs["light"], told, None),
        Entry("the same, 95 of 100 times", "ms", [_of_100(jobs["light"])], most, DISPATCH_95_MS),
        Entry("save to reply, light page", "ms", replies["light"], answered, REPLY_MS),
    ]
    if "browser" in replies:
        made.append(Entry("save to reply, Chromium", "ms", replies["browser"], answered, REPLY_MS))
    return made


def _of_100(samples: list[float]) -> float:
    """Return what 95 of 100 samples are under."""
    return sorted(samples)[max(0, -(-len(samples) * 95 // 100) - 1)]
