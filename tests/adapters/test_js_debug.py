"""vscode-js-debug: two connections for one program, source maps, workers, and what it can't."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from daebug.protocol import facts, orders
from daebug.protocol.orders import Breakpoint
from tests.adapters import tools
from tests.adapters.desk import PROGRAMS, STEP_S, Desk, at, killed, line, on_desk, opening
from tests.adapters.looks import listed, points, top
from tests.home import ends

pytestmark = [pytest.mark.adapter, pytest.mark.slow]

ADAPTER = "js-debug"


@pytest.fixture(autouse=True)
def js_debug() -> str:
    """Need the adapter."""
    return tools.need(ADAPTER)


@pytest.fixture
def loop() -> Iterator[subprocess.Popen[bytes]]:
    """Yield a Node process that loops."""
    command = ["node", str(PROGRAMS / "loop.js")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        yield running
        running.kill()


def test_the_program_is_held_at_its_first_line_and_its_streams_are_apart() -> None:
    async def scene(desk: Desk) -> None:
        opened = await desk.open(PROGRAMS / "contract.js", adapter=ADAPTER)
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, opened.pid > 0) == ("entry", True)
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Exited)).code == 10
        assert (desk.said(), desk.said(stream="stderr")) == ("total 10\n", "to stderr\n")

    on_desk(scene)


def test_a_breakpoint_is_bound_when_its_program_is_there() -> None:
    async def scene(desk: Desk) -> None:
        wanted = [at(1, "contract.js", "add"), at(2, "typed/area.ts", "square")]
        opened = await desk.open(PROGRAMS / "contract.js", adapter=ADAPTER, breakpoints=wanted)
        assert [bound.message for bound in opened.bound] == ["", ""]
        assert opened.bound[0].verified
        assert not opened.bound[1].verified

    on_desk(scene)


def test_typescript_is_debugged_by_its_source_maps() -> None:
    async def scene(desk: Desk) -> None:
        wanted = [at(1, "typed/area.ts", "square")]
        program = PROGRAMS / "typed" / "typed.js"
        await desk.open(program, adapter=ADAPTER, breakpoints=wanted, hold=False)
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, stop.breakpoints) == ("breakpoint", [1])
        frame = await top(desk, stop.thread_id)
        assert frame["source"]["path"] == str(PROGRAMS / "typed" / "area.ts")
        assert frame["line"] == line("typed/area.ts", "square")

    on_desk(scene)


def test_a_worker_is_a_session_below_its_programs() -> None:
    async def scene(desk: Desk) -> None:
        wanted = [at(1, "workers.js", "twice")]
        program = PROGRAMS / "workers.js"
        await desk.open(program, adapter=ADAPTER, breakpoints=wanted, hold=False)
        stops = [await desk.next(facts.Stopped) for _ in range(2)]
        assert {stop.session for stop in stops} == {"a.1", "a.2"}
        for stop in stops:
            await desk.proceed(stop.thread_id, stop.session)
        assert (await desk.next(facts.Exited, "a")).code == 0
        for _ in stops:
            await desk.next(facts.SessionEnded)

    on_desk(scene)


def test_an_exception_is_told_with_its_message() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "contract.js", adapter=ADAPTER, hold=False, args=["fail"])
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, stop.text) == ("exception", "Error: asked to fail")
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Exited)).code == 1

    on_desk(scene)


def test_a_variable_that_was_set_is_listed_so_until_the_program_runs() -> None:
    async def scene(desk: Desk) -> None:
        wanted = [at(1, "contract.js", "add")]
        await desk.open(PROGRAMS / "contract.js", adapter=ADAPTER, breakpoints=wanted, hold=False)
        for expected in ("10", "2"):
            stop = await desk.next(facts.Stopped)
            frame = await top(desk, stop.thread_id)
            scopes = (await desk.dap("scopes", frameId=frame["id"]))["scopes"]
            within = scopes[0]["variablesReference"]
            if expected == "10":
                assert (await listed(desk, within))["b"]["value"] == "1"
                await desk.dap("setVariable", variablesReference=within, name="b", value="10")
            assert (await listed(desk, within))["b"]["value"] == expected
            await desk.proceed(stop.thread_id)

    on_desk(scene)


def test_a_program_that_was_started_is_paused_and_let_go() -> None:
    async def scene(desk: Desk) -> None:
        opened = await desk.open(PROGRAMS / "loop.js", adapter=ADAPTER, hold=False)
        await desk.dap("pause", threadId=0)
        assert (await desk.next(facts.Stopped)).reason == "pause"
        order = orders.CloseSession(session="a", terminate=False, timeout_s=STEP_S)
        assert isinstance(await desk.order(order), orders.Done)
        assert (await desk.next(facts.SessionEnded)).detached
        await killed(opened.pid)

    on_desk(scene)


def test_a_program_that_was_started_ends_with_its_session() -> None:
    pids = []

    async def scene(desk: Desk) -> None:
        pids.append((await desk.open(PROGRAMS / "loop.js", adapter=ADAPTER, hold=False)).pid)
        order = orders.CloseSession(session="a", terminate=True, timeout_s=STEP_S)
        assert isinstance(await desk.order(order), orders.Done)

    on_desk(scene)
    assert ends(pids[0], 2000)


def test_a_process_is_attached_to_and_runs_on_afterwards(loop: subprocess.Popen[bytes]) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open("", target=orders.Attach(pid=loop.pid), adapter=ADAPTER)
        assert (await desk.next(facts.Stopped)).reason == "attach"
        await points(desk, at(1, "loop.js", "loop"))
        await desk.proceed(0)
        assert (await desk.next(facts.Stopped)).breakpoints == [1]

    on_desk(scene)
    assert loop.poll() is None


@pytest.mark.parametrize(
    "point",
    [Breakpoint(id=1, function="add"), Breakpoint(id=1, path="/a.js", line=1, log="seen")],
)
def test_what_it_can_not_do_is_refused(point: Breakpoint) -> None:
    async def scene(desk: Desk) -> None:
        order = opening(PROGRAMS / "loop.js", adapter=ADAPTER, breakpoints=[point])
        assert (await desk.refused(order)).code == "not-supported"

    on_desk(scene)
