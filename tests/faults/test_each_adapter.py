"""Each real adapter killed and hung, and its program gone while something is asked of it.

``DAEBUG_FAULTS=1`` tries all of it with all of them.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.adapters.subjects import SUBJECTS, Subject
from tests.faults.expect import (
    FIRST,
    FOREMOST,
    THOROUGH,
    adapter,
    answered,
    kill,
    left,
    programs,
    refused,
    session,
    settle,
    until,
)
from tests.home import Home, ends, living

pytestmark = [pytest.mark.adapter, pytest.mark.slow]


def tried(adapters: Sequence[str], *, attach: bool = False) -> pytest.MarkDecorator:
    """Return the mark that has a test tried with ``adapters``, or with all in a whole run."""
    chosen = [one for one in SUBJECTS if THOROUGH or one.adapter in adapters]
    chosen = [one for one in chosen if one.quit[0] or not attach]
    return pytest.mark.parametrize("subject", chosen, ids=lambda subject: subject.adapter)


#: Milliseconds in which what is lost is also gone.
GONE_MS = 5000

#: Seconds that an adapter which does not answer is waited for.
SILENCE_S = "0.3"


@pytest.fixture
def start(home: Home, subject: Subject) -> tuple[str | Path, ...]:
    """Return the command that starts a program which never ends, under the subject's adapter."""
    settle(home, f"{subject.settings}\n[adapters]\nspare = false\n")
    program, _ = subject.program(home.work, "loop")
    return ("start", program, "--adapter", subject.adapter)


@contextmanager
def asked(home: Home, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a command that the daemon has, but whose answer nobody gave yet."""
    with home.start(*words) as asking:
        until("it is asked", lambda: f"daebug {' '.join(words)}" in answered(home("status")))
        yield asking
        asking.kill()


def told(asking: subprocess.Popen[bytes]) -> str:
    """Return all that a command says in the end."""
    said, failed = asking.communicate(timeout=20)
    return (said + failed).decode()


@contextmanager
def hung(pid: int) -> Iterator[None]:
    """Let a process stand still for a while."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass  # it was ended, as it should


def running(home: Home, start: tuple[str | Path, ...]) -> None:
    """Start the program and wait until it is at work."""
    answered(home(*start, "--run", "--no-wait"))
    until("it is up", lambda: "ready" in answered(home("output")))


def lost(home: Home, used: int) -> None:
    """Check that the session is lost, and that nothing of it is left."""
    until("the loss is known", lambda: session(home)["state"] == "lost")
    assert "SIGKILL" in refused(home("threads"), "session-lost", 5)
    assert ends(used, GONE_MS)
    until("its program is gone", lambda: not left(home))


@tried(FIRST)
def test_an_adapter_that_is_killed_takes_its_program_along(
    home: Home, start: tuple[str | Path, ...]
) -> None:
    answered(home(*start))
    used = adapter(home)
    kill(used)
    lost(home, used)

    running(home, start)
    used = adapter(home)
    with asked(home, "await") as waiting:
        kill(used)
        assert "lost" in told(waiting)
    lost(home, used)

    answered(home(*start))
    used = adapter(home)
    with hung(used), asked(home, "threads") as asking:
        kill(used)
        assert "error[adapter-died]" in told(asking)
        assert asking.returncode == 8
    lost(home, used)
    assert "stopped (" in answered(home("restart"))


@tried(FIRST)
def test_an_adapter_that_hangs_is_told_and_ended(home: Home, start: tuple[str | Path, ...]) -> None:
    answered(home(*start))
    used = adapter(home)
    answered(home("config", "set", "adapters.request_s", SILENCE_S))
    os.kill(used, signal.SIGSTOP)
    for words in (["threads"], ["print", "1"], ["next"]):
        said = refused(home(*words), "adapter-silent", 6)
        assert f"within {SILENCE_S} s" in said
        assert f"daebug stop --session {session(home)['name']}" in said
    assert "the daemon ended" in answered(home("stop", "--all", timeout=5))
    assert ends(used, GONE_MS)
    until("nothing of the daemon is left", lambda: not living(home.run))


@tried(FOREMOST)
def test_an_adapter_that_hung_for_a_while_is_followed_again(
    home: Home, start: tuple[str | Path, ...]
) -> None:
    answered(home(*start))
    answered(home("config", "set", "adapters.request_s", SILENCE_S))
    with hung(adapter(home)):
        refused(home("continue"), "adapter-silent", 6)
        assert session(home)["state"] == "running", "it may run, for all that is known"
    answered(home("config", "set", "adapters.request_s", "15"))
    until("it is up", lambda: "ready" in answered(home("output")))
    assert "stopped (pause)" in answered(home("pause"))
    assert answered(home("threads"))


@tried(FOREMOST)
def test_a_program_that_is_gone_when_the_answer_comes(
    home: Home, start: tuple[str | Path, ...]
) -> None:
    for words in (["print", "1"], ["next"], ["pause"]):
        if words == ["pause"]:
            running(home, start)
        else:
            answered(home(*start))
        with hung(adapter(home)), asked(home, *words) as asking:
            for program in programs(home):
                os.kill(program, signal.SIGKILL)
            os.kill(adapter(home), signal.SIGCONT)
            said = told(asking)
        # It may be answered yet, from what the adapter has read before.
        assert asking.returncode in (0, 1, 5, 8), said
        # An adapter that waits for nobody sees the end when it is asked again.
        until("its end is known", lambda: home("print", "1") and session(home)["state"] == "exited")
        until("nothing is left", lambda: not left(home))


@tried(FOREMOST, attach=True)
def test_a_process_that_was_attached_to_outlives_an_adapter_that_hangs(
    home: Home, subject: Subject
) -> None:
    program, _ = subject.program(home.work, "loop")
    with subprocess.Popen(subject.process(program), stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            answered(home("attach", str(process.pid), "--adapter", subject.adapter))
            answered(home("continue", "--no-wait"))
            os.kill(adapter(home), signal.SIGSTOP)
            assert f"{process.pid} was attached to" in answered(home("stop", timeout=5))
            assert not ends(process.pid, 300), "it went down with the adapter"
        finally:
            home("stop", "--all")
            process.kill()
