"""One thread alone, other threads' frames, and who waits for whom: through the command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.conftest import Made
from tests.adapters.scene import NotOffered, Scene
from tests.adapters.subjects import SUBJECTS, Subject
from tests.faults.expect import until

pytestmark = [pytest.mark.adapter, pytest.mark.slow, pytest.mark.timeout(120)]

NATIVE = [one for one in SUBJECTS if one.adapter in ("lldb-dap", "gdb", "codelldb")]
OTHERS = [one for one in SUBJECTS if one.adapter in ("debugpy", "delve", "node", "bash")]

#: Of ``locks``: two that wait for each other, one that waits for the end of one of them.
THREADS = ("main", "one", "other")


def both(scene: Scene) -> tuple[int, int]:
    """Bring both threads of ``paced`` to where they count; return their numbers."""
    stop = scene.start("--break", scene.at("pace"), "--run")
    seen = {_mine(scene): stop["thread"]}
    while len(seen) < 2:
        stop = scene.say("continue")
        seen[_mine(scene)] = stop["thread"]
    return seen[0], seen[1]


def _mine(scene: Scene) -> int:
    return int(scene.value("me"))


def counted(scene: Scene, me: int) -> int:
    """Return how often a thread has counted."""
    return int(scene.say("print", f"counts[{me}]")["value"]["value"])


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_one_thread_runs_and_the_others_wait(made: Made, subject: Subject) -> None:
    scene = made(subject, "paced")
    threads = both(scene)
    for me in (0, 1):
        mine, other = threads[me], counted(scene, 1 - me)
        before = counted(scene, me)
        for words in (["continue"], ["next"], ["step"], ["finish"], ["continue"], ["stepi"]):
            stop = scene.say(*words, "--thread", str(mine))
            assert (stop["state"], stop["thread"]) == ("stopped", mine), words
        assert counted(scene, me) > before
        assert counted(scene, 1 - me) == other
    scene.say("next", "--count", "3", "--thread", str(threads[0]))
    assert counted(scene, 1) == other_count(scene, threads)


def other_count(scene: Scene, threads: tuple[int, int]) -> int:
    """Return what the second thread has counted, read in its own frame."""
    value = scene.say("print", "counts[me]", "--thread", str(threads[1]))["value"]
    return int(value["value"])


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_a_thread_alone_is_paused_and_then_all_run_again(made: Made, subject: Subject) -> None:
    scene = made(subject, "paced")
    threads = both(scene)
    scene.say("breakpoint", "remove", "all")
    before = counted(scene, 0), counted(scene, 1)
    scene.say("continue", "--thread", str(threads[0]), "--no-wait")
    stop = scene.say("pause")
    assert (stop["reason"], stop["thread"]) == ("pause", threads[0])
    assert counted(scene, 1) == before[1]

    def other_ran() -> bool:
        scene.say("continue", "--no-wait")
        scene.say("pause")
        return counted(scene, 1) > before[1]

    until("the other thread runs again", other_ran)


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_a_thread_that_waits_for_another_alone_can_be_paused(made: Made, subject: Subject) -> None:
    scene = made(subject, "locks")
    stuck = deadlocked(scene)
    thread = stuck["deadlock"][0]
    for _ in range(2):
        assert scene.say("continue", "--thread", str(thread), "--no-wait")["state"] == "running"
        stop = scene.say("pause")
        assert (stop["reason"], stop["thread"]) == ("pause", thread)


def deadlocked(scene: Scene) -> dict[str, Any]:
    """Start ``locks``; return the stacks once all of its threads wait."""
    scene.start("--run", "--no-wait")
    told: dict[str, Any] = {}

    def stuck() -> bool:
        told.update(scene.say("pause") and scene.say("backtrace", "--all"))
        if len(told.get("waits", [])) < len(THREADS):
            scene.say("continue", "--no-wait")
            return False
        return True

    until("the threads wait for each other", stuck)
    return told


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_a_deadlock_is_told_with_who_holds_what(made: Made, subject: Subject) -> None:
    scene = made(subject, "locks")
    told = deadlocked(scene)
    one, other = told["deadlock"]
    waits = {wait["thread"]: wait for wait in told["waits"]}
    assert (waits[one]["holder"], waits[other]["holder"]) == (other, one)
    main = next(wait for wait in told["waits"] if not wait.get("lock"))
    assert main["holder"] in (one, other)
    left = scene.say("print", "(long)&left")["value"]["value"]
    locks = {int(waits[one]["lock"], 16), int(waits[other]["lock"], 16)}
    assert (len(locks), int(left) in locks) == (2, True)
    text = scene.home("backtrace", "--all").stdout
    assert f"deadlock: {one} -> {other} -> {one}" in text


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_threads_tell_their_state_and_where_each_is(made: Made, subject: Subject) -> None:
    scene = made(subject, "paced")
    threads = both(scene)
    listed = {one["id"]: one for one in scene.say("threads")["threads"]}
    assert {listed[number]["state"] for number in threads} == {"stopped"}
    assert all(listed[number]["frame"]["function"].startswith("pace") for number in threads)
    for me, number in enumerate(threads):
        variables = scene.say("locals", "--thread", str(number), "--names", "me")["variables"]
        assert variables[0]["value"] == str(me)
    stopped = scene.say("context")["thread"]
    for number in threads:
        answer = scene.say("thread", str(number))
        told = [note for note in answer.get("notes", []) if "the one that stopped" in note]
        assert bool(told) == (number != stopped)
    refused = scene.home("locals", "--thread", "1234567")
    assert (refused.returncode, "no thread 1234567" in refused.stderr) == (4, True)


@pytest.mark.parametrize("subject", OTHERS, ids=lambda one: one.adapter)
def test_an_adapter_that_lets_all_run_says_so(made: Made, subject: Subject) -> None:
    scene = made(subject, "contract")
    stop = scene.stop_at("add")
    with pytest.raises(NotOffered, match="one thread alone"):
        scene.say("next", "--thread", str(stop["thread"]))
    assert scene.say("status")


PYTHON = next(one for one in SUBJECTS if one.adapter == "debugpy")
GO = next(one for one in SUBJECTS if one.adapter == "delve")


def test_tasks_of_asyncio_are_told_with_what_they_wait_for(made: Made) -> None:
    scene = made(PYTHON, "tasks")
    scene.stop_at("here")
    answer = scene.say("threads")
    assert {one["name"] for one in answer["threads"]} >= {"MainThread", "lonely"}
    tasks = {one["name"]: one for one in answer["tasks"]}
    assert tasks.pop("Task-1")["state"] == "running"
    assert set(tasks) == {"parent", "child-0", "child-1", "child-2"}
    assert tasks["parent"]["waits"] == "task child-0"
    assert {one["state"] for one in tasks.values()} == {"waiting"}
    for name, mark in (("parent", "first"), ("child-2", "gate")):
        assert f"{tasks[name]['file']}:{tasks[name]['line']}" == scene.at(mark)
    lonely = next(one["id"] for one in answer["threads"] if one["name"] == "lonely")
    scene.say("thread", str(lonely))
    assert len(scene.say("threads")["tasks"]) == len(answer["tasks"])
    refused = scene.home("print", "1 + 1")
    assert "no Python" in refused.stderr
    assert "waits for task child-0" in scene.home("threads").stdout


def test_goroutines_are_threads(made: Made) -> None:
    scene = made(GO, "goroutines")
    scene.stop_at("here")
    threads = scene.say("threads")["threads"]
    where = [one["frame"]["function"] for one in threads]
    assert where.count("main.worker") == 3
    worker = next(one for one in threads if one["frame"]["function"] == "main.worker")
    variables = scene.say("locals", "--thread", str(worker["id"]))["variables"]
    assert "number" in {one["name"] for one in variables}
    assert scene.say("thread", str(worker["id"]))["frame"]["function"] == "main.worker"
    stacks = scene.say("backtrace", "--all")["stacks"]
    assert any(one.get("waits_in") for one in stacks)


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_a_hit_counts_when_several_threads_stop_at_once(made: Made, subject: Subject) -> None:
    scene = made(subject, "crowd")
    scene.start()
    scene.say("break", scene.at("pace"), "--hit", "% 10")
    for number in range(6):
        stop = scene.say("continue")
        assert (stop["state"], stop.get("breakpoints")) == ("stopped", [1]), number
        points = scene.say("breakpoint", "list")["breakpoints"]
        assert points[0]["hits"] == number + 1
    assert scene.say("continue")["ending"]["code"] == 3
