"""Real adapters whose words are spoiled on the way: slow, silent, old, garbage, closed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from daebug.adapters.kind import kinds
from tests.adapters import tools
from tests.fakes import between
from tests.faults.conftest import Build
from tests.faults.expect import answered, refused, session, settle, status, until
from tests.home import Home

pytestmark = [pytest.mark.adapter, pytest.mark.slow]

#: Names of the settings that say where an adapter is.
SETTING = {"lldb-dap": "lldb_dap", "gdb": "gdb"}

Spoil = Callable[[str], Path]


@pytest.fixture(params=SETTING)
def adapter(request: pytest.FixtureRequest) -> str:
    """Return each adapter in turn."""
    return tools.need(request.param)


@pytest.fixture
def spoil(home: Home, build: Build, adapter: str) -> Spoil:
    """Return a function that spoils the adapter; it returns a program for it."""

    def spoiled(how: str) -> Path:
        real = kinds()[adapter].locate("", os.environ).command[0]
        script = home.work / adapter
        script.write_text(
            f'#!/bin/sh\nexec {sys.executable} {between.__file__} {how} {real} "$@"\n'
        )
        script.chmod(0o755)
        settings = f"{SETTING[adapter]} = '{script}'\nspare = false\nstart_s = 3.0\n"
        settle(home, f"[adapters]\n{settings}")
        return build("hello")

    return spoiled


def test_a_slow_one_is_waited_for(home: Home, spoil: Spoil, adapter: str) -> None:
    start = ("start", spoil("slow"), "--adapter", adapter)
    assert "stopped (entry)" in answered(home(*start))


def test_a_silent_one_is_given_up(home: Home, spoil: Spoil, adapter: str) -> None:
    start = ("start", spoil("silent"), "--adapter", adapter)
    said = home(*start).stderr
    assert said.startswith(("error[start-timed-out]", "error[adapter-silent]")), said
    assert status(home)["sessions"] == []
    assert status(home)["adapters"] == []


def test_garbage_before_the_first_word_fails_the_start(
    home: Home, spoil: Spoil, adapter: str
) -> None:
    said = refused(
        home("start", spoil("garbage-first"), "--adapter", adapter), "adapter-garbage", 8
    )
    assert "Segmentation fault" in said
    assert status(home)["sessions"] == []


@pytest.mark.parametrize(
    ("how", "word"), [("garbage-later", "Segmentation fault"), ("closes", "closed its output")]
)
def test_a_stream_that_breaks_loses_the_session(
    home: Home, spoil: Spoil, adapter: str, how: str, word: str
) -> None:
    home("start", spoil(how), "--adapter", adapter)
    # How much is said before the middle depends on the adapter: it may be in the start.
    for _ in range(40):
        if not (known := status(home)["sessions"]) or known[0]["state"] == "lost":
            break
        home("locals")
    if known:
        until("the loss is known", lambda: session(home)["state"] == "lost")
        assert word in refused(home("threads"), "session-lost", 5)
    assert status(home)["adapters"] == []


def test_one_that_is_too_old_says_which_will_do(home: Home, build: Build) -> None:
    tools.need("gdb")
    script = home.work / "old-gdb"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} {between.__file__} old gdb "$@"\n')
    script.chmod(0o755)
    settle(home, f"[adapters]\ngdb = '{script}'\n")
    said = refused(home("start", build("hello"), "--adapter", "gdb"), "adapter-missing", 4)
    assert "1.0; 14 is the first that will do" in said
