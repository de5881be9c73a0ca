"""The bridge against an adapter that misbehaves; a real process, see ``fakes/adapter.py``."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from daebug.protocol import facts, orders
from daebug.protocol.config import Described
from daebug.protocol.facts import Fact
from tests.adapters.desk import Desk, on_desk, opening
from tests.fakes import adapter as fake

#: An order for session ``a`` that every adapter knows.
THREADS = orders.SendDap(session="a", command="threads", timeout_s=5.0)


def order(scenario: str, **fields: Any) -> orders.OpenSession:
    """Return the order to debug a harmless program with the fake, whose habits nobody knows."""
    command = [sys.executable, fake.__file__, scenario]
    table = {"odd": Described(command=command, launch={"program": "${program}"})}
    return opening("/bin/true", adapter="odd", described=table, **{"hold": False, **fields})


def no_adapter_left(said: list[Fact]) -> bool:
    started = {fact.pid for fact in said if isinstance(fact, facts.AdapterStarted)}
    ended = {fact.pid for fact in said if isinstance(fact, facts.AdapterEnded)}
    return started == ended and not any(Path(f"/proc/{pid}").exists() for pid in started)


@pytest.mark.parametrize(
    "scenario", ["good", "early", "eager", "split", "chatty", "poor", "late-response", "child"]
)
def test_a_session_comes_up_and_ends(scenario: str) -> None:
    async def scene(desk: Desk) -> None:
        opened = await desk.order(order(scenario))
        assert isinstance(opened, orders.SessionOpened), opened
        stop = await desk.next(facts.Stopped, "a")
        assert stop.reason == "entry"
        threads = (await desk.dap("threads"))["threads"]
        assert threads == [{"id": 1, "name": "naïve ✓"}]
        await desk.proceed(1)
        end = await desk.next(facts.Exited, "a")
        assert (end.code, end.certain) == (5, False)
        await desk.next(facts.SessionEnded, "a")

    assert no_adapter_left(on_desk(scene))


@pytest.mark.parametrize(
    ("scenario", "code", "word"),
    [
        ("dies", "adapter-died", "exit status 7"),
        ("garbage", "adapter-garbage", "Segmentation fault"),
        ("bad-json", "adapter-garbage", "JSON"),
        ("big-header", "adapter-garbage", "4096"),
        ("big-body", "adapter-garbage", "1000000000"),
    ],
)
def test_a_broken_adapter_fails_every_waiter_and_is_told(
    scenario: str, code: str, word: str
) -> None:
    async def scene(desk: Desk) -> None:
        assert isinstance(await desk.order(order(scenario)), orders.SessionOpened)
        await desk.next(facts.Stopped)
        answers = await asyncio.gather(*(desk.order(THREADS) for _ in range(3)))
        assert [isinstance(a, orders.Failed) and a.code for a in answers] == [code] * 3
        broken = await desk.next(facts.SessionBroken)
        assert broken.code == "session-lost"
        assert word in broken.facts["why"]
        assert (await desk.refused(THREADS)).code == "session-lost"

    assert no_adapter_left(on_desk(scene))


def test_a_silent_adapter_runs_into_the_deadline() -> None:
    async def scene(desk: Desk) -> None:
        await desk.order(order("hangs"))
        patience = orders.SendDap(session="a", command="threads", timeout_s=0.1)
        assert (await desk.refused(patience)).code == "adapter-silent"

    assert no_adapter_left(on_desk(scene))


def test_a_response_that_comes_too_late_harms_nobody() -> None:
    async def scene(desk: Desk) -> None:
        await desk.order(order("late-response"))
        patience = orders.SendDap(session="a", command="threads", timeout_s=0.1)
        assert (await desk.refused(patience)).code == "adapter-silent"
        assert (await desk.dap("threads"))["threads"]

    on_desk(scene)


@pytest.mark.parametrize(
    ("scenario", "code", "word"),
    [
        ("refuses", "launch-failed", "no luck here"),
        ("dies-starting", "adapter-died", "out of luck"),
        ("hangs-starting", "start-timed-out", "launching"),
    ],
)
def test_a_start_that_fails_says_why(scenario: str, code: str, word: str) -> None:
    async def scene(desk: Desk) -> None:
        failed = await desk.refused(order(scenario, timeout_s=1.0))
        assert failed.code == code
        assert word in str(failed.facts)
        # The name is free again.
        assert isinstance(await desk.order(order("good")), orders.SessionOpened)

    assert no_adapter_left(on_desk(scene))


def test_a_request_without_its_capability_is_not_sent() -> None:
    async def scene(desk: Desk) -> None:
        await desk.order(order("good"))
        # The fake exits on any request that it does not know.
        request = orders.SendDap(session="a", command="readMemory", timeout_s=5.0)
        assert (await desk.refused(request)).code == "not-supported"
        assert (await desk.dap("threads"))["threads"]

    on_desk(scene)


def test_a_condition_that_the_adapter_can_not_do_is_refused() -> None:
    async def scene(desk: Desk) -> None:
        point = orders.Breakpoint(id=1, path="/x.c", line=1, condition="x")
        failed = await desk.refused(order("poor", breakpoints=[point]))
        assert failed.code == "not-supported"

    assert no_adapter_left(on_desk(scene))


def test_breakpoints_are_answered_in_the_hubs_numbers() -> None:
    async def scene(desk: Desk) -> None:
        points = [
            orders.Breakpoint(id=7, path="/x.c", line=3),
            orders.Breakpoint(id=2, path="/y.c", line=9),
            orders.Breakpoint(id=4, function="f"),
            orders.Breakpoint(id=3, path="/x.c", line=1),
        ]
        opened = await desk.order(order("good", breakpoints=points))
        assert isinstance(opened, orders.SessionOpened)
        assert [(b.id, b.path, b.line, b.verified) for b in opened.bound] == [
            (2, "/y.c", 9, True),
            (3, "/x.c", 1, True),
            (4, "", 0, False),
            (7, "/x.c", 3, True),
        ]

    on_desk(scene)


def test_the_program_runs_in_a_terminal_when_the_adapter_asks() -> None:
    async def scene(desk: Desk) -> None:
        await desk.order(order("terminal", tty=True))
        started = await desk.next(facts.DebuggeeStarted)
        await desk.order(orders.WriteInput(session="a", data=b"yes\n"))
        end = await desk.next(facts.Exited)
        assert (end.code, end.certain) == (0, True)
        said = desk.said()
        assert said.startswith("/dev/pts/")
        assert said.endswith("ä!\ngot yes\n")
        assert end.output_bytes == len(said.encode())
        assert started.pid

    on_desk(scene)


def test_a_child_session_opens_below_its_parent() -> None:
    async def scene(desk: Desk) -> None:
        await desk.order(order("child"))
        child = await desk.next(facts.ChildOpened)
        assert (child.parent, child.session, child.name) == ("a", "a.1", "kid")
        assert (await desk.dap("threads", "a.1"))["threads"]

    on_desk(scene)


def test_the_name_of_a_live_session_is_taken() -> None:
    async def scene(desk: Desk) -> None:
        await desk.order(order("good"))
        assert (await desk.refused(order("good"))).code == "session-taken"

    on_desk(scene)


def test_an_order_for_nobody_is_refused() -> None:
    async def scene(desk: Desk) -> None:
        assert (await desk.refused(THREADS)).code == "no-such-session"
        close = orders.CloseSession(session="a", terminate=True, timeout_s=1.0)
        assert isinstance(await desk.order(close), orders.Done)
        assert isinstance(await desk.order(orders.CheckHealth()), orders.Done)

    on_desk(scene)


def test_every_scenario_of_the_fake_is_played() -> None:
    text = Path(__file__).read_text()
    assert [name for name in fake.SCENARIOS if f'"{name}"' not in text] == []
    assert os.access(fake.__file__, os.R_OK)
