"""The standard streams of a debuggee: apart or together, by name or inherited."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from daebug.adapters import described, streams
from daebug.adapters.debuggee import Debuggee
from daebug.adapters.find import Found
from daebug.adapters.kind import Kind, Place, kinds
from daebug.adapters.output import Output
from daebug.protocol.config import Described
from daebug.protocol.errors.programs import NoSuchProcess
from daebug.protocol.facts import Wrote
from daebug.protocol.orders import Attach
from tests.adapters.desk import opening
from tests.arrivals import MS

#: Every adapter, and one that is described.
KINDS: dict[str, Kind] = {
    **kinds(),
    **described.kinds({"odd": Described(command=["odd"], attach={"pid": "${pid}"})}),
}

#: No process: the highest number that one can have, and one more.
GONE = 2**22 + 1

Story = Callable[[Debuggee], Awaitable[None]]


async def unheard(_: list[Wrote]) -> None:
    """Take what nobody writes."""


def played(story: Story) -> dict[str, bytes]:
    """Run ``story`` with a debuggee; return what came of each of its streams."""
    came: dict[str, bytes] = {}

    async def push(batch: list[Wrote]) -> None:
        for one in batch:
            came[one.stream] = came.get(one.stream, b"") + one.data

    async def run() -> None:
        debuggee = Debuggee("", Output("prog", push))
        async with asyncio.timeout(10_000 * MS):
            await story(debuggee)
            await debuggee.close()

    asyncio.run(run())
    return came


def descriptors() -> set[str]:
    """Return what this process has open."""
    return {os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")
            if os.path.islink(f"/proc/self/fd/{fd}")}  # fmt: skip


def test_apart_standard_error_is_known_from_standard_output(tmp_path: Path) -> None:
    async def story(debuggee: Debuggee) -> None:
        made = streams.Streams(debuggee)
        paths = made.apart("", tmp_path)
        assert debuggee.input is not None
        debuggee.input.write(b"asked\n", program="prog")
        command = f"(read word; echo $word; echo bad >&2) <{paths.input} >{paths.output}"
        shell = await asyncio.create_subprocess_shell(f"{command} 2>{paths.error}")
        assert await shell.wait() == 0
        made.release()
        await debuggee.output.wait_hung_up()
        assert list(tmp_path.iterdir()) == []
        made.release()

    assert played(story) == {"stdout": b"asked\n", "stderr": b"bad\n"}


def test_a_file_of_the_callers_is_the_input_and_stays(tmp_path: Path) -> None:
    source = tmp_path / "input"
    source.write_text("")

    async def story(debuggee: Debuggee) -> None:
        made = streams.Streams(debuggee)
        assert made.apart(str(source), tmp_path).input == str(source)
        assert debuggee.input is None
        made.release()

    played(story)
    assert source.exists()


def test_together_all_is_one_terminal() -> None:
    async def story(debuggee: Debuggee) -> None:
        made = streams.Streams(debuggee)
        paths = made.together()
        assert paths.input == paths.output == paths.error
        shell = await asyncio.create_subprocess_shell(f"(echo a; echo b >&2) >{paths.output} 2>&1")
        assert await shell.wait() == 0
        made.release()
        await debuggee.output.wait_hung_up()

    assert played(story) == {"stdout": b"a\nb\n"}


@pytest.mark.parametrize("tty", [False, True])
def test_a_program_inherits_what_was_made_for_it(*, tty: bool) -> None:
    async def story(debuggee: Debuggee) -> None:
        script = ["/bin/sh", "-c", "read word; echo $word; echo bad >&2"]
        for stream, fd in streams.start(debuggee, script, cwd="/", env=dict(os.environ), tty=tty):
            debuggee.output.add(stream, fd)
        debuggee.write("prog", b"asked\n")
        end = await debuggee.end()
        assert end is not None
        assert end.code == 0
        await debuggee.output.wait_hung_up()

    apart = {"stdout": b"asked\n", "stderr": b"bad\n"}
    assert played(story) == ({"stdout": b"asked\nbad\n"} if tty else apart)


@pytest.mark.parametrize("how", [{"cwd": "/nowhere"}, {"stdin": "/nowhere", "cwd": "/"}])
def test_a_start_that_fails_leaves_nothing_open(how: dict[str, str]) -> None:
    async def story(debuggee: Debuggee) -> None:
        before = descriptors()
        with pytest.raises(OSError, match="nowhere"):
            streams.start(debuggee, ["/bin/true"], env={}, **how)  # type: ignore[arg-type]
        assert descriptors() == before
        assert debuggee.input is None

    played(story)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_session_that_is_refused_before_it_begins_leaves_nothing(
    tmp_path: Path, name: str
) -> None:
    async def run() -> None:
        place = Place(folder=tmp_path, env={}, push=unheard)
        order = opening("", target=Attach(pid=GONE), adapter=name)
        found = Found(adapter=name, command=("/bin/true",))
        before = asyncio.all_tasks()
        with pytest.raises(NoSuchProcess):
            await KINDS[name].plan(order, found, place)
        assert asyncio.all_tasks() == before

    asyncio.run(run())
