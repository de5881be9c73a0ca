"""Agents and editors save the same files at once: every request is told once and answered once.

Editors add numbered lines; none of them may be lost.  Who saves a whole file takes
turns with the others of that file (their own losses are not ours); the watcher knows
nothing of that.  They work in a process of their own, as they do in life.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from daebug.protocol.scripts import RequestFound
from tests.arrivals import MS
from tests.daemon.watcher.watched import Hub, replies, transcript, until, watched
from tests.stress.crowd import Plan, Played, Table, Way
from tests.tree import ROOT

pytestmark = pytest.mark.slow

#: Pages at once, and requests of each agent on each.
PAGES, REQUESTS = 6, 12

_NAME = re.compile(r'run\("([^"]+)"\)')


async def crowd(plan: Plan) -> Played:
    """Play ``plan`` in another process."""
    env = {**os.environ, "PYTHONPATH": f"{ROOT / '.pkg'}:{ROOT}"}
    pipe = asyncio.subprocess.PIPE
    words = [sys.executable, "-m", "tests.stress.crowd"]
    process = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe, env=env)
    told, _ = await process.communicate(msgspec.json.encode(plan))
    assert process.returncode == 0
    return msgspec.json.decode(told, type=Played)


def story(folder: Path, plan: Plan) -> tuple[list[str], Played]:
    """Let everybody work; return the names that were told, and what was played."""

    async def played() -> tuple[Hub, Played]:
        async with asyncio.timeout(50_000 * MS), watched(folder, folder / "root") as hub:

            async def work(found: RequestFound) -> None:
                await hub.proceed(found)
                await hub.reply(found, f"ran {_name(found.code)}")

            hub.work = work
            done = await crowd(plan)
            assert done.unanswered == [], done.unanswered
            await until(lambda: _whole(plan, done))
            return hub, done

    hub, done = asyncio.run(played())
    return [_name(found.code) for found in hub.requests], done


def _name(code: str) -> str:
    """Return the name of the request with that code."""
    found = _NAME.search(code)
    return found[1] if found else code


def _whole(plan: Plan, done: Played) -> bool:
    """Whether everything stands in the files: the last save of an editor may have erased some."""
    paths = [Path(table.path) for table in plan.tables]
    return all(len(replies(path)) == len(done.asked[path.stem]) for path in paths)


@pytest.mark.parametrize(
    ("asking", "editing", "agents"),
    [
        pytest.param("append", "append", ("a",), id="append"),
        pytest.param("append", "in place", ("a",), id="editor in place"),
        pytest.param("append", "rename", ("a",), id="editor by rename"),
        pytest.param("in place", "append", ("a",), id="agent saves in place"),
        pytest.param("rename", "append", ("a",), id="agent saves by rename"),
        pytest.param("append", "append", ("a", "b"), id="two agents"),
        pytest.param("append", "in place", ("a", "b"), id="two agents and an editor in place"),
        pytest.param("append", "rename", ("a", "b"), id="two agents and an editor"),
    ],
)
def test_nothing_is_lost_and_nothing_runs_twice(
    folder: Path, asking: Way, editing: Way, agents: tuple[str, ...]
) -> None:
    paths = [transcript(folder / "root", f"page-{number}") for number in range(PAGES)]
    tables = [
        Table(path=str(path), asking=asking, editing=editing, agents=agents) for path in paths
    ]
    plan = Plan(tables=tables, requests=REQUESTS, editor_s=100 * MS, patience_s=10_000 * MS)
    told, done = story(folder, plan)
    assert Counter(told) == Counter(name for names in done.asked.values() for name in names)
    for path in paths:
        text = path.read_text()
        answered = Counter(replies(path))
        assert set(answered.values()) == {1}, text
        assert all(value == f"ran {_name(code)}" for code, value in answered)
        assert [n for n in range(done.lines[path.stem]) if f"line {n};" not in text] == []
