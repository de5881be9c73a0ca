"""Real programs in the terminals of this process."""

from __future__ import annotations

import asyncio
import sys

import pytest

from daebug.daemon.terminals import collection, running
from daebug.protocol.errors.searching import BadPattern
from daebug.protocol.errors.terminals import (
    TerminalExited,
    TerminalFull,
    TooManyTerminals,
)
from daebug.protocol.terminals import StartTerminal, TerminalEnded, TerminalStarted
from tests.arrivals import MS
from tests.daemon.terminals.room import Room, played

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of orphans")


def test_a_program_has_a_terminal_its_size_and_what_is_typed() -> None:
    async def story(room: Room) -> None:
        one = room.script("tty && stty size && read x && echo got $x", cols=101, rows=33)
        await room.read(one.id, until="33 101")
        room.write(one.id, b"hello\r")
        read = await room.read(one.id, until="got hello")
        assert "/dev/pts/" in read.data.decode()

    played(story)


def test_the_keyboards_interrupt_reaches_the_program() -> None:
    async def story(room: Room) -> None:
        one = room.script("trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 1; done")
        await room.read(one.id, until="ready")
        room.write(one.id, b"\x03")
        read = await room.read(one.id, ended=True)
        assert (read.terminal.state, read.terminal.code) == ("exited", 9)
        assert b"caught" in read.data

    played(story)


@pytest.mark.parametrize(
    ("script", "code", "signal"), [("exit 7", 7, ""), ("kill -SEGV $$", None, "SIGSEGV")]
)
def test_the_end_of_a_program_is_told_with_its_last_words(
    script: str, code: int | None, signal: str
) -> None:
    async def story(room: Room) -> None:
        one = room.script(f"echo last words; {script}")
        read = await room.read(one.id, ended=True)
        assert (read.terminal.code, read.terminal.signal) == (code, signal)
        assert b"last words" in read.data
        await room.facts.until(lambda seen: TerminalEnded(terminal=one.id) in seen)
        assert isinstance(room.facts.seen[0], TerminalStarted)
        with pytest.raises(TerminalExited):
            room.write(one.id, b"x")

    played(story)


def test_readers_by_name_each_get_everything_once() -> None:
    async def story(room: Room) -> None:
        one = room.script("stty -echo; echo begin; while read x; do echo $x; done")
        await room.read(one.id, until="begin")
        got = {"a": b"", "b": b""}
        for turn in range(20):
            room.write(one.id, b"line%d\r" % turn)
            await room.read(one.id, until=f"line{turn}\n")
            for name in ("a", "b") if turn % 3 == 0 else ("a",):
                got[name] += (await room.read(one.id, since=-1, reader=name, wait_s=0)).data
        got["b"] += (await room.read(one.id, since=-1, reader="b", wait_s=0)).data
        assert got["a"] == got["b"]
        assert got["a"].count(b"line") == 20

    played(story)


def test_a_character_in_two_halves_is_given_whole() -> None:
    async def story(room: Room) -> None:
        one = room.script(r"stty -echo; printf 'a\303'; read x; printf '\251z'; read x")
        first = await room.read(one.id)
        assert first.data == b"a"
        late = await room.read(one.id, since=first.cursor, wait_s=0.05)
        assert (late.data, late.timed_out) == (b"", True)
        room.write(one.id, b"\r")
        rest = await room.read(one.id, since=first.cursor)
        assert rest.data.startswith("é".encode())

    played(story)


def test_a_flood_keeps_its_end_and_says_how_much_is_gone() -> None:
    async def story(room: Room) -> None:
        one = room.script("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo done")
        read = await room.read(one.id, until="done", wait_s=30_000 * MS, limit=1000)
        assert read.terminal.cursor >= 20_000_000
        assert read.terminal.cursor - read.terminal.first <= one_ring() + 65536
        assert read.left_out_bytes == read.cursor - len(read.data)

    played(story)


def one_ring() -> int:
    """Return the bytes that are kept by default."""
    return StartTerminal(command=[], cwd="", env={}).buffer_bytes


def test_a_reader_that_is_too_slow_is_told_what_it_missed() -> None:
    script = "stty raw -echo; echo ready; read x; head -c 300000 /dev/zero | tr '\\0' x; echo; cat"

    async def story(room: Room) -> None:
        one = room.script(script, buffer_bytes=100_000)
        first = await room.read(one.id, since=-1, reader="slow", until="ready")
        room.write(one.id, b"go\n")
        await room.read(one.id, since=-1, reader="quick", until="x\\n")
        second = await room.read(one.id, since=-1, reader="slow", limit=1000)
        assert second.left_out_bytes > 100_000
        assert second.cursor == first.cursor + second.left_out_bytes + len(second.data)

    played(story)


def test_with_lossless_the_program_waits_for_its_reader() -> None:
    async def story(room: Room) -> None:
        script = "head -c 3000000 /dev/zero | tr '\\0' x"
        one = room.script(script, tty=False, lossless=True, buffer_bytes=65536)
        size = cursor = 0
        while True:
            read = await room.read(one.id, since=cursor, limit=50_000)
            assert read.left_out_bytes == 0
            size, cursor = size + len(read.data), read.cursor
            if read.terminal.state == "exited" and not read.data:
                break
        assert size == 3_000_000

    played(story)


def test_until_finds_what_comes_in_pieces_and_passes_over_escapes() -> None:
    async def story(room: Room) -> None:
        one = room.script(r"stty -echo; printf 're\033[1ma'; read x; printf 'dy\033[0m> '; cat")
        await room.read(one.id)
        room.write(one.id, b"\r")
        read = await room.read(one.id, until="^ready> $")
        assert read.matched == "ready> "
        missed = await room.read(one.id, until="never", wait_s=0.01)
        assert (missed.matched, missed.timed_out) == ("", True)
        with pytest.raises(BadPattern):
            await room.read(one.id, until="(")

    played(story)


def test_a_pattern_that_others_choke_on_takes_no_time() -> None:
    async def story(room: Room) -> None:
        one = room.script("printf 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'; cat")
        await room.read(one.id)
        read = await room.read(one.id, until="(a+)+$", wait_s=0.05)
        assert not read.matched

    played(story)


def test_titles_come_from_the_program_or_from_the_user() -> None:
    async def story(room: Room) -> None:
        one = room.script(r"stty -echo; printf '\033]0;from inside\007x'; cat", title="mine")
        assert one.title == "mine"
        read = await room.read(one.id)
        assert read.terminal.title == "from inside"
        room.all.named(one.id).resize(50, 0, "mine again")
        told = room.all.list()[0]
        assert (told.title, told.cols, told.rows) == ("mine again", 50, 24)

    played(story)


def test_input_that_nobody_reads_is_refused_at_last_and_the_rest_goes_on() -> None:
    async def story(room: Room) -> None:
        one = room.script("stty raw -echo; echo ready; exec sleep 1000")
        await room.read(one.id, until="ready")
        waiting = room.all.named(one.id).stream.waiting
        while len(waiting) + 65536 <= running.WAITING_BYTES:
            room.write(one.id, b"x" * 65536)
        with pytest.raises(TerminalFull):
            room.write(one.id, b"x" * 65536)
        assert len(room.all.named(one.id).stream.waiting) <= running.WAITING_BYTES
        other = room.script("echo alive")
        await room.read(other.id, until="alive")

    played(story)


def test_there_is_a_most_of_what_runs() -> None:
    async def story(room: Room) -> None:
        one = room.start("cat", most=1)
        with pytest.raises(TooManyTerminals):
            room.start("cat", most=1)
        await room.close(one.id, keep=True)
        room.start("cat", most=1)

    played(story)


def test_of_many_that_ended_the_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "ENDED_KEPT", 3)

    async def story(room: Room) -> None:
        kept = room.start("cat")
        ended = [room.start("true", tty=False) for _ in range(6)]
        for one in ended:
            await room.read(one.id, ended=True)
        last = room.start("cat")
        names = [one.id for one in (kept, *ended[3:], last)]
        assert [one.id for one in room.all.list()] == names

    played(story)


def test_what_ended_and_is_read_no_more_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "LOOK_S", 0.01)

    async def story(room: Room) -> None:
        running_one = room.start("cat", keep_s=0)
        ended = room.start("true", keep_s=0)
        while ended.id in [one.id for one in room.all.list()]:  # noqa: ASYNC110 - bounded by played
            await asyncio.sleep(0)
        assert [one.id for one in room.all.list()] == [running_one.id]

    played(story)
