"""The bridge on real native adapters: C, Rust, processes that run already, and their ends."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from daebug.protocol import facts, orders
from daebug.protocol.config import Adapters
from tests.adapters.conftest import Build
from tests.adapters.desk import STEP_S, Desk, at, on_desk

pytestmark = [pytest.mark.adapter, pytest.mark.slow]


def test_a_c_program_from_main_to_its_end(native: str, build: Build) -> None:
    async def scene(desk: Desk) -> None:
        points = [
            at(1, "hello.c", "add", condition="a == 3"),
            orders.Breakpoint(id=2, function="nobody"),
        ]
        opened = await desk.open(build("hello.c"), adapter=native, breakpoints=points)
        assert [(bound.id, bound.verified) for bound in opened.bound] == [(1, True), (2, False)]
        assert opened.pid
        entry = await desk.next(facts.Stopped)
        assert (entry.reason, entry.breakpoints) == ("entry", [])
        await desk.proceed(entry.thread_id)
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, stop.breakpoints) == ("breakpoint", [1])
        frames = (await desk.dap("stackTrace", threadId=stop.thread_id))["stackFrames"]
        assert [frame["name"] for frame in frames[:2]] == ["add", "main"]
        context = opened.profile.expression_context
        for expression, value in [
            ("where.y", "4"),
            ("total + 1", "4"),
            ("numbers[3] = 10", "10"),
        ]:
            arguments = {"frameId": frames[1]["id"], "context": context}
            said = await desk.dap("evaluate", expression=expression, **arguments)
            assert said["result"] == value
        await desk.proceed(stop.thread_id)
        end = await desk.next(facts.Exited)
        assert (end.code, end.signal, end.certain) == (6, "", True)
        assert (desk.said(), desk.said(stream="stderr")) == ("hello daebug 16\n", "to stderr\n")
        assert end.output_bytes == 26

    on_desk(scene)


def test_breakpoints_can_be_changed_while_the_program_runs(
    native: str,
    loop: subprocess.Popen[bytes],
) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open("", adapter=native, target=orders.Attach(pid=loop.pid, stop=False))
        points = [at(5, "loop.c", "tick", hit=3)]
        order = orders.SetBreakpoints(session="a", breakpoints=points, timeout_s=STEP_S)
        answer = await desk.order(order)
        assert isinstance(answer, orders.BreakpointsSet)
        assert answer.bound[0].verified
        assert (await desk.next(facts.Stopped)).breakpoints == [5]

    on_desk(scene)
    assert loop.poll() is None


def test_an_attached_process_goes_on_with_a_changed_variable(
    native: str, loop: subprocess.Popen[bytes]
) -> None:
    async def scene(desk: Desk) -> None:
        opened = await desk.open("", adapter=native, target=orders.Attach(pid=loop.pid))
        stop = await desk.next(facts.Stopped)
        assert stop.reason == "attach"
        await desk.proceed(stop.thread_id)
        await desk.dap("pause", threadId=stop.thread_id)
        stop = await desk.next(facts.Stopped)
        assert stop.reason == "pause"
        frames = (await desk.dap("stackTrace", threadId=stop.thread_id))["stackFrames"]
        where = {"frameId": frames[-1]["id"], "context": opened.profile.expression_context}
        await desk.dap("evaluate", expression="keep = 0", **where)
        close = orders.CloseSession(session="a", terminate=False, timeout_s=STEP_S)
        await desk.order(close)
        assert (await desk.next(facts.SessionEnded)).detached

    on_desk(scene)
    assert loop.wait(STEP_S) == 7


@pytest.mark.parametrize(
    ("how", "code", "killer"),
    [
        (["code", "9"], 9, ""),
        (["code", "11"], 11, ""),
        (["kill"], None, "SIGKILL"),
        (["crash"], None, "SIGSEGV"),
        (["abort"], None, "SIGABRT"),
    ],
)
def test_the_end_is_told_as_it_was(
    native: str, build: Build, how: list[str], code: int | None, killer: str
) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("ends.c"), adapter=native, args=how, hold=False)
        if killer in ("SIGSEGV", "SIGABRT"):
            stop = await desk.next(facts.Stopped)
            assert stop.reason == "exception"
            assert killer in stop.description
            await desk.proceed(stop.thread_id)
        end = await desk.next(facts.Exited)
        assert (end.code, end.signal) == (code, killer)

    on_desk(scene)


def test_a_program_without_symbols_is_held_before_it_runs(
    native: str, build: Build, tmp_path: Path
) -> None:
    stripped = tmp_path / "stripped"
    subprocess.run(["strip", "-o", str(stripped), str(build("ends.c"))], check=True)

    async def scene(desk: Desk) -> None:
        await desk.open(stripped, adapter=native)
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, stop.output_bytes) == ("entry", 0)
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Exited)).code == 0

    on_desk(scene)


def test_input_arrives_and_ends(native: str, build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("ends.c"), adapter=native, args=["echo"], hold=False)
        await desk.order(orders.WriteInput(session="a", data=b"one\n"))
        await desk.order(orders.WriteInput(session="a", data="zwei ü".encode(), eof=True))
        await desk.next(facts.Exited)
        assert desk.said().endswith("read one\nread zwei ü")
        late = await desk.refused(orders.WriteInput(session="a", data=b"x"))
        assert late.code == "has-exited"

    on_desk(scene)


def test_environment_and_arguments_arrive_as_they_were(native: str, build: Build) -> None:
    async def scene(desk: Desk) -> None:
        env = {"DAEBUG_A": "ä b", "DAEBUG_B": "q\"'=x"}
        await desk.open(build("ends.c"), adapter=native, args=["env"], env=env, hold=False)
        await desk.next(facts.Exited)
        assert desk.said().endswith("ä b q\"'=x\n")

    on_desk(scene)


def test_a_terminal_is_a_terminal(native: str, build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("ends.c"), adapter=native, args=["tty"], tty=True)
        stop = await desk.next(facts.Stopped)
        await desk.proceed(stop.thread_id)
        await desk.next(facts.Exited)
        assert desk.said() == "ending by tty\ntty 1 1\n"

    on_desk(scene)


def test_fifty_megabytes_of_output_arrive_whole(native: str, build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("ends.c"), adapter=native, args=["flood", "50000000"], hold=False)
        end = await desk.next(facts.Exited)
        assert end.output_bytes == len(desk.output["a/stdout"]) == 50_000_016

    on_desk(scene)


@pytest.mark.parametrize("running", [True, False])
def test_a_debuggee_killed_from_outside_is_told(native: str, build: Build, running: bool) -> None:  # noqa: FBT001
    async def scene(desk: Desk) -> None:
        opened = await desk.open(build("loop.c"), adapter=native, hold=not running)
        if not running:
            await desk.next(facts.Stopped)
        os.kill(opened.pid, signal.SIGKILL)
        assert (await desk.next(facts.Exited)).signal == "SIGKILL"
        await desk.next(facts.SessionEnded)

    on_desk(scene)


def test_a_killed_adapter_takes_its_debuggee_along(native: str, build: Build) -> None:
    async def scene(desk: Desk) -> None:
        opened = await desk.open(build("loop.c"), adapter=native)
        await desk.next(facts.Stopped)
        os.kill(desk.all(facts.AdapterStarted)[0].pid, signal.SIGKILL)
        assert "SIGKILL" in (await desk.next(facts.SessionBroken)).facts["why"]
        await desk.next(facts.AdapterEnded)
        status = Path(f"/proc/{opened.pid}/stat")
        assert not status.exists() or ") Z" in status.read_text()

    on_desk(scene)


def test_processes_that_can_not_be_attached_to(native: str, loop: subprocess.Popen[bytes]) -> None:
    async def scene(desk: Desk) -> None:
        for pid in (2**22 + 1, 2**40):
            order = await desk.order(_attach(native, pid))
            assert isinstance(order, orders.Failed)
            assert order.code == "no-such-process"
        await desk.open("", adapter=native, target=orders.Attach(pid=loop.pid))
        failed = await desk.refused(_attach(native, loop.pid, session="b"))
        assert failed.code == "attach-failed"
        assert "tracing it already" in failed.facts["why"]

    on_desk(scene)


def test_a_rust_program_stops_in_its_own_main_and_at_a_panic(native: str, rust: Path) -> None:
    async def scene(desk: Desk) -> None:
        env = {"HOME": os.environ["HOME"], "PATH": os.environ["PATH"]}
        opened = await desk.open(
            rust, adapter=native, args=["x"], env=env, breakpoints=[at(1, "hello.rs", "after")]
        )
        assert (opened.profile.language, opened.notes) == ("rust", [])
        entry = await desk.next(facts.Stopped)
        frames = (await desk.dap("stackTrace", threadId=entry.thread_id))["stackFrames"]
        assert entry.reason == "entry"
        assert frames[0]["name"].startswith("hello::main")
        await desk.proceed(entry.thread_id)
        stop = await desk.next(facts.Stopped)
        frames = (await desk.dap("stackTrace", threadId=stop.thread_id))["stackFrames"]
        scope = (await desk.dap("scopes", frameId=frames[0]["id"]))["scopes"][0]
        arguments = {"variablesReference": scope["variablesReference"]}
        found = (await desk.dap("variables", **arguments))["variables"]
        values = {item["name"]: item["value"] for item in found}
        assert "daebug" in values["name"]
        assert "size=3" in values["numbers"]
        await desk.proceed(stop.thread_id)
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, stop.description) == ("exception", "panic")
        assert "asked to panic" in stop.text
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Exited)).code == 101

    on_desk(scene)


def test_a_spare_serves_the_next_session_and_is_gone_at_the_end(native: str, build: Build) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(build("ends.c"), adapter=native, hold=False)
        await desk.next(facts.SessionEnded)
        spare = next(f for f in [await desk.next(facts.AdapterStarted)] if not f.session)
        while not desk.bridge._sessions._spares._ready:
            await desk.order(orders.CheckHealth())
        await desk.open(build("ends.c"), adapter=native, session="b")
        assert desk.all(facts.AdapterStarted)[-1].pid == spare.pid
        assert (await desk.next(facts.Stopped)).reason == "entry"

    said = on_desk(scene, Adapters(spare=True))
    started = {fact.pid for fact in said if isinstance(fact, facts.AdapterStarted)}
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)


def _attach(native: str, pid: int, session: str = "a") -> orders.OpenSession:
    return orders.OpenSession(
        session=session, adapter=native, target=orders.Attach(pid=pid), timeout_s=STEP_S
    )
