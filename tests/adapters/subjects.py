"""One program in each language that adapters are here for, with the words of that language."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.adapters import tools
from tests.adapters.desk import PROGRAMS
from tests.home import found

#: The adapter that is only described: bash-dap, by nothing but this.
DESCRIBED = """
[adapters.bash]
command = ["bash-dap"]
extensions = [".sh"]
languages = ["bash"]
launch.program = "${program}"
launch.args = "${args}"
launch.cwd = "${cwd}"
launch.env = "${env}"
launch.stopOnEntry = "${hold}"
launch.console = "internalConsole"
install = "pip install bash-dap"
"""

#: Where ``go`` may be: on PATH, or as Debian has its versions.
GO = ["/usr/lib/go-1.19/bin/go", "go", "/usr/local/go/bin/go"]


@dataclass(frozen=True)
class Subject:
    """An adapter with what it is tried on."""

    adapter: str
    source: str
    expression: str = "a + b"
    condition: str = "b == 3"
    #: Words in the answer for a program that fails; empty = its language can't.
    failure: str = ""
    #: What ends the loop of the program that is attached to; empty = it can't attach.
    quit: tuple[str, str] = ("", "")
    settings: str = ""
    #: It changes variables; bash-dap expands words in a process of their own.
    sets: bool = True
    #: Whose bytes begin with 01 where it first stops in ``add``, and what shows the first of them.
    bytes: tuple[str, str] = ("&b", "b")
    #: Some elements of a container in ``main``; empty = its language has no such thing.
    elements: str = ""
    #: What holds in ``main`` until ``total`` is 3; empty = its expressions are no truths.
    holds: str = "total < 3"
    #: A program, and its argument, whose children are sessions; empty = it follows none.
    family: str = ""
    #: A command of the debugger's own console.
    console: str = "help"
    compiler: list[str] = field(default_factory=list)
    options: tuple[str, ...] = ()

    def program(self, folder: Path, name: str = "contract", text: str = "") -> tuple[Path, Path]:
        """Return the program and its source in ``folder``; skip the test if a tool is missing.

        It is ``text``, or a program of the tests by its ``name``.
        """
        if not self.settings:
            tools.need(self.adapter)
        source = folder / f"{name}{self.source}"
        if text:
            source.write_text(text)
        else:
            shutil.copyfile(PROGRAMS / source.name, source)
        if not self.compiler:
            return source, source
        if not (compiler := found(self.compiler)):
            reason = f"none of {self.compiler} is installed"
            pytest.fail(reason) if os.environ.get("DAEBUG_REQUIRE_ADAPTERS") else pytest.skip(
                reason
            )
        program = folder / name
        assert compiler
        env = {**os.environ, "GO111MODULE": "off", "GOFLAGS": ""}
        command = [compiler, *self.options, "-o", str(program), str(source)]
        subprocess.run(command, check=True, env=env, cwd=folder)
        return program, source

    def process(self, program: Path) -> list[str]:
        """Return the command that runs ``program`` without an adapter."""
        runners = {".py": sys.executable, ".js": found(["node"]) or ""}
        runner = runners.get(self.source)
        return [runner, str(program)] if runner else [str(program)]


_GO = ("build", "-gcflags=all=-N -l")

SUBJECTS = [
    Subject("lldb-dap", ".c", failure="SIGSEGV", quit=("keep", "0"), elements="argv[0:1]",
            compiler=["gcc", "cc", "clang"], options=("-g", "-O0")),
    Subject("gdb", ".c", failure="SIGSEGV", quit=("keep", "0"), elements="argv[0:1]",
            compiler=["gcc", "cc", "clang"], options=("-g", "-O0")),
    Subject("codelldb", ".c", failure="SIGSEGV", quit=("keep", "0"), elements="argv[0:1]",
            compiler=["gcc", "cc", "clang"], options=("-g", "-O0")),
    Subject("cdt-gdb", ".c", failure="SIGSEGV", quit=("keep", "0"), elements="argv[0:1]",
            compiler=["gcc", "cc", "clang"], options=("-g", "-O0")),
    Subject("debugpy", ".py", console="1 + 1", failure="asked to fail", quit=("keep", "False"),
            elements="sys.argv[0:1]", family="family popen"),
    Subject("delve", ".go", failure="index out of range", quit=("keep", "false"),
            elements="os.Args[0:1]", compiler=GO, options=_GO),
    Subject("node", ".js", failure="asked to fail", quit=("keep", "false"), console="1 + 1",
            elements="process.argv[1:2]"),
    Subject("js-debug", ".js", failure="asked to fail", quit=("keep", "false"), console="1 + 1",
            elements="process.argv[1:2]", family="workers",
            bytes=("globalThis.ones ??= new Uint8Array([1, 1, 1, 1])", "globalThis.ones[0]")),
    Subject("bash", ".sh", expression="$((a + b))", condition="(( b == 3 ))", settings=DESCRIBED,
            sets=False, console="echo here", holds=""),
]  # fmt: skip
