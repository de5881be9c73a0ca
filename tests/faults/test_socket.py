"""Strangers on the daemon's socket: too much, too little, or nonsense."""

from __future__ import annotations

import random
import socket

import msgpack
import pytest

import daebug
from daebug.protocol import framing, wire
from tests.faults.conftest import Build
from tests.faults.expect import answered, session, status
from tests.home import Home

pytestmark = pytest.mark.slow

#: Seconds for an answer of the daemon.
PATIENCE_S = 10.0

#: Rounds of random bytes, and their seed: a failure can be played again.
ROUNDS, SEED = 40, 20


@pytest.fixture
def up(home: Home) -> Home:
    """Return a home whose daemon runs."""
    answered(home("status"))
    return home


def connection(home: Home) -> socket.socket:
    """Return a connection to the daemon."""
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(PATIENCE_S)
    made.connect(str(home.run / "hub.sock"))
    return made


def said(home: Home, data: bytes) -> list[tuple[int, object]]:
    """Send ``data``; return the frames that come back until the daemon closes."""
    framer, frames = framing.Framer(), []
    with connection(home) as stranger:
        try:
            stranger.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it closed early, but what it said can be read
        while True:
            try:
                came = stranger.recv(65536)
            except ConnectionResetError:
                break
            if not came:
                break
            frames += [tuple(msgpack.unpackb(body)) for body in framer.feed(came)]
    return frames


def ask(**changes: object) -> bytes:
    """Return the frame of a whole ask, with some fields changed."""
    fields = {
        "kind": "argv",
        "v": wire.VERSION,
        "version": daebug.__version__,
        "argv": [b"status"],
        "cwd": b"/",
        "env": [],
        "tty": [False, False, False],
        "cols": 0,
        "pid": 1,
    }
    return framing.frame(msgpack.packb({**fields, **changes}))


def told(frames: list[tuple[int, object]]) -> tuple[str, object]:
    """Return the text on standard error and the exit status."""
    text = b"".join(bytes(p) for c, p in frames if c == wire.STDERR and isinstance(p, bytes))
    status = [payload for channel, payload in frames if channel == wire.EXIT]
    return text.decode(), status[0] if status else None


def test_a_whole_ask_is_answered(up: Home) -> None:
    assert told(said(up, ask())) == ("", 0)


def test_a_frame_over_the_limit_is_refused_before_it_is_read(up: Home) -> None:
    size = framing.MAX_BODY + 1
    text, exit_status = told(said(up, size.to_bytes(4, "big")))
    assert text.startswith("error[frame-too-large]")
    assert str(size) in text
    assert exit_status == 2
    answered(up("status"))


def test_an_ask_of_another_wire_is_refused(up: Home) -> None:
    text, exit_status = told(said(up, ask(v=99)))
    assert text.startswith("error[bad-message]")
    assert "99" in text
    assert exit_status == 2
    answered(up("status"))


def test_a_client_of_another_version_gets_a_new_daemon_if_nothing_is_lost(up: Home) -> None:
    before = status(up)["pid"]
    assert said(up, ask(version="0.0.1")) == [(wire.AGAIN, None)]
    assert status(up)["pid"] != before


@pytest.mark.adapter
@pytest.mark.usefixtures("lldb_dap")
def test_a_client_of_another_version_is_refused_while_a_session_lives(
    up: Home, build: Build
) -> None:
    answered(up("start", build("hello")))
    text, exit_status = told(said(up, ask(version="0.0.1")))
    assert text.startswith("error[wrong-version]")
    assert exit_status == 5
    assert session(up)["state"] == "stopped"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\x80",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x91" * 100_000,
        msgpack.packb({"kind": "argv"}),
        msgpack.packb({"kind": "odd", "v": 1}),
        msgpack.packb([1, 2, 3]),
    ],
)
def test_a_frame_that_is_no_ask_is_refused(up: Home, body: bytes) -> None:
    text, exit_status = told(said(up, framing.frame(body)))
    assert text.startswith("error[bad-message]")
    assert exit_status == 2


def test_an_ask_with_a_second_one_behind_it_is_answered_once(up: Home) -> None:
    frames = said(up, ask() + ask())
    assert [channel for channel, _ in frames].count(wire.EXIT) == 1
    answered(up("status"))


def test_random_bytes_do_no_harm(up: Home) -> None:
    chance = random.Random(SEED)
    for _ in range(ROUNDS):
        data = chance.randbytes(chance.randrange(1, 5000))
        # Half of them get past the length.
        small = (len(data) - 4).to_bytes(4, "big") + data[4:]
        with connection(up) as stranger:
            stranger.sendall(chance.choice([data, small]))
    before = status(up)
    assert before["commands"] == []
    assert [p["restarts"] for p in before["processes"] if "restarts" in p] == []


def test_half_a_frame_and_then_silence_holds_up_nobody(up: Home) -> None:
    strangers = [connection(up) for _ in range(50)]
    for stranger in strangers:
        stranger.sendall(ask()[:20])
    answered(up("status", timeout=5))
    assert status(up)["commands"] == []
    for stranger in strangers:
        stranger.close()
    answered(up("status"))


def test_a_stranger_that_stays_silent_is_sent_away(up: Home) -> None:
    with connection(up) as stranger:
        stranger.settimeout(2 * PATIENCE_S)
        stranger.sendall(ask()[:20])
        assert stranger.recv(1) == b""


def test_the_socket_is_for_its_owner_only(up: Home) -> None:
    assert (up.run / "hub.sock").stat().st_mode & 0o777 == 0o600
    assert up.run.stat().st_mode & 0o777 == 0o700
    others = {path.name for path in up.run.iterdir() if path.stat().st_mode & 0o077}
    assert not others
