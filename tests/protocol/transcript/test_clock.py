"""Clocks and durations, against what the predecessor printed."""

from __future__ import annotations

import pytest

from daebug.protocol.transcript import clock
from tests.protocol.transcript.texts import ZONE, vectors


@pytest.mark.parametrize(("args", "result"), vectors("durationFmt"))
def test_a_duration_is_printed_as_before(args: list[float], result: str) -> None:
    assert clock.duration(*args) == result


@pytest.mark.parametrize(("args", "result"), vectors("clockFmt"))
def test_a_clock_is_printed_as_before_but_nothing_for_what_is_no_time(
    args: list[str], result: str
) -> None:
    assert clock.hms(args[0], ZONE) == result.replace("NaN:NaN:NaN", "")


def test_a_clock_takes_milliseconds_too() -> None:
    assert clock.hms(1_767_323_045_678, ZONE) == "03:04:05"


@pytest.mark.parametrize("when", [1e300, float("nan"), float("inf"), "", "2026-13-01"])
def test_what_is_no_time_prints_nothing(when: float | str) -> None:
    assert clock.hms(when, ZONE) == clock.twelve(when, ZONE) == ""


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "12:00:00 AM"), (25_503_000, "7:05:03 AM"), (46_800_000, "1:00:00 PM")]
)
def test_the_index_has_a_clock_of_twelve_hours(ms: float, text: str) -> None:
    assert clock.twelve(ms, ZONE) == text


def test_a_long_test_run_has_its_thousands_parted() -> None:
    assert [clock.long_duration(ms) for ms in (5, 5600, 1_234_560)] == ["5ms", "5.6s", "1,234.6s"]
