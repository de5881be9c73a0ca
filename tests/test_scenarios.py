"""Every heading of ``scenarios/*.md``: typed into a real shell, in an isolated home.

``DAEBUG_UPDATE=1`` writes what came into the files where it is not what was expected.
"""

from __future__ import annotations

import difflib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from tests.conftest import LLDB_DAP, tool
from tests.home import Home, command
from tests.scenarios import match, read
from tests.scenarios.read import File, Section, Typed
from tests.scenarios.shell import Shell

FOLDER = Path(__file__).parent / "scenarios"

#: What a scenario may need, and the names it is looked for under.
TOOLS = {
    "node": ["node"],
    "lldb-dap": LLDB_DAP,
    "lldb-server": [name.replace("-dap", "-server") for name in LLDB_DAP[:-1]],
    "gdb": [str(Path(sys.executable).with_name("gdb")), "gdb"],
    "codelldb": [str(Path(sys.executable).with_name("codelldb")), "codelldb"],
    "delve": ["dlv"],
    "gcc": ["gcc"],
    "rustc": ["rustc"],
    "script": ["script"],
}


def scenarios() -> Iterator[ParameterSet]:
    """Yield file and heading of every scenario."""
    for path in sorted(FOLDER.glob("*.md")):
        if path.name == "README.md":
            continue
        first, *rest = read.document(path)
        for section in rest:
            needs = {*first.needs, *section.needs}
            marks = [pytest.mark.slow] + (
                [pytest.mark.adapter] if {"lldb-dap", "gdb", "codelldb", "delve"} & needs else []
            )
            name = f"{path.stem}-{section.heading.replace(' ', '-')}"
            yield pytest.param(path, section.heading, id=name, marks=marks)


@pytest.fixture(scope="session")
def workshop() -> Iterator[Callable[[Path], Path]]:
    """Return a function: the folder of a scenario file, made and filled at its first use."""
    made: dict[Path, Path] = {}
    above = Path(tempfile.mkdtemp(prefix="scn-", dir="/tmp")).resolve()

    def folder(path: Path) -> Path:
        if path not in made:
            made[path] = above / path.stem
            made[path].mkdir()
            first = read.document(path)[0]
            with Shell(made[path], environment(dict(os.environ), made[path])) as shell:
                assert not differences(first, shell, made[path], path)
        return made[path]

    yield folder
    shutil.rmtree(above, ignore_errors=True)


@pytest.mark.parametrize(("path", "heading"), list(scenarios()))
def test_scenario(path: Path, heading: str, workshop: Callable[[Path], Path]) -> None:
    first, *rest = read.document(path)
    section = next(one for one in rest if one.heading == heading)
    for name in {*first.needs, *section.needs}:
        tool(name, TOOLS[name])
    folder = workshop(path)
    home = Home(Path(tempfile.mkdtemp(prefix="dae-", dir="/tmp")), folder)
    try:
        with Shell(folder, environment(home.env, folder)) as shell:
            found = differences(section, shell, folder, path)
    finally:
        home.close()
    if found and os.environ.get("DAEBUG_UPDATE") == "1":
        changes = [(typed.span, new) for typed, new in found]
        path.write_text(read.rewritten(path.read_text("utf-8"), changes), encoding="utf-8")
    elif found:
        pytest.fail(told(path, *found[0]), pytrace=False)


def environment(env: dict[str, str], folder: Path) -> dict[str, str]:
    """Return the variables of a scenario's shell: ``daebug`` and ``python`` are this tree's."""
    bin_folder = folder.parent / "bin"
    bin_folder.mkdir(exist_ok=True)
    for name, words in {"daebug": command(), "python": [sys.executable]}.items():
        script = bin_folder / name
        script.write_text(f'#!/bin/sh\nexec {" ".join(words)} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    path = f"{bin_folder}:{os.environ['PATH']}"
    return {**env, "PATH": path, "LC_ALL": "C.UTF-8", "TERM": "dumb"}


def differences(
    section: Section, shell: Shell, folder: Path, path: Path
) -> list[tuple[Typed, list[str]]]:
    """Type a section; return what went otherwise, with the lines that would be right.

    The first difference ends it, unless the file is to be rewritten.
    """
    found = []
    for step in section.steps:
        if isinstance(step, File):
            (folder / step.name).parent.mkdir(parents=True, exist_ok=True)
            (folder / step.name).write_text(step.text, encoding="utf-8")
            continue
        try:
            text, status = shell.type(match.marked(step.text, folder))
        except (LookupError, TimeoutError) as error:
            pytest.fail(f"{path.name}:{step.line}: {error}", pytrace=False)
        if status == step.status and match.agrees(step.expected, text, folder):
            continue
        new = match.normal(text, folder) + ([f"[status {status}]"] if status else [])
        found.append((step, new))
        if os.environ.get("DAEBUG_UPDATE") != "1":
            break
    return found


def told(path: Path, typed: Typed, new: list[str]) -> str:
    """Return a difference for people."""
    old = typed.expected + ([f"[status {typed.status}]"] if typed.status else [])
    lines = difflib.unified_diff(old, new, "expected", "came", lineterm="", n=50)
    return f"{path.name}:{typed.line}\n$ {typed.text}\n" + "\n".join(lines)
