"""The bridge on real Node programs, through our own adapter."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from daebug.protocol import facts, orders
from daebug.protocol.orders import Attach, Breakpoint
from tests.adapters import tools
from tests.adapters.desk import PROGRAMS, STEP_S, Desk, at, line, on_desk, opening
from tests.adapters.looks import listed, local, points, stopped_at, top, value
from tests.home import found

pytestmark = [pytest.mark.adapter, pytest.mark.slow]


@pytest.fixture(autouse=True)
def node() -> str:
    """Need Node; return its path."""
    tools.need("node")
    return found(["node"]) or ""


def test_values_are_shown_without_running_anything() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "values.js", breakpoints=[at(1, "values.js", "values")])
        assert (await desk.next(facts.Stopped)).reason == "entry"
        await stopped_at(desk, "values.js", "values")
        known = await local(desk)
        assert {name: one["value"] for name, one in known.items() if len(one["value"]) < 20} == {
            "total": "14", "nothing": "null", "text": '"he\\"llo"', "add": "(n) => …",
            "deep": "{a: {…}}", "map": 'Map(1) {"a" => 1}', "list": "Array(3) [1, 2, 3]",
        }  # fmt: skip
        point = await listed(desk, known["point"]["variablesReference"])
        assert {n: point[n]["value"] for n in ("x", "y", "length", "#secret")} == {
            "x": "3", "y": "4", "length": "(getter)", "#secret": "5",
        }  # fmt: skip
        assert await value(desk, "globalThis.read") == "undefined"
        read = await listed(desk, point["length"]["variablesReference"])
        assert (read["length"]["value"], await value(desk, "globalThis.read")) == ("7", "true")
        entries = await listed(desk, known["map"]["variablesReference"])
        assert entries['[0] "a"']["value"] == "1"

    on_desk(scene)


def test_a_long_array_is_read_in_pages() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "values.js", breakpoints=[at(1, "values.js", "values")])
        await desk.next(facts.Stopped)
        await stopped_at(desk, "values.js", "values")
        many = (await local(desk))["many"]
        assert many["indexedVariables"] == 10000
        asked = {"filter": "indexed", "start": 9990, "count": 30}
        begin = time.perf_counter()
        page = await listed(desk, many["variablesReference"], **asked)
        assert time.perf_counter() - begin < 0.1
        assert list(page) == [str(n) for n in range(9990, 10000)]
        assert page["9999"]["value"] == "19998"
        assert page["9999"]["evaluateName"] == "many[9999]"
        whole = await listed(desk, many["variablesReference"])
        assert len(whole) == 10000

    on_desk(scene)


def test_variables_constants_and_properties_are_set() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "values.js", breakpoints=[at(1, "values.js", "values")])
        await desk.next(facts.Stopped)
        frame = await stopped_at(desk, "values.js", "values")
        scope = (await desk.dap("scopes", frameId=frame["id"]))["scopes"][0]
        held = {"variablesReference": scope["variablesReference"]}
        changed = await desk.dap("setVariable", **held, name="text", value="`${total}!`")
        assert (changed["value"], await value(desk, "text")) == ('"14!"', '"14!"')
        assert (await local(desk))["text"]["value"] == '"14!"'
        point = {"variablesReference": (await local(desk))["point"]["variablesReference"]}
        await desk.dap("setVariable", **point, name="x", value="[1, 2]")
        assert await value(desk, "point.x.length") == "2"
        await desk.dap("setExpression", expression="point.y", value="8", frameId=frame["id"])
        assert await value(desk, "point.y") == "8"

    on_desk(scene)


def test_breakpoints_count_log_and_tell_what_is_wrong_with_them() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "values.js")
        await desk.next(facts.Stopped)
        told = await points(
            desk,
            at(1, "values.js", "square", hit=2),
            at(2, "values.js", "sum", log="{this.x} {missing} {this.toString().length}"),
            Breakpoint(id=3, function="outer"),
            Breakpoint(id=4, function="nowhere"),
            at(5, "values.js", "awaited", condition="n +"),
        )
        assert [one.verified for one in told] == [True, True, True, False, False]
        assert "SyntaxError" in told[4].message
        assert "nowhere" in told[3].message
        await stopped_at(desk, "values.js", "square")
        assert await value(desk, "item") == "2"
        await points(desk, told_log := at(2, "values.js", "sum", log="{this.x} {missing}"),
                     Breakpoint(id=3, function="outer"))  # fmt: skip
        assert told_log.log
        await desk.proceed(1)
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, stop.breakpoints) == ("breakpoint", [3])
        assert (await top(desk))["name"] == "outer"
        logged = "3 <ReferenceError: missing is not defined>\n"
        assert desk.said(stream="log") == logged

    on_desk(scene)


def test_a_condition_that_throws_stops() -> None:
    async def scene(desk: Desk) -> None:
        condition = at(1, "values.js", "square", condition="missing > 1")
        await desk.open(PROGRAMS / "values.js", breakpoints=[condition])
        await desk.next(facts.Stopped)
        await stopped_at(desk, "values.js", "square")

    on_desk(scene)


@pytest.mark.parametrize(("exceptions", "stops"), [(["all"], 2), (["uncaught"], 1), ([], 0)])
def test_exceptions_stop_where_they_are_thrown(exceptions: list[str], stops: int) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "raises.js", hold=False, exceptions=exceptions)
        for _ in range(stops):
            stop = await desk.next(facts.Stopped)
            assert (stop.reason, stop.text) == ("exception", "TypeError: boom")
            frame = await top(desk)
            assert (frame["name"], frame["line"]) == ("fail", line("raises.js", "raise"))
            info = await desk.dap("exceptionInfo", threadId=1)
            assert (info["details"]["typeName"], info["details"]["message"]) == (
                "TypeError",
                "boom",
            )
            await desk.proceed(1)
        end = await desk.next(facts.Exited)
        assert (end.code, end.certain) == (1, True)
        errors = desk.said(stream="stderr")
        assert "TypeError: boom" in errors
        assert "ebugger" not in errors, "what Node says of its inspector is none of the program's"

    on_desk(scene)


def test_frames_that_wait_are_marked_and_steps_follow_them() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "values.js", breakpoints=[at(1, "values.js", "awaited")])
        await desk.next(facts.Stopped)
        await stopped_at(desk, "values.js", "awaited")
        frames = (await desk.dap("stackTrace", threadId=1))["stackFrames"]
        names = [frame["name"] for frame in frames if "node:" not in frame["source"]["path"]]
        assert names[:2] == ["waits", "async outer"]
        await desk.dap("stepOut", threadId=1)
        assert (await desk.next(facts.Stopped)).reason == "step"
        assert (await top(desk))["name"] == "outer"

    on_desk(scene)


def test_worker_threads_stop_one_after_the_other() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(
            PROGRAMS / "workers.js", breakpoints=[at(1, "workers.js", "twice")], hold=False
        )
        seen = set()
        for _ in range(2):
            stop = await desk.next(facts.Stopped)
            threads = (await desk.dap("threads"))["threads"]
            assert "worker" in next(t["name"] for t in threads if t["id"] == stop.thread_id)
            frame = (await desk.dap("stackTrace", threadId=stop.thread_id))["stackFrames"][0]
            twice = await desk.dap("evaluate", expression="twice", frameId=frame["id"])
            seen.add(twice["result"])
            await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Exited)).code == 0
        assert seen == {"10", "12"}
        assert sorted(desk.said().splitlines()) == ["doubled 10", "doubled 12"]

    on_desk(scene)


def test_requests_wait_for_no_delayed_acknowledgement() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "values.js")
        await desk.next(facts.Stopped)
        times = []
        for _ in range(5):
            begin = time.perf_counter()
            await desk.dap("evaluate", expression="1 + 1")
            times.append(time.perf_counter() - begin)
        # Nagle and delayed acknowledgements together cost 44 ms each.
        assert min(times) < 0.03

    on_desk(scene)


@pytest.fixture
def idle(node: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a process that waits for ever, up and running."""
    with subprocess.Popen([node, PROGRAMS / "idle.mjs"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_an_idle_process_is_paused_changed_and_let_go(idle: subprocess.Popen[bytes]) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open("", target=Attach(pid=idle.pid), adapter="node")
        stop = await desk.next(facts.Stopped)
        assert (stop.reason, (await top(desk))["name"]) == ("attach", "(idle)")
        assert await value(desk, "process.pid") == str(idle.pid)
        assert (await points(desk, at(1, "idle.mjs", "signal")))[0].verified
        await desk.proceed(1)
        idle.send_signal(signal.SIGUSR2)
        assert (await desk.next(facts.Stopped)).breakpoints == [1]
        frame = (await top(desk))["id"]
        await desk.dap("setExpression", expression="ends", value="true", frameId=frame)
        await desk.order(orders.CloseSession(session="a", terminate=False, timeout_s=STEP_S))

    on_desk(scene)
    assert idle.wait(STEP_S) == 5


def test_a_process_that_has_an_inspector_needs_no_signal(idle: subprocess.Popen[bytes]) -> None:
    async def scene(desk: Desk) -> None:
        for _ in range(2):
            await desk.open("", target=Attach(pid=idle.pid), adapter="node")
            assert (await desk.next(facts.Stopped)).reason == "attach"
            await desk.order(orders.CloseSession(session="a", terminate=False, timeout_s=STEP_S))

    on_desk(scene)
    assert idle.poll() is None


def test_a_process_that_is_no_node_is_refused() -> None:
    async def scene(desk: Desk) -> None:
        failed = await desk.refused(opening("", target=Attach(pid=os.getpid()), adapter="node"))
        assert failed.code == "attach-failed"

    on_desk(scene)
