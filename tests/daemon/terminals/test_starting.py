"""How programs are started: where they are found, what they inherit, how a failure is told."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from daebug.protocol.errors.terminals import CantStartTerminal
from tests.daemon.terminals.room import ENV, Room, played

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of orphans")


@pytest.mark.parametrize("tty", [True, False])
def test_a_program_that_is_not_there_is_told(tmp_path: Path, *, tty: bool) -> None:
    (tmp_path / "plain").write_text("no program")

    async def story(room: Room) -> None:
        with pytest.raises(CantStartTerminal, match=r"no-such-program-here.*not found"):
            room.start("no-such-program-here", tty=tty)
        with pytest.raises(CantStartTerminal, match="permission denied"):
            room.start("./plain", tty=tty, cwd=str(tmp_path))
        with pytest.raises(CantStartTerminal, match="/no/such"):
            room.start("true", cwd="/no/such", tty=tty)
        assert os.getcwd() == here

    here = os.getcwd()
    played(story)


@pytest.mark.parametrize("tty", [True, False])
def test_a_program_is_found_and_runs_in_its_folder(tmp_path: Path, *, tty: bool) -> None:
    script = tmp_path / "bin" / "script"
    script.parent.mkdir()
    script.write_text('echo "$1 in $(pwd)"')
    script.chmod(0o755)

    async def story(room: Room) -> None:
        env = {**ENV, "PATH": f"bin:{ENV['PATH']}"}
        one = room.start("script", "it is", tty=tty, cwd=str(tmp_path), env=env)
        read = await room.read(one.id, ended=True)
        assert read.data.strip() == f"it is in {tmp_path}".encode()

    played(story)


@pytest.mark.parametrize("tty", [True, False])
def test_a_signal_that_we_ignore_reaches_a_program(*, tty: bool) -> None:
    async def story(room: Room) -> None:
        one = room.script("kill -QUIT $$; echo it is ignored", tty=tty)
        read = await room.read(one.id, ended=True)
        assert (read.terminal.signal, read.data) == ("SIGQUIT", b"")

    before = signal.signal(signal.SIGQUIT, signal.SIG_IGN)
    try:
        played(story)
    finally:
        signal.signal(signal.SIGQUIT, before)
