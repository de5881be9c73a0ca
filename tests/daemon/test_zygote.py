"""The zygote: forks roles, brings back what died, and ends the hub before the others."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from daebug.daemon import claim, zygote
from tests.arrivals import MS
from tests.home import ends


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="dae-", dir="/tmp") as name:
        monkeypatch.setenv("DAEBUG_STATE_DIR", name)
        yield Path(name)


def told_by(folder: Path, hub: str) -> list[str]:
    """Run a zygote with that hub to its end; return what its roles told."""
    roles = {"hub": f"tests.daemon.tiny_roles:{hub}", "bridge": "tests.daemon.tiny_roles:bridge"}
    pid = os.fork()
    if pid == 0:
        signal.alarm(20)  # it must not outlive a test that breaks off
        try:
            zygote.main(claim.claim(str(folder)), roles, folder / "config.toml")
        finally:
            os._exit(0)
    ended = ends(pid, 10_000_000 * MS)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert ended, (folder / "told").read_text()
    return (folder / "told").read_text().splitlines()


def test_the_hub_ends_before_the_roles_that_it_has_to_end(folder: Path) -> None:
    assert told_by(folder, "leaves") == ["hub ends", "bridge ends"]


def test_a_role_that_was_killed_comes_back_and_the_hub_is_told(folder: Path) -> None:
    told = told_by(folder, "kills")
    assert told[:3] == ["bridge is there", "bridge died of signal SIGKILL", "bridge is back"]


def test_a_hub_that_died_is_forked_again(folder: Path) -> None:
    assert told_by(folder, "falls") == ["hub starts", "hub starts"]


def test_the_place_is_given_up_at_the_end(folder: Path) -> None:
    told_by(folder, "leaves")
    assert not (folder / "hub.sock").exists()
    claim.claim(str(folder)).release()
