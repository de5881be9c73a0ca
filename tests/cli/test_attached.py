"""``daebug term attach``: a real terminal on both sides."""

from __future__ import annotations

import fcntl
import json
import os
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator

import pytest

from tests.home import Home, command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")


class Person:
    """Somebody at a terminal, who runs one command."""

    def __init__(self, words: list[str], env: dict[str, str], size: tuple[int, int]) -> None:
        """Run ``words`` in a terminal of ``size`` (columns, rows)."""
        self.screen, theirs = os.openpty()
        self.seen = b""
        self.resize(*size)
        self.before = termios.tcgetattr(theirs)
        self.theirs = theirs
        # Its controlling terminal: else a change of size is told to nobody.
        words = ["setsid", "--ctty", *words]
        self.client = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=env)

    def resize(self, cols: int, rows: int) -> None:
        """Change the window's size."""
        fcntl.ioctl(self.screen, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def types(self, keys: bytes) -> None:
        """Type."""
        os.write(self.screen, keys)

    def sees(self, text: bytes, within_s: float = 10.0) -> bytes:
        """Return what comes before ``text``, when that is on the screen; both are forgotten."""
        deadline = time.monotonic() + within_s
        while text not in self.seen:
            left_s = deadline - time.monotonic()
            ready, _, _ = select.select([self.screen], [], [], max(left_s, 0))
            assert ready, f"{text!r} is not in {self.seen[-500:]!r}"
            self.seen += os.read(self.screen, 65536)
        before, _, self.seen = self.seen.partition(text)
        return before

    @property
    def raw(self) -> bool:
        """Whether keys come one by one, without an echo."""
        return not termios.tcgetattr(self.theirs)[3] & (termios.ICANON | termios.ECHO)

    def close(self) -> None:
        """Leave the terminal."""
        if self.client.poll() is None:
            self.client.kill()
            self.client.wait()
        os.close(self.screen)
        os.close(self.theirs)


@pytest.fixture
def name(daebug: Home) -> str:
    """Return a terminal with a shell that echoes nothing."""
    script = "stty -echo; echo ready; exec sh"
    done = daebug("term", "--json", "start", "--", "sh", "-c", script)
    found: str = json.loads(done.stdout)["terminals"][0]["id"]
    assert daebug("term", "read", found, "--until", "ready").returncode == 0
    return found


@pytest.fixture(params=["launcher", "thin"])
def person(request: pytest.FixtureRequest, daebug: Home, name: str) -> Iterator[Person]:
    """Return somebody who is attached to it, with either client."""
    words = command()
    if request.param == "launcher":
        words = [str(request.getfixturevalue("launcher"))]
    made = Person([*words, "term", "attach", name], daebug.env, (101, 33))
    yield made
    made.close()


@pytest.mark.slow
def test_keys_sizes_and_output_go_through(person: Person) -> None:
    person.sees(b"ready")
    person.types(b"stty size\r")
    person.sees(b"33 101")
    assert person.raw
    # One group: a change of size is told to the group in the foreground.
    script = "trap 'stty size' WINCH; echo ar''med; while :; do sleep 0.01; done"
    person.types(f'sh -c "{script}"\r'.encode())
    person.sees(b"armed")
    person.resize(120, 44)
    person.sees(b"44 120")
    person.types(b"\x03")
    person.sees(b"# " if os.getuid() == 0 else b"$ ")


@pytest.mark.slow
def test_who_leaves_leaves_the_program_running_and_may_come_back(
    person: Person, daebug: Home, name: str
) -> None:
    person.sees(b"ready")
    person.types(b"echo here$((1))\r")
    person.sees(b"here1")
    person.types(b"\x1d")
    person.sees(b"it runs on")
    assert person.client.wait(10) == 0
    assert termios.tcgetattr(person.theirs) == person.before
    assert json.loads(daebug("term", "--json", "list").stdout)["terminals"][0]["state"] == "running"
    again = Person([*command(), "term", "attach", name], daebug.env, (80, 24))
    try:
        again.sees(b"here1")
        again.types(b"exit 7\r")
        again.sees(b"ended with exit status 7")
        assert again.client.wait(10) == 0
    finally:
        again.close()


@pytest.mark.slow
@pytest.mark.parametrize("stays", [True, False], ids=["in the other", "back in the first"])
def test_who_leaves_is_in_the_first_screen_and_its_cursor_stays(
    person: Person,
    *,
    stays: bool,
) -> None:
    person.sees(b"ready")
    back = "" if stays else r"\033[?1049l"
    person.types(rf"printf '\033[?1049;25hthere{back}'; echo do''ne".encode() + b"\r")
    person.sees(b"done")
    person.types(b"\x1d")
    left = person.sees(b"it runs on")
    assert (b"\x1b[?1049l" in left) == stays
    assert b"\x1b[?25h" in left


@pytest.mark.slow
def test_a_client_that_is_ended_gives_the_terminal_back(person: Person) -> None:
    person.sees(b"ready")
    person.types(b"echo on\r")
    person.sees(b"on\r\n")
    assert person.raw
    person.client.terminate()
    assert person.client.wait(10) == 143
    assert termios.tcgetattr(person.theirs) == person.before


@pytest.mark.slow
def test_a_daemon_that_dies_gives_the_terminal_back(person: Person, daebug: Home) -> None:
    person.sees(b"ready")
    daebug("stop", "--all")
    person.client.wait(10)
    assert termios.tcgetattr(person.theirs) == person.before
