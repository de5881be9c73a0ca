"""The Python thin client by itself: what it imports, packs, and where it looks."""

from __future__ import annotations

import json
import os
import posix
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgpack
import pytest

from daebug.cli import asking, cold, relay, thin
from daebug.protocol import framing, places, wire
from daebug.protocol.errors.daemon import FrameTooLarge
from tests.cli.hub import Caller, Hub, Script

#: Runs the client and prints the modules that were imported for it.
WARM = """
import sys
import posix
before = set(sys.modules)
def told(status):
    print(*sorted(set(sys.modules) - before))
    raise SystemExit
posix._exit = told
from daebug.cli.thin import main
main()
"""


def test_a_warm_answer_imports_nothing_but_sockets(
    hub: Callable[[Script], Hub], folder: Path
) -> None:
    def script(caller: Caller) -> None:
        caller.say(wire.STDOUT, b"x")
        caller.say(wire.EXIT, 0)

    hub(script)
    env = {"DAEBUG_RUNTIME_DIR": str(folder), "PYTHONPATH": str(Path(__file__).parents[2] / ".pkg")}
    words = [sys.executable, "-c", WARM, "status"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=True, timeout=20)
    ours = {f"daebug.cli.{name}" for name in ("thin", "asking", "relay")} | {"daebug", "daebug.cli"}
    assert set(done.stdout.removeprefix("x").split()) == ours | {"_socket"}


def test_an_answer_with_standard_input_imports_little_more(
    hub: Callable[[Script], Hub], folder: Path
) -> None:
    def script(caller: Caller) -> None:
        caller.say(wire.STDIN, None)
        while (body := caller.body()) and wire.pair(body)[1]:
            pass
        caller.say(wire.EXIT, 0)

    hub(script)
    env = {"DAEBUG_RUNTIME_DIR": str(folder), "PYTHONPATH": str(Path(__file__).parents[2] / ".pkg")}
    words = [sys.executable, "-c", WARM, "write"]
    done = subprocess.run(
        words, env=env, input="typed", capture_output=True, text=True, check=True, timeout=20
    )
    assert "daebug.cli.feeding" in done.stdout.split()
    assert "typing" not in done.stdout.split(), "it takes as long as half an interpreter"


def test_the_numbers_of_the_wire_are_the_protocols() -> None:
    assert asking.WIRE_VERSION == wire.VERSION
    assert asking.MAX_BODY == framing.MAX_BODY
    channels = (relay.EXIT, relay.STDOUT, relay.STDERR, relay.STDIN, relay.AGAIN)
    assert channels == (wire.EXIT, wire.STDOUT, wire.STDERR, wire.STDIN, wire.AGAIN)


def test_the_ask_is_plain_msgpack_to_others() -> None:
    body = asking.ask(["a", "b" * 300])
    assert msgpack.unpackb(body)["argv"] == [b"a", b"b" * 300]
    assert wire.ask(body).cwd == os.fsencode(Path.cwd())


def test_an_ask_over_the_limit_is_refused_before_it_is_sent() -> None:
    with pytest.raises(FrameTooLarge):
        asking.ask(["x" * framing.MAX_BODY])


@pytest.mark.parametrize(
    "payload", [None, 0, 127, 128, 255, 256, 70000, b"", b"x" * 256, b"y" * 70_000]
)
def test_every_payload_of_the_hub_is_unpacked(payload: int | bytes | None) -> None:
    assert relay.unpack(wire.encode([2, payload])) == (2, payload)


@pytest.mark.parametrize("body", [b"", b"\x92", b"\x92\x01", b"\x93\x01\x02\x03", b"\x92\x01\xa1x"])
def test_what_is_no_frame_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="of the daemon"):
        relay.unpack(body)


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"DAEBUG_RUNTIME_DIR": "/run/x"},
        {"XDG_RUNTIME_DIR": "/run/user/7"},
        {"XDG_RUNTIME_DIR": "/run/user/7", "DAEBUG_RUNTIME_DIR": "/run/x"},
        {"XDG_RUNTIME_DIR": "/run/user/7", "DAEBUG_RUNTIME_DIR": ""},
        {"XDG_RUNTIME_DIR": "", "DAEBUG_RUNTIME_DIR": ""},
    ],
)
def test_the_runtime_folder_is_that_of_the_protocol(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (b"XDG_RUNTIME_DIR", b"DAEBUG_RUNTIME_DIR"):
        monkeypatch.delitem(posix.environ, name, raising=False)
    for key, value in env.items():
        monkeypatch.setitem(posix.environ, key.encode(), value.encode())
    assert thin.runtime_folder() == str(places.runtime_folder(env))


def test_a_relative_runtime_folder_means_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(posix.environ, b"DAEBUG_RUNTIME_DIR", b"here/run")
    assert thin.runtime_folder() == str(Path.cwd() / "here" / "run")


def test_every_name_in_the_runtime_folder_fits_into_a_socket_address() -> None:
    folder = Path("/" + "x" * (cold.LONGEST_FOLDER - 1))
    streams = [places.bus(folder, stream) for stream in ("orders", "joins", "bulk")]
    paths = [str(places.socket(folder)), *(address.removeprefix("ipc://") for address in streams)]
    assert max(map(len, paths)) < 104


def test_a_bug_of_the_client_is_told_with_its_traceback() -> None:
    code = (
        "import sys; from daebug.cli.telling import tell; sys.exit(tell(KeyError('k'), ['--json']))"
    )
    env = {"PYTHONPATH": str(Path(__file__).parents[2] / ".pkg")}
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 3
    assert json.loads(done.stderr.splitlines()[-1])["error"]["code"] == "unexpected"
