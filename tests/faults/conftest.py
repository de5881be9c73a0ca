"""Programs for the fault tests, made in the folder where the commands run."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.expect import PROGRAMS
from tests.home import Home

Build = Callable[..., Path]

#: How each test program is compiled.
DEBUG = ("-g", "-O0")


@pytest.fixture
def build(cc: str, home: Home) -> Build:
    """Return a function that compiles a test program, by name or by its text."""

    def built(name: str, *options: str, text: str = "") -> Path:
        source, program = home.work / f"{name}.c", home.work / name
        if text:
            source.write_text(text)
        else:
            shutil.copyfile(PROGRAMS / source.name, source)
        subprocess.run([cc, *(options or DEBUG), source, "-o", program], check=True)
        return program

    return built


@pytest.fixture
def script(home: Home) -> Callable[[str], Path]:
    """Return a function that copies a Python test program to where the commands run."""

    def copied(name: str) -> Path:
        return Path(shutil.copyfile(PROGRAMS / name, home.work / name))

    return copied
