"""Single source files: built with debug information before they are started."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from ..protocol import places
from ..protocol.errors.programs import BuildFailed
from . import compiler

#: Ending of the source -> compilers by preference, and their words; ``{out}`` is the program.
COMPILERS: Mapping[str, tuple[tuple[str, ...], str]] = {
    ".c": (("gcc", "cc", "clang"), "-g -O0 -o {out} {source} -lm -pthread"),
    ".cc": (("g++", "c++", "clang++"), "-g -O0 -o {out} {source} -pthread"),
    ".cpp": (("g++", "c++", "clang++"), "-g -O0 -o {out} {source} -pthread"),
    ".cxx": (("g++", "c++", "clang++"), "-g -O0 -o {out} {source} -pthread"),
    ".rs": (("rustc",), "-g -o {out} {source}"),
    ".go": (("go",), "build -gcflags=all=-N\u00a0-l -o {out} {source}"),
}

#: Lines of the compiler's words that an error shows.
SHOWN = 5


def is_source(path: str) -> bool:
    """Whether ``path`` is a source file that can be built by itself; Go's tests can't."""
    return Path(path).suffix in COMPILERS and not path.endswith("_test.go")


async def build(path: str, env: Mapping[str, str], own: Mapping[str, str]) -> tuple[str, str]:
    """Build the source at ``path``; return the program's path and the command that made it.

    The program goes into the state folder of ``own`` (the daemon's environment), a
    place for each source, so that nothing appears beside the source.

    Raises:
        BuildFailed: no compiler, or it refuses the source.
    """
    source = Path(path)
    names, options = COMPILERS[source.suffix]
    name = next((one for one in names if shutil.which(one, path=env.get("PATH", ""))), "")
    if not name:
        why = f"there is no {' or '.join(names)} on PATH"
        raise BuildFailed(source=path, why=why, command=f"{names[0]} --version")
    folder = places.state_folder(own) / "built" / hashlib.sha256(path.encode()).hexdigest()[:16]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    out = str(folder / source.stem)
    words = [
        word.replace("\u00a0", " ").format(out=out, source=path) for word in options.split(" ")
    ]
    command = " ".join([name, *(f"'{word}'" if " " in word else word for word in words)])
    status, said = await compiler.run([name, *words], os.path.dirname(path), env)
    if status or not os.path.exists(out):
        lines = [line for line in said.splitlines() if line.strip()]
        faults = [line for line in lines if "error" in line] or lines
        why = "\n".join(faults[:SHOWN]) or f"it ended with status {status}"
        raise BuildFailed(source=path, why=why, command=command)
    return out, command
