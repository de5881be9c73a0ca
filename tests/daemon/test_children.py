"""The zygote's children: forked, killed, reaped, planned anew."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from daebug.daemon import children
from daebug.daemon.children import Child


@pytest.fixture
def forked() -> Iterator[Callable[[Callable[[], int]], Child]]:
    """Return a function that forks a child which runs another function and exits with its value."""
    made: list[Child] = []

    def fork(life: Callable[[], int]) -> Child:
        leash, held = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            signal.alarm(20)  # it must not outlive a test that breaks off
            os._exit(life())
        held.close()
        child = Child("role")
        child.forked(pid, leash)
        made.append(child)
        return child

    yield fork
    for child in made:
        if child.pidfd >= 0:
            child.signal(signal.SIGKILL)
            child.reap()


def waits() -> int:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pause()
    return 0


def test_a_clean_end_is_told_from_a_failure(forked: Callable[..., Child]) -> None:
    assert forked(lambda: 0).reap() == ("exit status 0", True)
    assert forked(lambda: 7).reap() == ("exit status 7", False)


def test_a_killed_child_says_by_what(forked: Callable[..., Child]) -> None:
    child = forked(waits)
    child.signal(signal.SIGKILL)
    assert child.reap() == ("signal SIGKILL", False)
    assert (child.pid, child.pidfd) == (0, -1)
    assert child.last_pid


def test_the_descriptor_tells_the_end(forked: Callable[..., Child]) -> None:
    child = forked(waits)
    poll = select.poll()
    poll.register(child.pidfd, select.POLLIN)
    assert not poll.poll(0)
    child.signal(signal.SIGKILL)
    assert poll.poll(2000)


def test_a_signal_to_one_that_is_gone_is_no_error(forked: Callable[..., Child]) -> None:
    child = forked(lambda: 0)
    child.reap()
    child.signal(signal.SIGTERM)


def test_waits_double_and_are_bounded(forked: Callable[..., Child]) -> None:
    found = []
    for crashes in (0, 1, 9):
        child = forked(lambda: 1)
        child.reap()
        child.plan(crashes, 0.5, 3.0)
        found.append(round(child.again_at - time.monotonic(), 1))
        assert child.state == "waiting"
        assert not child.due(time.monotonic())
        assert child.due(child.again_at)
    assert found == [0.5, 1.0, 3.0]


def test_all_are_asked_to_end_and_who_does_not_is_killed(forked: Callable[..., Child]) -> None:
    def deaf() -> int:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.write(ready, b"!")
        return waits_for_ever()

    listening, ready = os.pipe()
    kind, stubborn = forked(waits), forked(deaf)
    os.read(listening, 1)
    os.close(listening)
    os.close(ready)
    children.end([kind, stubborn, Child("never forked")], 0.3)
    assert stubborn.reap() == ("signal SIGKILL", False)
    assert not kind.reap()[1]


def waits_for_ever() -> int:
    signal.pause()
    return 0
