"""A program under gdbserver, from each adapter that speaks its protocol."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.adapters.conftest import Made
from tests.adapters.scene import Scene
from tests.adapters.subjects import Subject
from tests.adapters.test_threads import NATIVE
from tests.home import found

pytestmark = [pytest.mark.adapter, pytest.mark.slow, pytest.mark.timeout(120)]


@contextmanager
def served(program: Path) -> Iterator[str]:
    """Run ``program`` under gdbserver; yield where it listens."""
    # The wheel of gdb brings it, beside Python.
    server = found([str(Path(sys.executable).with_name("gdbserver")), "gdbserver"])
    if server is None:
        reason = "there is no gdbserver (pip install gdb-for-pwndbg)"
        pytest.fail(reason) if os.environ.get("DAEBUG_REQUIRE_ADAPTERS") else pytest.skip(reason)
    command = [str(server), "127.0.0.1:0", str(program)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as running:
        assert running.stderr is not None
        try:
            for line in running.stderr:
                if port := re.search(rb"Listening on port (\d+)", line):
                    yield f"127.0.0.1:{int(port[1])}"
                    return
            pytest.fail("gdbserver does not listen")
        finally:
            running.kill()


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_a_program_under_gdbserver_is_debugged(made: Made, subject: Subject) -> None:
    scene = made(subject, "contract")
    with served(scene.program) as address:
        where = ("--remote", address, "--program", str(scene.program))
        assert scene.say("attach", *where, "--adapter", subject.adapter)["reason"] == "attach"
        scene.say("break", scene.at("add"), "--if", "b == 3")
        stop = scene.say("continue")
        assert (stop["reason"], stop["breakpoints"]) == ("breakpoint", [1])
        assert {scene.value("a"), scene.value("b")} == {"3"}
        assert scene.say("print", "a * b")["value"]["value"] == "9"
        assert _line(scene.say("next")) == _line(stop) + 1
        scene.say("breakpoint", "remove", "1")
        assert scene.say("finish")["frame"]["function"].startswith("main")
        assert scene.say("continue")["ending"]["code"] == 10
        scene.say("stop")


def _line(stop: dict[str, dict[str, int]]) -> int:
    return stop["frame"]["line"]


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_nobody_who_listens_is_an_error_with_the_address(made: Made, subject: Subject) -> None:
    scene: Scene = made(subject, "contract")
    refused = scene.home("attach", "--remote", "127.0.0.1:1", "--adapter", subject.adapter)
    assert refused.returncode == 7
    assert "can't connect to 127.0.0.1:1" in refused.stderr
