"""What is debugged by the benchmarks: a program for each adapter that is here."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from daebug.adapters.kind import kinds
from daebug.protocol.errors.adapter import AdapterMissing
from tests.adapters.subjects import DESCRIBED, GO
from tests.bench import floors
from tests.bench.installed import ROOT
from tests.bench.raw_dap import RawDap
from tests.bench.sessions import Subject
from tests.home import found

PROGRAMS = ROOT / "tests" / "programs"

#: Adapters of compiled programs, and what their programs are written in.
COMPILED = {"lldb-dap": ".c", "gdb": ".c", "codelldb": ".c", "cdt-gdb": ".c", "delve": ".go"}

#: How the raw client of each of them starts it: adapter, program, source, line.
RAW: dict[str, Callable[[str, Path, Path, int], RawDap]] = {
    "lldb-dap": floors.native,
    "gdb": floors.gdb,
    "codelldb": floors.codelldb,
    "cdt-gdb": floors.cdt_gdb,
    "delve": floors.delve,
}

#: Compilers by what they compile.
COMPILERS = {
    ".c": (["cc"], ("-g", "-O0")),
    ".cpp": (["c++"], ("-std=c++17", "-g", "-O0")),
    ".go": (GO, ("build", "-gcflags=all=-N -l")),
}


def subjects(folder: Path) -> list[Subject]:
    """Return programs that step for ever, one an adapter that is here."""
    return _all(folder, "steps", "loop")


def containers(folder: Path) -> list[Subject]:
    """Return programs with much to show, one an adapter that can be asked for it."""
    # bash has one kind; cdt-gdb shows what the library made them of.
    without = ("bash", "cdt-gdb")
    return [one for one in _all(folder, "containers", "full") if one.adapter not in without]


def _all(folder: Path, name: str, mark: str) -> list[Subject]:
    made = []
    for adapter, suffix in COMPILED.items():
        source = PROGRAMS / f"{name}{suffix}"
        if not source.exists():
            source = source.with_suffix(".cpp")
        here = _here(adapter)
        if not here or not found(COMPILERS[source.suffix][0]):
            continue
        program, line = compiled(source.name, folder), marked(source, mark)
        raw = partial(RAW[adapter], here, program, source, line)
        made.append(Subject(adapter, program, source, line, raw, ("--adapter", adapter)))
    script = PROGRAMS / f"{name}.py"
    line = marked(script, mark)
    # Both use this interpreter: one on PATH may be a script that looks for another.
    python = ("--python", sys.executable)
    raw = partial(floors.script, script, line)
    made.append(Subject("debugpy", script, script, line, raw, python))
    script = PROGRAMS / f"{name}.js"
    if node := found(["node"]):
        line = marked(script, mark)
        made.append(Subject("node", script, script, line, partial(floors.node, node, script, line)))
        if adapter := _here("js-debug"):
            raw = partial(floors.js_debug, adapter, node, script, line)
            words = ("--adapter", "js-debug")
            made.append(Subject("js-debug", script, script, line, raw, words, slow=True))
    script = PROGRAMS / f"{name}.sh"
    bash = found([str(Path(sys.executable).with_name("bash-dap")), "bash-dap"])
    if bash and script.exists():
        line = marked(script, mark)
        raw = partial(floors.bash, bash, script, line)
        settings = DESCRIBED.replace('"bash-dap"]', f'"{bash}"]')
        made.append(Subject("bash", script, script, line, raw, settings=settings, slow=True))
    return made


def compiled(source: str, folder: Path) -> Path:
    """Compile ``tests/programs/SOURCE``; return the program."""
    path = PROGRAMS / source
    names, options = COMPILERS[path.suffix]
    program = folder / f"{path.stem}{'-go' if path.suffix == '.go' else ''}"
    env = {**os.environ, "GO111MODULE": "off", "GOFLAGS": ""}
    words = [str(found(names)), *options, "-o", str(program), str(path)]
    subprocess.run(words, check=True, env=env)
    return program


def marked(source: Path, mark: str) -> int:
    """Return the number of the line with ``@MARK``."""
    lines = source.read_text().splitlines()
    return next(n for n, text in enumerate(lines, 1) if f"@{mark}" in text)


def _here(adapter: str) -> str:
    """Return the program of an adapter; empty = it is not here."""
    try:
        there = kinds()[adapter].locate("", os.environ)
    except AdapterMissing:
        return ""
    return there.program or there.command[0]
