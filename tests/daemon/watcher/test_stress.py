"""Agents and editors save the same files at once: every request is told once and answered once.

Editors add numbered lines; none of them may be lost.  An agent and the editor of
one file take turns (their own losses are not ours); the watcher knows nothing of that.
"""

from __future__ import annotations

import asyncio
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.arrivals import MS
from tests.daemon.watcher.watched import Hub, ask, replies, transcript, until, watched

pytestmark = pytest.mark.slow

#: Pages at once, and requests on each.
PAGES, REQUESTS = 6, 12

Save = Callable[[Path, str], None]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a path short enough for a socket; the root is ``root`` in it."""
    with TemporaryDirectory(prefix="dae-", dir="/tmp") as name:
        (Path(name) / "root").mkdir()
        yield Path(name)


def in_place(path: Path, text: str) -> None:
    """Save as editors do that write into the file."""
    path.write_text(text)


def by_rename(path: Path, text: str) -> None:
    """Save as editors do that write a new file."""
    new = path.with_name(f"{path.name}.{threading.get_ident()}.tmp")
    new.write_text(text)
    new.replace(path)


def append(path: Path, code: str) -> None:
    """Ask by appending."""
    ask(path, code)


def whole(save: Save) -> Callable[[Path, str], None]:
    """Return how one asks who saves the whole file."""

    def asked(path: Path, code: str) -> None:
        save(path, f"{path.read_text()}```js\n{code}\n```\n")

    return asked


class Page:
    """One page's transcript, its agents and its editor."""

    def __init__(self, path: Path, asked: Callable[[Path, str], None]) -> None:
        """Ask by ``asked``."""
        self.path = path
        self.turn = threading.Lock()
        self.done = threading.Event()
        self.lines = 0
        self._asked = asked

    def agent(self, name: str) -> None:
        """Ask, wait for the reply, ask the next."""
        for number in range(REQUESTS):
            code = f"{self.path.stem}.{name}{number}"
            with self.turn:
                self._asked(self.path, code)
            end = time.monotonic() + 3_000 * MS
            while f"[{code}]" not in self.path.read_text():
                assert time.monotonic() < end, f"no reply to {code} in:\n{self.path.read_text()}"
                self.done.wait(1 * MS)

    def editor(self, save: Save) -> None:
        """Add lines at the top until the agents are done."""
        while not self.done.wait(12 * MS):
            with self.turn:
                title, rest = self.path.read_text().split("\n", 1)
                save(self.path, f"{title}\nline {self.lines};\n{rest}")
                self.lines += 1


def story(folder: Path, pages: list[Page], agents: list[str], save: Save | None) -> list[str]:
    """Let everybody work; return the codes that were told, and check what stands in the files."""

    async def played() -> Hub:
        async with asyncio.timeout(50_000 * MS), watched(folder, folder / "root") as hub:
            hub.work = hub.answer
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(len(pages) * (len(agents) + 1)) as pool:
                asking = [
                    loop.run_in_executor(pool, page.agent, name)
                    for page in pages
                    for name in agents
                ]
                editing = [loop.run_in_executor(pool, page.editor, save) for page in pages if save]
                try:
                    await asyncio.gather(*asking)
                finally:
                    for page in pages:
                        page.done.set()
                await asyncio.gather(*editing)
            wanted = REQUESTS * len(agents)
            await until(lambda: all(len(replies(page.path)) >= wanted for page in pages))
            return hub

    return [found.code for found in asyncio.run(played()).requests]


@pytest.mark.parametrize(
    ("asked", "save", "agents"),
    [
        pytest.param(append, None, ["a"], id="append"),
        pytest.param(append, in_place, ["a"], id="editor in place"),
        pytest.param(append, by_rename, ["a"], id="editor by rename"),
        pytest.param(whole(in_place), None, ["a"], id="agent saves in place"),
        pytest.param(whole(by_rename), None, ["a"], id="agent saves by rename"),
        pytest.param(append, None, ["a", "b"], id="two agents"),
    ],
)
def test_nothing_is_lost_and_nothing_runs_twice(
    folder: Path, asked: Callable[[Path, str], None], save: Save | None, agents: list[str]
) -> None:
    pages = [Page(transcript(folder / "root", f"page-{number}"), asked) for number in range(PAGES)]
    told = story(folder, pages, agents, save)
    wanted = Counter(
        f"{page.path.stem}.{name}{number}"
        for page in pages
        for name in agents
        for number in range(REQUESTS)
    )
    assert Counter(told) == wanted
    for page in pages:
        text = page.path.read_text()
        answered = Counter(replies(page.path))
        assert set(answered.values()) == {1}, text
        assert all(value == f"[{code}]" for code, value in answered)
        assert [n for n in range(page.lines) if f"line {n};" not in text] == []


def test_a_save_is_told_within_a_millisecond(folder: Path) -> None:
    async def played() -> list[float]:
        path = transcript(folder / "root")
        took = []
        async with asyncio.timeout(20_000 * MS), watched(folder, folder / "root") as hub:
            hub.work = hub.answer
            for number in range(100):
                ask(path, f"code {number}")
                saved = time.perf_counter()
                await hub.found(number + 1)
                took.append(hub.found_at[f"code {number}"] - saved)
                await until(lambda number=number: len(replies(path)) > number)  # type: ignore[misc]
        return took

    took = asyncio.run(played())
    assert statistics.median(took) < 1 * MS, f"p50 {1000 * statistics.median(took):.2f} ms"
