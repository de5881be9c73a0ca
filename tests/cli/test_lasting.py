"""A command that goes on: an interrupt is told to the hub, whose last words still come."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable

import pytest

from daebug.protocol import wire
from tests.cli.hub import PATIENCE_S, Caller, Client, Hub, Script

StartHub = Callable[[Script], Hub]


def lasts(caller: Caller) -> None:
    """Go on until the client ends its side, then say the last words."""
    caller.say(wire.LASTING, None)
    caller.say(wire.STDOUT, b"begun\n")
    assert caller.body() is None
    caller.say(wire.STDOUT, b"last words\n")
    caller.say(wire.EXIT, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_last_words_come_after_an_interrupt(
    client: Client, hub: StartHub, number: signal.Signals
) -> None:
    hub(lasts)
    with client.start("serve") as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"begun\n"
        running.send_signal(number)
        assert running.stdout.read() == b"last words\n"
        assert running.wait(PATIENCE_S) == 0


def test_the_second_interrupt_ends_it(client: Client, hub: StartHub) -> None:
    ended = threading.Event()

    def script(caller: Caller) -> None:
        caller.say(wire.LASTING, None)
        caller.say(wire.STDOUT, b"begun\n")
        assert caller.body() is None
        caller.say(wire.STDOUT, b"wait\n")
        assert ended.wait(PATIENCE_S)

    hub(script)
    with client.start("serve") as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"begun\n"
        running.send_signal(signal.SIGINT)
        assert running.stdout.readline() == b"wait\n"
        running.send_signal(signal.SIGINT)
        assert running.wait(PATIENCE_S) == -signal.SIGINT
    ended.set()


def test_who_ignores_interrupts_goes_on_ignoring_them(client: Client, hub: StartHub) -> None:
    def script(caller: Caller) -> None:
        caller.say(wire.LASTING, None)
        caller.say(wire.STDOUT, b"begun\n")
        caller.say(wire.STDIN, None)
        assert caller.body() is not None
        caller.say(wire.EXIT, 0)

    hub(script)
    words = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *client.words, "serve"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, env=client.env, stdin=pipe, stdout=pipe) as running:
        assert running.stdout is not None
        assert running.stdin is not None
        assert running.stdout.readline() == b"begun\n"
        running.send_signal(signal.SIGINT)
        running.stdin.write(b"still here")
        running.stdin.close()
        assert running.wait(PATIENCE_S) == 0
