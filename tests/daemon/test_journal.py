"""The journal: what a killed daemon left is ended, and nobody else is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from daebug.daemon import journal, reduce
from daebug.daemon.journal import Entry, Journal, ServedRoot
from daebug.daemon.state import State
from daebug.protocol import places
from daebug.protocol.terminals import TerminalEnded, TerminalStarted
from tests.daemon.people import session
from tests.home import ends


@pytest.fixture
def sitting() -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits for input."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_a_process_that_is_still_the_same_is_ended(sitting: subprocess.Popen[bytes]) -> None:
    entry = Entry(sitting.pid, journal.start_ticks(sitting.pid))
    assert journal.sweep(Journal([entry])) == [sitting.pid]
    assert ends(sitting.pid, 2000)


def test_a_group_is_ended_with_its_leader() -> None:
    script = "sleep 1000 & echo $!; exec cat"
    pipe = subprocess.PIPE
    with subprocess.Popen(
        ["sh", "-c", script], stdin=pipe, stdout=pipe, start_new_session=True
    ) as leader:
        assert leader.stdout is not None
        child = int(leader.stdout.readline())
        state = State()
        reduce.apply(state, TerminalStarted(terminal="t1", pid=leader.pid, started=1))
        assert state.busy
        assert journal.content(state).processes == [Entry(leader.pid, 1, group=True)]
        entry = Entry(leader.pid, journal.start_ticks(leader.pid), group=True)
        assert journal.sweep(Journal([entry])) == [leader.pid]
        assert ends(child, 2000)
    reduce.apply(state, TerminalEnded(terminal="t1"))
    assert not state.busy


def test_another_process_under_the_same_pid_is_left_alone(
    sitting: subprocess.Popen[bytes],
) -> None:
    entry = Entry(sitting.pid, journal.start_ticks(sitting.pid) - 1)
    assert journal.sweep(Journal([entry, Entry(sitting.pid, 0)])) == []
    assert sitting.poll() is None


def test_a_process_that_is_gone_has_no_start() -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    assert journal.start_ticks(process.pid) == 0


def test_the_start_of_a_process_with_odd_letters_in_its_name_is_found(tmp_path: Path) -> None:
    odd = tmp_path / "a) b ("
    odd.symlink_to("/bin/cat")
    with subprocess.Popen([odd], stdin=subprocess.PIPE) as process:
        assert journal.start_ticks(process.pid) >= journal.start_ticks(os.getpid())
        process.kill()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    state = State(sessions={"prog": session(state="running"), "over": session(state="exited")})
    state.adapters[5] = ("lldb-dap", 50, "prog")
    state.debuggees["prog"] = (6, 60)
    written = journal.content(state)
    journal.write(tmp_path, written)
    assert journal.read(tmp_path) == written
    assert [(entry.pid, entry.started) for entry in written.processes] == [(5, 50), (6, 60)]
    assert [one.session for one in written.sessions] == ["prog"]


def test_a_folder_that_is_not_served_again_yet_is_kept(tmp_path: Path) -> None:
    waiting = ServedRoot("/site", 8100, "token", 1.0)
    journal.write(tmp_path, journal.content(State(), [waiting]))
    assert journal.read(tmp_path).roots == [waiting]


def test_no_environment_is_written(tmp_path: Path) -> None:
    it = session(state="running")
    it.target = type(it.target)(program="/p", cwd="/", env={"TOKEN": "secret"})  # type: ignore[call-arg]  # it is a Launch
    journal.write(tmp_path, journal.content(State(sessions={"prog": it})))
    assert b"secret" not in places.journal(tmp_path).read_bytes()


def test_a_session_of_an_earlier_daemon_is_lost_but_known() -> None:
    it = session(state="running")
    kept = journal.content(State(sessions={"prog": it})).sessions[0]
    again = journal.revived(kept)
    assert (again.name, again.state, again.live) == ("prog", "lost", False)


def test_a_journal_of_garbage_is_an_empty_one(tmp_path: Path) -> None:
    places.journal(tmp_path).write_bytes(b"\xff\x00 garbage")
    assert journal.read(tmp_path) == Journal()
    assert journal.read(tmp_path / "nowhere") == Journal()


def test_a_journal_that_can_not_be_written_is_no_error(tmp_path: Path) -> None:
    journal.write(tmp_path / "nowhere", Journal())
