"""Trials of what is around a program that stands: streams, children, what it left, its text.

As those in ``features``: each is given a scene, and fails, is refused, or worked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.adapters.scene import NotOffered, Scene
from tests.adapters.test_core_files import crashed
from tests.faults.expect import until

#: Subjects whose programs are the system's own.
NATIVE = (".c",)


def columns(scene: Scene) -> None:
    """Stop at one of several statements of a line."""
    number = int(scene.at("loop").rpartition(":")[2]) - 1
    text = scene.source.read_text().splitlines()[number - 1]
    if "i++" not in text:
        raise NotOffered("its language has one statement a line")
    scene.start()
    # gcc and V8 have a statement at its operator.
    scene.say("break", f"{scene.source}:{number}:{text.index('++') + 1}")
    if scene.say("continue")["state"] != "stopped" or scene.value("total") == "0":
        raise NotOffered("the column is not looked at")


def texts(scene: Scene) -> None:
    """Set a breakpoint by what its line says, and none where it says something else."""
    scene.start()
    scene.say("break", scene.source, "--text", "@add")
    refused = scene.home("break", scene.at("end"), "--expect", "no such text")
    assert refused.returncode
    assert scene.at("add").endswith(f":{scene.say('continue')['frame']['line']}")


def addresses(scene: Scene) -> None:
    """Stop at an instruction."""
    scene.stop_at("add")
    there = scene.say("disassemble", "--count", "3")["instructions"]
    scene.say("break", f"*{there[1]['address']}")
    scene.say("breakpoint", "remove", "1")
    assert scene.say("continue")["breakpoints"] == [2]


def catches(scene: Scene) -> None:
    """Choose the exceptions to stop at."""
    scene.start()
    if not (filters := scene.say("catch")["filters"]):
        raise NotOffered("it has no kinds of exceptions")
    wanted = filters[0]["filter"]
    now = scene.say("catch", wanted)["filters"]
    assert [one["filter"] for one in now if one.get("set")] == [wanted]


def catches_where(scene: Scene) -> None:
    """Choose them with a condition."""
    catches(scene)
    wanted = scene.say("catch")["filters"][0]["filter"]
    scene.say("catch", wanted, "--if", scene.subject.condition)


def alone(scene: Scene) -> None:
    """Run one thread, the others wait."""
    thread = str(scene.stop_at("add")["thread"])
    assert scene.say("next", "--thread", thread)["reason"] == "step"


def formats(scene: Scene) -> None:
    """Show an integer in another base."""
    scene.start("--break", scene.at("add"))
    scene.say("continue")
    assert scene.say("print", "--hex", "b")["value"]["value"] == "0x2"


def slices(scene: Scene) -> None:
    """Show some elements of a container."""
    if not scene.subject.elements:
        raise NotOffered("its language has no such thing")
    scene.stop_at("loop")
    value = scene.say("print", scene.subject.elements)["value"]
    assert "contract" in str(value)


def displays(scene: Scene) -> None:
    """Show an expression at every stop."""
    scene.stop_at("add")
    scene.say("display", scene.subject.expression)
    assert [one["value"] for one in scene.say("continue")["displays"]] == ["3"]


def asserts(scene: Scene) -> None:
    """Run until an expression does not hold any more."""
    if not scene.subject.holds:
        raise NotOffered("its expressions are no truths")
    scene.stop_at("loop")
    scene.say("breakpoint", "remove", "1")
    broken = json.loads(scene.home("assert", "--json", scene.subject.holds).stdout)
    assert (broken["holds"], scene.value("total")) == (False, "3")


def sources(scene: Scene) -> None:
    """List the files that the program is made of."""
    scene.stop_at("add")
    assert str(scene.source) in scene.say("sources", "contract", "--all")["sources"]


def asks(scene: Scene) -> None:
    """Send a request of the protocol."""
    scene.stop_at("add")
    assert scene.say("dap", "threads")["body"]["threads"]


def attaches(scene: Scene) -> None:
    """Attach to a process, and let it go."""
    if not scene.subject.quit[0]:
        raise NotOffered("it only launches")
    folder = scene.home.work / "attached"
    folder.mkdir()
    program, _ = scene.subject.program(folder, "loop")
    with subprocess.Popen(scene.subject.process(program), stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        try:
            scene.home("stop")
            stop = scene.say("attach", str(running.pid), "--adapter", scene.subject.adapter)
            assert stop["reason"] == "attach"
            scene.say("detach")
        finally:
            scene.home("stop", "--all")
            running.kill()


def cores(scene: Scene) -> None:
    """Open what a crash left."""
    native = scene.subject.source in (*NATIVE, ".go")
    core = crashed(scene) if native else scene.source
    stop = scene.say("core", scene.program, core, "--adapter", scene.subject.adapter)
    assert stop["reason"] == "core"


def remotes(scene: Scene) -> None:
    """Debug what speaks gdb's remote protocol."""
    words = ("--program", scene.program, "--adapter", scene.subject.adapter)
    if scene.subject.source not in NATIVE:
        scene.say("attach", "--remote", "127.0.0.1:1", *words)
        return
    # It comes with the wheel of gdb, beside our Python.
    server = Path(sys.executable).with_name("gdbserver")
    command = [str(server), "--once", "127.0.0.1:0", str(scene.program)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            said = next(line for line in running.stderr if "port" in line)
            stop = scene.say("attach", "--remote", f"127.0.0.1:{said.split()[-1]}", *words)
            assert stop["state"] == "stopped"
        finally:
            scene.home("stop", "--all")
            running.kill()


def _reader(scene: Scene, *words: str) -> dict[str, Any]:
    """Start the program that reads a line, and let it run."""
    folder = scene.home.work / "reading"
    folder.mkdir(exist_ok=True)
    program, _ = scene.subject.program(folder, "reads")
    scene.home("stop")
    chosen = ("--adapter", scene.subject.adapter)
    return scene.say("start", program, *chosen, "--run", "--no-wait", *words)


def _said(scene: Scene, words: str) -> None:
    until(words, lambda: words in scene.home("output", "--all").stdout)


def inputs(scene: Scene) -> None:
    """Write to the program's standard input."""
    _reader(scene)
    scene.say("input", "hello")
    _said(scene, "got hello")


def terminals(scene: Scene) -> None:
    """Run the program in a terminal."""
    _reader(scene, "--tty")
    if not scene.subject.settings:
        _said(scene, "in a terminal")
        scene.say("input", "hello")
        _said(scene, "got hello")
        return
    _said(scene, "terminal")
    if "no terminal" in scene.home("output", "--all").stdout:
        raise NotOffered("it runs its programs without one")


def children(scene: Scene) -> None:
    """Debug what the program starts, in sessions of their own."""
    if not scene.subject.family:
        raise NotOffered("it follows no children")
    name, _, argument = scene.subject.family.partition(" ")
    folder = scene.home.work / "family"
    folder.mkdir()
    program, _ = scene.subject.program(folder, name)
    scene.home("stop")
    lines = program.read_text().splitlines()
    marked = next(n for n, line in enumerate(lines, 1) if "@work" in line or "@twice" in line)
    words = ("--break", f"{program}:{marked}", "--run", *(("--", argument) if argument else ()))
    stop = scene.say("start", program, "--adapter", scene.subject.adapter, *words)
    assert stop["session"].count(".") == 1
