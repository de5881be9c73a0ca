"""The bridge on a real debugpy, which is a dependency and so always there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from daebug.adapters.child import ChildPlan
from daebug.protocol import facts, orders
from daebug.protocol.errors.programs import BadCondition
from daebug.protocol.message import Message
from tests.adapters.desk import PROGRAMS, STEP_S, Desk, at, on_desk, opening

pytestmark = [pytest.mark.adapter, pytest.mark.slow]

HELLO = PROGRAMS / "hello.py"
OURS = {"python": sys.executable}


def test_a_script_from_its_first_line_to_its_end() -> None:
    async def scene(desk: Desk) -> None:
        points = [at(1, "hello.py", "add", hit=2), orders.Breakpoint(id=2, function="main")]
        await desk.open(HELLO, breakpoints=points, **OURS)
        entry = await desk.next(facts.Stopped)
        frames = (await desk.dap("stackTrace", threadId=entry.thread_id))["stackFrames"]
        assert entry.reason == "entry"
        assert [(f["name"], f["line"]) for f in frames] == [("<module>", 3)]
        for number in (2, 1):
            await desk.proceed(entry.thread_id)
            stop = await desk.next(facts.Stopped)
            assert (stop.reason, stop.breakpoints) == ("breakpoint", [number])
        clear = orders.SetBreakpoints(session="a", breakpoints=[], timeout_s=STEP_S)
        assert isinstance(await desk.order(clear), orders.BreakpointsSet)
        await desk.proceed(entry.thread_id)
        end = await desk.next(facts.Exited)
        assert (end.code, end.certain, end.output_bytes) == (3, True, 20)
        assert (desk.said(), desk.said(stream="stderr")) == ("hello 6 3\n", "to stderr\n")

    on_desk(scene)


def test_a_step_costs_no_delayed_acknowledgement() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(HELLO, breakpoints=[at(1, "hello.py", "loop")], hold=False, **OURS)
        stop = await desk.next(facts.Stopped)
        times = []
        for _ in range(5):
            begin = time.perf_counter()
            await desk.dap("stackTrace", threadId=stop.thread_id)
            times.append(time.perf_counter() - begin)
        # Nagle and delayed acknowledgements together cost 44 ms each.
        assert min(times) < 0.03

    on_desk(scene)


def test_an_uncaught_exception_stops_and_a_caught_one_does_not() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "raises.py", hold=False, **OURS)
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, stop.description) == ("exception", "ValueError: boom")
        frames = (await desk.dap("stackTrace", threadId=stop.thread_id))["stackFrames"]
        assert [f["name"] for f in frames] == ["fail", "fail", "fail", "<module>"]
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Exited)).code == 1
        said = desk.said(stream="stderr")
        assert said.endswith("ValueError: boom\n")
        assert "debugpy" not in said

    on_desk(scene)


def test_an_evaluation_that_fails_says_the_error_alone() -> None:
    async def scene(desk: Desk) -> None:
        opened = await desk.open(HELLO, breakpoints=[at(1, "hello.py", "loop")], hold=False, **OURS)
        stop = await desk.next(facts.Stopped)
        frames = (await desk.dap("stackTrace", threadId=stop.thread_id))["stackFrames"]
        context = opened.profile.expression_context
        where = {"frameId": frames[0]["id"], "context": context}
        said = await desk.dap("evaluate", expression="numbers[0] + 1", **where)
        assert said["result"] == "2"
        for expression, error in [("nobody", "NameError: "), ("1 +", "SyntaxError: ")]:
            arguments = {"expression": expression, **where}
            request = orders.SendDap(
                session="a", command="evaluate", arguments=arguments, timeout_s=STEP_S
            )
            assert (await desk.refused(request)).facts["why"].startswith(error)

    on_desk(scene)


@pytest.mark.parametrize(
    ("text", "code"),
    [("def broken(:\n", 1), ("", 0), ("'''words'''\n", 0), ("raise SystemExit(4)\n", 4)],
)
def test_a_script_without_a_line_to_stop_at_just_runs(tmp_path: Path, text: str, code: int) -> None:
    program = tmp_path / "odd.py"
    program.write_text(text)

    async def scene(desk: Desk) -> None:
        await desk.open(program, hold=code == 1 or not code, **OURS)
        while not desk.all(facts.Exited):
            fact = await desk.next(Message)
            if isinstance(fact, facts.Stopped):
                await desk.proceed(fact.thread_id)
        assert desk.all(facts.Exited)[0].code == code

    on_desk(scene)


def test_a_condition_that_does_not_parse_is_refused() -> None:
    async def scene(desk: Desk) -> None:
        points = [at(1, "hello.py", "add", condition="a = 3")]
        failed = await desk.refused(opening(HELLO, breakpoints=points, **OURS))
        assert failed.code == "bad-condition"

    on_desk(scene)


def test_an_interpreter_that_fails_is_told_with_its_own_words(tmp_path: Path) -> None:
    bad = tmp_path / "python"
    bad.write_text("#!/bin/sh\necho no python today >&2\nexit 3\n")
    bad.chmod(0o755)

    async def scene(desk: Desk) -> None:
        failed = await desk.refused(opening(HELLO, python=str(bad)))
        assert (failed.code, failed.facts["why"]) == ("launch-failed", "no python today")
        failed = await desk.refused(opening(HELLO, python=str(tmp_path / "none")))
        assert failed.code == "launch-failed"

    on_desk(scene)


def test_input_arrives_and_a_signal_is_told(tmp_path: Path) -> None:
    program = tmp_path / "reads.py"
    program.write_text("import os\nprint(input())\nos.kill(os.getpid(), 9)\n")

    async def scene(desk: Desk) -> None:
        await desk.open(program, hold=False, **OURS)
        await desk.order(orders.WriteInput(session="a", data="grüezi\n".encode()))
        end = await desk.next(facts.Exited)
        assert (end.code, end.signal, desk.said()) == (None, "SIGKILL", "grüezi\n")

    on_desk(scene)


def test_closing_ends_program_and_adapter(tmp_path: Path) -> None:
    program = tmp_path / "stays.py"
    program.write_text("import time\nwhile True:\n    time.sleep(0.01)\n")

    async def scene(desk: Desk) -> None:
        opened = await desk.open(program, hold=False, **OURS)
        close = orders.CloseSession(session="a", terminate=True, timeout_s=STEP_S)
        await desk.order(close)
        assert (await desk.next(facts.Exited)).signal == "SIGTERM"
        assert not Path(f"/proc/{opened.pid}").exists()

    on_desk(scene)


def test_a_running_python_is_attached_to_and_left(tmp_path: Path) -> None:
    program = tmp_path / "runs.py"
    program.write_text("import time\nprint('on', flush=True)\nwhile True:\n    time.sleep(0.01)\n")
    running = subprocess.Popen(
        [sys.executable, program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert running.stdout is not None
    running.stdout.readline()

    async def scene(desk: Desk) -> None:
        target = orders.Attach(pid=running.pid)
        await desk.open("", target=target, adapter="debugpy", timeout_s=STEP_S * 2)
        stop = await desk.next(facts.Stopped)
        assert stop.reason == "attach"
        frames = (await desk.dap("stackTrace", threadId=stop.thread_id))["stackFrames"]
        assert frames[-1]["source"]["path"] == str(program)

    try:
        on_desk(scene)
        assert running.poll() is None
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        running.stdout.close()


def test_a_child_comes_up_without_breakpoints_that_cannot_be_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_plan: ChildPlan, point: orders.Breakpoint) -> None:
        raise BadCondition(condition=point.condition, why="no", location="family.py")

    monkeypatch.setattr(ChildPlan, "check", refuse)

    async def scene(desk: Desk) -> None:
        points = [at(1, "family.py", "work", condition="number > 100")]
        await desk.open(
            PROGRAMS / "family.py", args=["popen"], breakpoints=points, hold=False, **OURS
        )
        child = await desk.next(facts.ChildOpened)
        assert (child.parent, child.session) == ("a", "a.1")
        assert (await desk.next(facts.Exited, "a.1")).output_bytes == 0
        end = await desk.next(facts.Exited, "a")
        assert (end.code, desk.said()) == (0, "popen 8\nend\n")

    on_desk(scene)
