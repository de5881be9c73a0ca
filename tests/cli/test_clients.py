"""The launcher and its Python twin behave alike: every test runs against both."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import daebug
from daebug.protocol import framing, wire
from tests.cli.hub import PATIENCE_S, Caller, Client, Hub, Script

StartHub = Callable[[Script], Hub]


def exits(status: int) -> Script:
    """Return a script that only exits."""
    return lambda caller: caller.say(wire.EXIT, status)


def test_the_ask_carries_words_folder_and_environment(client: Client, hub: StartHub) -> None:
    asks = hub(exits(0)).asks
    client("print", b"\xff\xfe", "", "ä", env={"DAEBUG_TRIED": "a=b"})
    ask = asks.get(timeout=PATIENCE_S)
    assert ask.argv == [b"print", b"\xff\xfe", b"", "ä".encode()]
    assert ask.cwd == os.fsencode(os.getcwd())
    assert wire.environment(ask)["DAEBUG_TRIED"] == "a=b"
    assert (ask.v, ask.version) == (wire.VERSION, daebug.__version__)
    assert ask.tty == (False, False, False)
    assert ask.cols == 0
    assert ask.pid > 0


def test_a_deleted_folder_is_an_empty_cwd(client: Client, hub: StartHub, tmp_path: Path) -> None:
    asks = hub(exits(0)).asks
    script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
    words = ["sh", "-c", script, "sh", *client.words, "status"]
    subprocess.run(words, env=client.env, cwd=tmp_path, check=True, timeout=PATIENCE_S)
    assert asks.get(timeout=PATIENCE_S).cwd == b""


def test_a_terminal_is_told_with_its_width(client: Client, hub: StartHub) -> None:
    asks = hub(exits(0)).asks
    ours, theirs = os.openpty()
    os.set_blocking(ours, False)
    import termios

    termios.tcsetwinsize(theirs, (30, 97))
    subprocess.run(
        [*client.words, "status"],
        env=client.env,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=True,
        timeout=PATIENCE_S,
    )
    os.close(ours)
    os.close(theirs)
    ask = asks.get(timeout=PATIENCE_S)
    assert (ask.tty, ask.cols) == ((False, True, False), 97)


@pytest.mark.parametrize("status", [0, 1, 7, 127, 130, 255])
def test_the_exit_status_is_the_hubs(client: Client, hub: StartHub, status: int) -> None:
    hub(exits(status))
    assert client("status").returncode == status


def test_output_goes_to_the_descriptor_it_is_for(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        caller.say(wire.STDOUT, b"out\x00\xff")
        caller.say(wire.STDERR, b"err")
        caller.say(wire.STDOUT, b"")
        caller.say(wire.EXIT, 0)

    hub(script)
    done = client("status")
    assert (done.stdout, done.stderr) == (b"out\x00\xff", b"err")


@pytest.mark.parametrize("size", [1, 255, 256, 65535, 65536, 70000, 5_000_000])
def test_output_of_any_size_arrives_whole(client: Client, hub: StartHub, size: int) -> None:
    sent = os.urandom(1000) * (size // 1000) + b"x" * (size % 1000)

    def script(caller: Caller) -> None:
        caller.say(wire.STDOUT, sent)
        caller.say(wire.EXIT, 3)

    hub(script)
    done = client("output")
    assert done.stdout == sent
    assert done.returncode == 3


def test_frames_may_be_cut_anywhere(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        frames: list[list[Any]] = [
            [wire.STDOUT, b"one"],
            [wire.STDERR, b"two"],
            [wire.STDOUT, b"x" * 300],
            [wire.EXIT, 5],
        ]
        stream = b"".join(framing.frame(wire.encode(frame)) for frame in frames)
        for at in range(len(stream)):
            caller.connection.sendall(stream[at : at + 1])

    hub(script)
    done = client("status")
    assert (done.stdout, done.stderr, done.returncode) == (b"one" + b"x" * 300, b"two", 5)


def test_a_channel_of_a_later_version_is_passed_over(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        caller.say(9, b"unheard of")
        caller.say(wire.STDOUT, b"ok")
        caller.say(wire.EXIT, 0)

    hub(script)
    assert client("status").stdout == b"ok"


def test_standard_input_is_not_touched_unless_wanted(client: Client, hub: StartHub) -> None:
    hub(exits(0))
    read, write = os.pipe()
    os.write(write, b"for the next command")
    subprocess.run(
        [*client.words, "status"], env=client.env, stdin=read, check=True, timeout=PATIENCE_S
    )
    assert os.read(read, 100) == b"for the next command"
    os.close(read)
    os.close(write)


@pytest.mark.parametrize("size", [0, 1, 65536, 3_000_000])
def test_standard_input_arrives_whole_with_its_end(
    client: Client, hub: StartHub, size: int
) -> None:
    sent = os.urandom(1000) * (size // 1000) + b"x" * (size % 1000)
    got: list[bytes] = []

    def script(caller: Caller) -> None:
        caller.say(wire.STDIN, None)
        while body := caller.body():
            channel, data = wire.pair(body)
            assert channel == 0
            if not data:
                break
            got.append(data)
        caller.say(wire.EXIT, 0)

    hub(script)
    assert client("input", input=sent).returncode == 0
    assert b"".join(got) == sent


def test_a_hub_that_does_not_read_can_still_be_heard(client: Client, hub: StartHub) -> None:
    size = 4_000_000

    def script(caller: Caller) -> None:
        caller.say(wire.STDIN, None)
        caller.say(wire.STDOUT, b"y" * size)
        caller.say(wire.EXIT, 0)

    hub(script)
    done = client("input", input=b"x" * size)
    assert len(done.stdout) == size
    assert done.returncode == 0


def test_output_comes_while_standard_input_stays_open(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        caller.say(wire.STDIN, None)
        caller.say(wire.STDOUT, b"prompt")
        assert wire.pair(caller.body() or b"") == (0, b"answer")
        caller.say(wire.EXIT, 0)

    hub(script)
    with client.start("input") as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.read(6) == b"prompt"
        process.stdin.write(b"answer")
        process.stdin.flush()
        assert process.wait(PATIENCE_S) == 0
