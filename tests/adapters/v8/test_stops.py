"""Stops of several threads, told one after the other."""

from __future__ import annotations

from typing import Any, cast

from daebug.adapters.v8.stops import Stops
from daebug.adapters.v8.thread import Thread

ONE, TWO = cast("Thread", object()), cast("Thread", object())


def stops() -> tuple[Stops, list[Any]]:
    """Return a table of stops, and what it tells."""
    told: list[Any] = []
    return Stops(lambda body: told.append(body["n"])), told


def test_a_second_stop_waits_until_the_first_runs_on() -> None:
    made, told = stops()
    made.stopped(ONE, {"n": 1})
    made.stopped(TWO, {"n": 2})
    assert not made.proceed()
    made.resumed(ONE)
    assert made.proceed()
    assert (told, made.told) == ([1, 2], [TWO])


def test_a_step_of_the_same_thread_is_told_at_once() -> None:
    made, told = stops()
    made.stopped(ONE, {"n": 1})
    made.stopped(ONE, {"n": 2})
    assert told == [1, 2]


def test_a_thread_that_ends_makes_room() -> None:
    made, told = stops()
    made.stopped(ONE, {"n": 1})
    made.stopped(TWO, {"n": 2})
    made.gone(ONE)
    assert told == [1, 2]
    made.gone(TWO)
    assert not made.proceed()
