"""Whose process it is: what ends with a terminal, however it hid, and what does not."""

from __future__ import annotations

import asyncio
import sys

import pytest

from daebug.daemon.journal import start_ticks
from daebug.protocol.errors.terminals import NoSuchTerminal
from tests.daemon.terminals.room import Room, alive, played

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of orphans")


def test_closing_ends_grandchildren_that_hid_in_sessions_and_groups_of_their_own() -> None:
    script = (
        "trap '' HUP TERM; sleep 1000 & echo p$!p; setsid sleep 1000 & echo p$!p;"
        " (setsid sh -c 'trap \"\" HUP; echo p$$p; (sleep 1000 & echo p$!p); sleep 1000' &);"
        " nohup sleep 1000 >/dev/null 2>&1 & echo p$!p; echo p$$p; cat"
    )

    async def story(room: Room) -> None:
        one = room.script(script)
        read = await room.read(one.id, until=r"(?s)(p\d+p.*){6}")
        pids = [int(word) for word in read.data.split(b"p") if word.isdigit()]
        assert len(pids) == 6
        assert all(map(alive, pids))
        assert await room.close(one.id) >= 5
        assert not any(map(alive, pids))
        with pytest.raises(NoSuchTerminal):
            room.all.named(one.id)

    played(story)


#: A program that leaves its parents, its session and its environment behind, as a daemon does.
DAEMON = "(env -i setsid sh -c '(sleep 1000 & echo d$!d; exec sleep 1000) & echo d$!d' &)"


async def daemons(room: Room, name: str) -> list[int]:
    """Return the processes that ``DAEMON`` started in a terminal."""
    read = await room.read(name, until=r"(?s)(d\d+d.*){2}")
    return [int(word) for word in read.data.split(b"d") if word.isdigit()]


def test_closing_ends_what_left_its_session_and_its_environment() -> None:
    async def story(room: Room) -> None:
        one = room.script(f"{DAEMON}; cat")
        pids = await daemons(room, one.id)
        assert len(pids) == 2
        assert all(map(alive, pids))
        assert await room.close(one.id) >= 2
        assert not any(map(alive, pids))

    played(story)


def test_what_may_be_of_an_older_terminal_ends_with_the_last_that_it_may_be_of() -> None:
    async def story(room: Room) -> None:
        old = room.script("echo ready; cat")
        await room.read(old.id, until="ready")
        one = room.script(f"{DAEMON}; cat")
        pids = await daemons(room, one.id)
        young = room.start("cat")
        while start_ticks(young.pid) <= max(map(start_ticks, pids)):
            await room.close(young.id)
            young = room.start("cat")  # the clock of processes has steps of 10 ms
        await room.close(one.id)
        assert all(map(alive, pids))
        await room.close(old.id)
        assert not any(map(alive, pids))
        assert alive(young.pid)

    played(story)


def test_closing_one_terminal_leaves_the_others_alone() -> None:
    async def story(room: Room) -> None:
        first, second = room.start("cat"), room.start("cat")
        await asyncio.gather(room.close(first.id), room.close(first.id))
        assert alive(second.pid)
        room.write(second.id, b"still here\r")
        await room.read(second.id, until="still here")

    played(story)


def test_the_end_of_all_leaves_no_process() -> None:
    async def story(room: Room) -> None:
        pids = [room.script("trap '' HUP; sleep 1000; sleep 1000").pid for _ in range(5)]
        await room.all.leave()
        assert not any(map(alive, pids))

    played(story)
