"""The cold start: one daemon however many ask, cut off from its first caller."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from daebug.cli import cold, refusal
from daebug.protocol.errors.daemon import CantWrite, NotStarted, Unreachable, UnsafePlace
from tests.home import Home, command, ends, living

ROOT = Path(__file__).parents[2]

#: Starts a daemon on ``folder`` as the cold start does, but in this process and waiting little.
CLAIM = """
import os, sys
from daebug.cli import processes
processes.LEAVING_S = 0.05
read, write = os.pipe()
processes.main(sys.argv[1], write)
os.close(write)
os.write(1, os.read(read, 4096))
"""


def zygote(home: Home) -> int:
    """Return the pid of the home's daemon."""
    return int((home.run / "daebug.pid").read_text())


def refused(folder: Path) -> bytes:
    """Return the last words of a daemon that can't start in ``folder``."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT / ".pkg"),
        "DAEBUG_STATE_DIR": str(folder / "state"),
    }
    words = [sys.executable, "-c", CLAIM, str(folder)]
    return subprocess.run(words, env=env, capture_output=True, check=True, timeout=20).stdout


def test_the_first_command_starts_the_daemon_and_the_next_finds_it(daebug: Home) -> None:
    assert daebug("status").returncode == 0
    first = zygote(daebug)
    assert daebug("status").returncode == 0
    assert zygote(daebug) == first


@pytest.mark.slow
def test_many_first_commands_start_one_daemon(daebug: Home) -> None:
    clients = [daebug.start("status") for _ in range(8)]
    said = [client.communicate(timeout=30) for client in clients]
    assert [client.returncode for client in clients] == [0] * 8, said
    assert os.getsid(zygote(daebug)) == zygote(daebug)
    sessions = {os.getsid(pid) for pid in living(daebug.run)}
    assert sessions == {zygote(daebug)}


def test_the_daemon_keeps_nothing_of_its_first_caller(daebug: Home, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.set_inheritable(write, True)
    script = 'trap "" INT HUP; exec "$@"'
    words = ["sh", "-c", script, "sh", *command(), "status"]
    subprocess.run(words, env=daebug.env, cwd=tmp_path, check=True, pass_fds=[write], timeout=30)
    os.close(write)
    with open(read, "rb") as pipe:
        assert pipe.read() == b"", "the daemon would hold the caller's pipe open"
    pid = zygote(daebug)
    proc = Path(f"/proc/{pid}")
    assert (proc / "cwd").readlink() == Path("/")
    assert os.getsid(pid) == pid
    assert {str((proc / "fd" / n).readlink()) for n in "012"} == {"/dev/null"}
    status = dict(line.split(":\t", 1) for line in (proc / "status").read_text().splitlines())
    hangup_ignored = int(status["SigIgn"], 16) & 1
    assert not hangup_ignored


def test_no_module_of_the_callers_gets_into_the_daemon(daebug: Home, tmp_path: Path) -> None:
    poison = "raise SystemExit('the daemon imports what the caller named')\n"
    for name in ("zmq", "msgspec", "click", "socket"):
        (tmp_path / f"{name}.py").write_text(poison)
    path = os.pathsep.join(filter(None, [daebug.env.get("PYTHONPATH"), str(tmp_path)]))
    done = daebug("status", cwd=tmp_path, env={"PYTHONPATH": path})
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_a_stale_socket_and_pidfile_do_not_block_a_start(daebug: Home) -> None:
    assert daebug("status").returncode == 0
    for pid in living(daebug.run):
        os.kill(pid, 9)
    assert (daebug.run / "hub.sock").exists()
    done = daebug("status")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_an_idle_daemon_of_another_version_is_replaced(daebug: Home, old_launcher: Path) -> None:
    assert daebug("status").returncode == 0
    first = zygote(daebug)
    words = [str(old_launcher), "status"]
    done = subprocess.run(words, env=daebug.env, capture_output=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, b"")
    assert zygote(daebug) != first
    assert ends(first, within_ms=2000)


@pytest.mark.slow
def test_the_launcher_starts_the_daemon_by_itself(daebug: Home, launcher: Path) -> None:
    words = [str(launcher), "status"]
    done = subprocess.run(words, env=daebug.env, capture_output=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, b"")
    assert zygote(daebug) in living(daebug.run)


def test_a_missing_parent_folder_is_made_for_us_alone(tmp_path: Path) -> None:
    cold.make_folder(str(tmp_path / "a" / "b"))
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cant_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnsafePlace, match="can't be made"):
        cold.make_folder(str(tmp_path / "file" / "run"))


def test_a_lock_that_cant_be_made_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    (folder / "start.lock").mkdir()
    with pytest.raises(CantWrite, match=r"start\.lock"):
        cold.connection(str(folder))


def test_a_daemon_that_cant_write_its_pidfile_says_so(tmp_path: Path) -> None:
    (tmp_path / "daebug.pid").mkdir()
    error = refusal.error(refused(tmp_path))
    assert isinstance(error, CantWrite)
    assert "daebug.pid" in error.text


def test_a_daemon_without_its_socket_is_named_by_its_pid(tmp_path: Path) -> None:
    with (tmp_path / "daebug.pid").open("w") as file:
        file.write("4711\n")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        error = refusal.error(refused(tmp_path))
    assert isinstance(error, Unreachable)
    assert error.next_step == "kill 4711"


@pytest.mark.parametrize("said", [b"", b"T", b"\xff\x00", b"[]", b'{"code": 1}'])
def test_last_words_that_cant_be_read_are_still_an_error(said: bytes) -> None:
    assert isinstance(refusal.error(said), NotStarted)


def test_last_words_are_read_as_they_were_written() -> None:
    error = CantWrite(path="/x", why="No space left on device")
    assert refusal.error(refusal.words(error)).document() == error.document()
