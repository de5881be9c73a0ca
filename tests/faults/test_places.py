"""Files that are stale, folders that can't be written, disks that are full."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import Build
from tests.faults.expect import answered, kill, refused, role, status
from tests.home import Home, ends

pytestmark = pytest.mark.slow

#: Bytes of a disk that is soon full.
DISK_BYTES = 65536


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return a function that mounts a small disk with the given options."""
    mounted: list[Path] = []

    def mount(options: str) -> Path:
        at = tmp_path / f"disk{len(mounted)}"
        at.mkdir(mode=0o700)
        words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=0700,{options}", "none"]
        if os.getuid() or subprocess.run([*words, at], check=False).returncode:
            pytest.skip("only root may mount a disk")
        mounted.append(at)
        return at

    yield mount
    for at in mounted:
        subprocess.run(["umount", "-l", at], check=True)


def fill(at: Path) -> None:
    """Write to a disk until it is full."""
    with (at / "ballast").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(512)):
                pass
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017 - it is no failure that it fails


def test_a_stale_socket_and_a_stale_pidfile_are_replaced(home: Home) -> None:
    answered(home("status"))
    pids = [role(home, "hub"), role(home, "zygote")]
    for pid in pids:
        kill(pid)
    assert all(ends(pid, 5000) for pid in pids)
    assert (home.run / "hub.sock").exists()
    assert (home.run / "daebug.pid").exists()
    answered(home("status"))


def test_a_pidfile_that_names_a_living_stranger_stops_nobody(home: Home) -> None:
    home.run.mkdir(mode=0o700)
    (home.run / "daebug.pid").write_text(f"{os.getpid()}\n")
    answered(home("status"))
    answered(home("stop", "--all"))


@pytest.mark.parametrize("kind", ["file", "link", "deaf socket"])
def test_what_lies_where_the_socket_belongs_is_replaced(home: Home, kind: str) -> None:
    home.run.mkdir(mode=0o700)
    path = home.run / "hub.sock"
    match kind:
        case "file":
            path.write_text("no socket")
        case "link":
            path.symlink_to("/nowhere")
        case _:
            with socket.socket(socket.AF_UNIX) as deaf:
                deaf.bind(str(path))
    answered(home("status"))


def test_a_damaged_journal_stops_nobody(home: Home) -> None:
    home.run.mkdir(mode=0o700)
    (home.run / "journal.msgpack").write_bytes(os.urandom(500))
    answered(home("status"))


def test_a_runtime_folder_that_a_group_may_enter_is_refused(home: Home) -> None:
    home.run.mkdir(mode=0o700)
    home.run.chmod(0o770)
    said = refused(home("status"), "unsafe-place", 7)
    assert "its mode is 0770" in said


def test_a_runtime_folder_that_cant_be_made_is_told(home: Home) -> None:
    said = refused(home("status", env={"DAEBUG_RUNTIME_DIR": "/proc/nowhere"}), "unsafe-place", 7)
    assert "it can't be made" in said


@pytest.mark.parametrize("folder", ["STATE", "CONFIG"])
def test_a_state_or_settings_folder_that_cant_be_made_does_not_stop_the_work(
    home: Home, folder: str
) -> None:
    (home.work / "a.py").write_text("print('here')\n")
    home.env[f"DAEBUG_{folder}_DIR"] = "/proc/nowhere"
    assert "| here" in answered(home("start", "a.py", "--run"))
    assert status(home)["sessions"]


def test_a_home_that_is_read_only_does_not_stop_the_work(
    home: Home, disk: Callable[[str], Path]
) -> None:
    at = disk("ro")
    home.env |= {
        "HOME": str(at),
        "DAEBUG_STATE_DIR": str(at / "state"),
        "DAEBUG_CONFIG_DIR": str(at / "config"),
    }
    (home.work / "a.py").write_text("print('here')\n")
    assert "| here" in answered(home("start", "a.py", "--run"))
    said = refused(home("config", "set", "log.level", "debug"), "cant-write", 7)
    assert "Read-only file system" in said
    answered(home("logs"))


def test_a_runtime_folder_that_is_read_only_is_told(
    home: Home, disk: Callable[[str], Path]
) -> None:
    env = {"DAEBUG_RUNTIME_DIR": str(disk("ro"))}
    said = refused(home("status", env=env), "cant-write", 7)
    assert "Read-only file system" in said


def test_a_full_disk_under_the_logs_does_not_stop_the_work(
    home: Home, disk: Callable[[str], Path]
) -> None:
    at = disk("rw")
    fill(at)
    home.env["DAEBUG_STATE_DIR"] = str(at)
    (home.work / "a.py").write_text("print('here')\n")
    assert "| here" in answered(home("start", "a.py", "--run"))


def test_a_full_disk_under_the_runtime_folder_is_told_or_does_no_harm(
    home: Home, disk: Callable[[str], Path]
) -> None:
    at = disk("rw,nr_inodes=20")
    fill(at)
    home.env["DAEBUG_RUNTIME_DIR"] = str(at)
    done = home("status")
    if done.returncode:
        assert "No space left on device" in refused(done, "cant-write", 7)
        return
    answered(home("stop", "--all"))


@pytest.mark.adapter
@pytest.mark.usefixtures("lldb_dap")
def test_a_full_disk_under_the_output_keeps_its_end_and_tells_the_loss(
    home: Home, build: Build, disk: Callable[[str], Path]
) -> None:
    home.env["TMPDIR"] = str(disk("rw"))
    words = ["--run", "--", "flood", "6000000"]
    said = answered(home("start", build("ends"), *words))
    assert "exited with code 0" in said
    told = answered(home("output", "--tail", "1"))
    assert told.startswith("x" * 999)
    assert "-- cursor 6000016" in told
