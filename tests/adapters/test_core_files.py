"""What a crash left behind, on every adapter that opens it: signal, place, frames, variables."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import pytest

from tests.adapters.conftest import Made
from tests.adapters.scene import Scene
from tests.adapters.subjects import SUBJECTS, Subject
from tests.adapters.test_threads import NATIVE

pytestmark = [pytest.mark.adapter, pytest.mark.slow, pytest.mark.timeout(120)]

GO = [one for one in SUBJECTS if one.adapter == "delve"]


def crashed(scene: Scene) -> Path:
    """Have the program crash; return the core file that it leaves."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    subprocess.run(
        [str(scene.program), "fail"],
        cwd=scene.home.work,
        env={**os.environ, "GOTRACEBACK": "crash"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)),
        capture_output=True,
        check=False,
    )
    left = sorted(scene.home.work.glob("core*"))
    if not left:
        pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
        pytest.skip(f"this system leaves cores elsewhere: {pattern}")
    return left[0]


@pytest.mark.parametrize("subject", NATIVE, ids=lambda one: one.adapter)
def test_a_core_file_tells_the_crash_in_one_answer(made: Made, subject: Subject) -> None:
    scene = made(subject, "contract")
    stop = scene.say("core", scene.program, crashed(scene), "--adapter", subject.adapter)
    assert stop["reason"] == "core"
    assert "SIGSEGV" in stop["message"]
    assert "address=0x0" in stop["message"].replace("address = ", "address=")
    assert f"{stop['frame']['file']}:{stop['frame']['line']}" == scene.at("fail")
    assert [frame["function"] for frame in stop["stack"][:2]] == ["fail", "main"]
    assert [one["name"] for one in stop["arguments"]] == ["nowhere"]
    assert "SIGSEGV" in scene.say("exception")["message"]
    registers = scene.say("registers", "rip" if os.uname().machine == "x86_64" else "pc")
    assert int(registers["registers"][0]["value"].split()[0], 16)
    assert int(scene.say("print", "total", "--frame", "1")["value"]["value"]) == 10
    refused = scene.home("continue")
    assert (refused.returncode, "post-mortem" in refused.stderr) == (5, True)


@pytest.mark.parametrize("subject", GO, ids=lambda one: one.adapter)
def test_a_core_of_a_go_program_is_opened_by_delve_unasked(made: Made, subject: Subject) -> None:
    scene = made(subject, "contract")
    stop = scene.say("core", scene.program, crashed(scene))
    assert stop["reason"] == "core"
    assert stop["frame"]["file"] == str(scene.source)
    own = [frame["function"] for frame in stop["stack"] if not frame.get("runtime")]
    assert own[-1] == "main.main"
    assert all(thread["frame"] for thread in scene.say("threads")["threads"])


def test_code_that_a_core_does_not_hold_is_read_in_the_console(made: Made) -> None:
    scene = made(NATIVE[0], "contract")
    scene.say("core", scene.program, crashed(scene), "--adapter", NATIVE[0].adapter)
    refused = scene.home("disassemble", "--count", "2")
    assert (refused.returncode, "the core file does not hold it" in refused.stderr) == (4, True)
    advised = refused.stderr.rpartition("daebug raw ")[2].strip().strip("'")
    assert "rax" in scene.say("raw", advised)["text"] or os.uname().machine != "x86_64"
