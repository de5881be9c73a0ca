"""What gdb alone does, and what its shim mends."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from daebug.adapters import choose, gdb, sessions
from daebug.adapters.find import Found
from daebug.adapters.kind import kinds
from daebug.protocol import facts, orders
from daebug.protocol.errors.adapter import AdapterMissing
from tests.adapters import tools
from tests.adapters.desk import PROGRAMS, STEP_S, Desk, at, killed, on_desk, opening

pytestmark = [pytest.mark.adapter, pytest.mark.slow]


@pytest.fixture
def program(tmp_path: Path, cc: str) -> Path:
    """Return the program that loops and calls, and need gdb."""
    tools.need("gdb")
    return _built(cc, tmp_path, "hello.c")


def _built(cc: str, folder: Path, name: str) -> Path:
    program = folder / name.partition(".")[0]
    subprocess.run([cc, "-g", "-O0", "-o", program, PROGRAMS / name], check=True)
    return program


def test_a_call_leaves_frames_and_variables_and_meets_no_breakpoint(program: Path) -> None:
    async def scene(desk: Desk) -> None:
        points = [at(1, "hello.c", "loop"), at(2, "hello.c", "add")]
        await desk.open(program, adapter="gdb", hold=False, breakpoints=points)
        stop = await desk.next(facts.Stopped)
        frames = (await desk.dap("stackTrace", threadId=stop.thread_id))["stackFrames"]
        where = {"frameId": frames[0]["id"], "context": "watch"}
        held = await desk.dap("evaluate", expression="where", **where)
        assert (await desk.dap("evaluate", expression="add(20, 1)", **where))["result"] == "21"
        parts = await desk.dap("variables", variablesReference=held["variablesReference"])
        assert [part["value"] for part in parts["variables"]] == ["3", "4"]
        assert (await desk.dap("evaluate", expression="total", **where))["result"] == "0"
        assert not desk.all(facts.Continued)
        assert len(desk.all(facts.Stopped)) == 1
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Stopped)).breakpoints == [2]

    on_desk(scene)


def test_a_pause_while_the_program_is_held_before_it_runs_is_not_lost(
    tmp_path: Path, cc: str
) -> None:
    tools.need("gdb")
    program = tmp_path / "locks"
    subprocess.run([cc, "-g", "-pthread", "-o", program, PROGRAMS / "locks.c"], check=True)

    async def scene(desk: Desk) -> None:
        await desk.open(program, adapter="gdb", hold=False)
        # gdb stops a program at its start, and forgets a pause that finds it stopped.
        for _ in range(3):
            await desk.dap("pause", threadId=1)
            stop = await desk.next(facts.Stopped)
            assert stop.reason == "pause"
            await desk.proceed(stop.thread_id)

    on_desk(scene)


def test_a_call_that_crashes_leaves_the_program_where_it_was(tmp_path: Path, cc: str) -> None:
    tools.need("gdb")
    program = _built(cc, tmp_path, "ends.c")

    async def scene(desk: Desk) -> None:
        await desk.open(program, adapter="gdb", args=["code", "5"])
        stop = await desk.next(facts.Stopped)
        order = orders.SendDap(
            session="a",
            command="evaluate",
            arguments={"expression": "crash((int *) 0)", "context": "watch"},
            timeout_s=STEP_S,
        )
        assert "SIGSEGV" in (await desk.refused(order)).facts["why"]
        frames = (await desk.dap("stackTrace", threadId=stop.thread_id))["stackFrames"]
        assert frames[0]["name"] == "main"
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Exited)).code == 5

    on_desk(scene)


def test_hits_are_counted_on_when_breakpoints_change(program: Path) -> None:
    async def scene(desk: Desk) -> None:
        third, end = at(1, "hello.c", "add", hit=3), at(2, "hello.c", "end")
        await desk.open(program, adapter="gdb", hold=False, breakpoints=[third])
        for points in ([third, end], [third]):
            stop = await desk.next(facts.Stopped)
            assert stop.breakpoints == [1]
            order = orders.SetBreakpoints(session="a", breakpoints=points, timeout_s=STEP_S)
            await desk.order(order)
            await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Exited)).code == 0

    on_desk(scene)


@pytest.mark.parametrize("running", [True, False])
def test_a_launched_program_is_let_go(tmp_path: Path, cc: str, running: bool) -> None:  # noqa: FBT001
    tools.need("gdb")
    program = _built(cc, tmp_path, "loop.c")

    async def scene(desk: Desk) -> None:
        opened = await desk.open(program, adapter="gdb")
        stop = await desk.next(facts.Stopped)
        if running:
            await desk.proceed(stop.thread_id)
        close = orders.CloseSession(session="a", terminate=False, timeout_s=STEP_S)
        await desk.order(close)
        assert (await desk.next(facts.SessionEnded)).detached
        status = Path(f"/proc/{opened.pid}/status").read_text()
        assert "TracerPid:\t0" in status
        await killed(opened.pid)

    on_desk(scene)


def test_a_program_finds_its_signals_and_environment_as_they_should_be(
    tmp_path: Path, cc: str
) -> None:
    tools.need("gdb")
    program = _built(cc, tmp_path, "ends.c")

    async def scene(desk: Desk) -> None:
        await desk.open(program, adapter="gdb", args=["pipe"], hold=False)
        await desk.next(facts.Exited)
        assert desk.said() == "ending by pipe\npipe 0\n"

    on_desk(scene)


def test_a_gdb_without_dap_is_refused_with_its_version(tmp_path: Path) -> None:
    old = tmp_path / "gdb"
    old.write_text("#!/bin/sh\necho 'GNU gdb (Debian 13.1-3) 13.1'\n")
    old.chmod(0o755)
    for wanted, path in ((str(old), ""), ("gdb", str(tmp_path))):
        with pytest.raises(AdapterMissing, match=r"13\.1; 14 is the first") as refused:
            gdb.locate(wanted, {"PATH": path})
        assert "pip install gdb" in refused.value.next_step


def test_the_newest_gdb_of_all_is_taken(tmp_path: Path) -> None:
    for name, version in (("gdb", "99.1"), ("gdb-14", "14.2")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho 'GNU gdb (GDB) {version}'\n")
        (tmp_path / name).chmod(0o755)
    found = gdb.locate("", {"PATH": str(tmp_path)})
    assert (found.version, found.command[0]) == ("99.1", str(tmp_path / "gdb"))


def test_gdb_is_used_where_there_is_no_lldb_dap_and_nobody_asked_for_it(
    program: Path,
) -> None:
    class Gone:
        """lldb-dap as a module of ours would be on a machine without it."""

        def takes(self, _program: Path, head: bytes) -> bool:
            return head.startswith(b"\x7fELF")

        def locate(self, wanted: str, env: Mapping[str, str]) -> Found:
            raise AdapterMissing(adapter="lldb-dap", looked=wanted or env["PATH"], install="apt")

    every: Any = {**kinds(), "lldb-dap": Gone()}

    def found(**fields: Any) -> str:
        order = opening(program, **fields)
        name = choose.choose(order, every)
        return asyncio.run(sessions._found(order, name, every, os.environ))[1].adapter

    assert found() == "gdb"
    for wish in ({"adapter": "lldb-dap"}, {"adapter_paths": {"lldb-dap": "/nowhere"}}):
        with pytest.raises(AdapterMissing, match="lldb-dap was not found"):
            found(**wish)


def test_who_stands_in_is_an_adapter() -> None:
    assert choose.STAND_INS["lldb-dap"] == "gdb"
    assert set(choose.STAND_INS) | set(choose.STAND_INS.values()) <= set(kinds())
