"""How a command ends in both clients when something is wrong: the hub, the reader, the folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from daebug.protocol import wire
from daebug.protocol.errors import spoken
from daebug.protocol.errors.daemon import CantWrite, ProcessDown
from tests.cli.hub import PATIENCE_S, Caller, Client, Hub, Script

StartHub = Callable[[Script], Hub]
DIED = ProcessDown(role="hub", how="its socket closed")


def exits(status: int) -> Script:
    """Return a script that only exits."""
    return lambda caller: caller.say(wire.EXIT, status)


def test_a_hub_that_dies_is_told_in_the_catalogues_words(client: Client, hub: StartHub) -> None:
    hub(lambda caller: caller.say(wire.STDOUT, b"half"))
    done = client("status")
    assert (done.returncode, done.stdout) == (DIED.exit_status, b"half")
    assert done.stderr.decode() == spoken(DIED)


def test_a_hub_that_dies_is_told_as_json_when_asked_for(client: Client, hub: StartHub) -> None:
    hub(lambda _: None)
    done = client("status", "--json")
    assert json.loads(done.stderr) == DIED.document()
    assert client("start", "prog", "--", "--json").stderr.decode() == spoken(DIED)


def test_a_reader_that_left_ends_the_client_quietly(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        try:
            while True:
                caller.say(wire.STDOUT, b"x" * 10_000)
        except OSError:
            return  # the client is gone, as it should be

    hub(script)
    read, write = os.pipe()
    with client.start("output", stdout=write) as process:
        os.close(write)
        os.read(read, 100)
        os.close(read)
        assert process.wait(PATIENCE_S) in (141, -signal.SIGPIPE)
        assert process.stderr
        assert process.stderr.read() == b""


def test_a_full_disk_behind_the_output_is_told(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        caller.say(wire.STDOUT, b"lost")
        caller.body()

    hub(script)
    with open("/dev/full", "wb") as full, client.start("status", stdout=full.fileno()) as process:
        assert process.wait(PATIENCE_S) == CantWrite.exit_status
        assert process.stderr
        said = process.stderr.read().decode()
    assert said == spoken(CantWrite(path="the output", why="No space left on device"))


def test_a_non_blocking_output_still_gets_everything(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        caller.say(wire.STDOUT, b"x" * 1_000_000)
        caller.say(wire.EXIT, 0)

    hub(script)
    read, write = os.pipe()
    os.set_blocking(write, False)
    with client.start("output", stdout=write) as process, open(read, "rb") as output:
        os.close(write)
        assert len(output.read()) == 1_000_000
        assert process.wait(PATIENCE_S) == 0


def test_closed_standard_files_do_no_harm(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        caller.say(wire.STDOUT, b"nobody sees it")
        caller.say(wire.STDIN, None)
        assert wire.pair(caller.body() or b"") == (0, b"")
        caller.say(wire.EXIT, 4)

    hub(script)
    words = ["sh", "-c", '"$@" <&- >&- 2>&-', "sh", *client.words, "status"]
    assert subprocess.run(words, env=client.env, timeout=PATIENCE_S, check=False).returncode == 4


def test_an_interrupt_ends_the_client_and_the_hub_sees_it(client: Client, hub: StartHub) -> None:
    ended: list[bytes | None] = []

    def script(caller: Caller) -> None:
        caller.say(wire.STDOUT, b"waiting")
        ended.append(caller.body())

    started = hub(script)
    with client.start("await") as process:
        assert process.stdout
        process.stdout.read(7)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) in (130, -signal.SIGINT)
    started.close()
    assert ended == [None]


def test_a_daemon_that_steps_back_for_a_new_is_asked_again(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        if started.asks.qsize() < 2:
            started.listen()
            caller.say(wire.AGAIN, None)
            return
        caller.say(wire.STDOUT, b"from the new one")
        caller.say(wire.EXIT, 0)

    started = hub(script)
    done = client("status")
    assert (done.stdout, done.stderr, done.returncode) == (b"from the new one", b"", 0)


def test_a_daemon_that_steps_back_for_ever_is_given_up(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        caller.say(wire.AGAIN, None)

    started = hub(script)
    done = client("status")
    assert done.returncode == 7
    assert done.stderr.startswith(b"error[not-started]")
    assert started.asks.qsize() <= 10


def test_an_ask_that_a_dying_daemon_did_not_read_goes_to_the_next(
    client: Client, hub: StartHub
) -> None:
    started = hub(exits(5))
    started.deaf = 2
    done = client("status")
    assert (done.stderr, done.returncode) == (b"", 5)
    assert (started.deaf, started.asks.qsize()) == (0, 1)


def test_an_ask_that_nobody_reads_is_given_up(client: Client, hub: StartHub) -> None:
    started = hub(exits(5))
    started.deaf = 99
    done = client("status")
    assert done.returncode == 7
    assert done.stderr.startswith(b"error[not-started]")


def test_garbage_from_the_socket_ends_the_client(client: Client, hub: StartHub) -> None:
    hub(lambda caller: caller.connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    assert client("status").returncode in (3, 7)


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_folder_that_others_may_enter_is_refused(
    client: Client, hub: StartHub, folder: Path, mode: int
) -> None:
    hub(exits(0))
    folder.chmod(mode)
    done = client("status")
    assert done.returncode == 7
    assert done.stderr.startswith(b"error[unsafe-place]")
    assert f"its mode is {mode:04o}".encode() in done.stderr


def test_a_link_to_a_folder_is_refused(
    client: Client, hub: StartHub, folder: Path, tmp_path: Path
) -> None:
    hub(exits(0))
    (tmp_path / "link").symlink_to(folder)
    done = client("status", env={"DAEBUG_RUNTIME_DIR": str(tmp_path / "link")})
    assert done.returncode == 7
    assert b"it is no folder" in done.stderr


def test_a_path_too_long_for_a_socket_is_refused(client: Client, tmp_path: Path) -> None:
    done = client("status", "--json", env={"DAEBUG_RUNTIME_DIR": str(tmp_path / ("x" * 100))})
    assert json.loads(done.stderr)["error"]["code"] == "unsafe-place"
    assert "too long for a socket" in json.loads(done.stderr)["error"]["message"]


def test_the_launcher_without_its_twin_says_so(launcher: Path, tmp_path: Path) -> None:
    alone = tmp_path / "daebug"
    alone.write_bytes(launcher.read_bytes())
    alone.chmod(0o755)
    env = {"DAEBUG_RUNTIME_DIR": str(tmp_path / "run")}
    done = subprocess.run([alone, "status"], env=env, capture_output=True, check=False, timeout=20)
    assert (done.returncode, done.stderr[:18]) == (7, b"error[not-started]")
