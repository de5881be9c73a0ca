"""Programs for the adapters, and each native adapter in turn."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.adapters import tools
from tests.adapters.desk import PROGRAMS
from tests.adapters.scene import Scene
from tests.adapters.subjects import Subject
from tests.faults.expect import settle
from tests.home import Home

Build = Callable[[str], Path]
Made = Callable[[Subject, str], Scene]


@pytest.fixture(params=tools.NATIVE)
def native(request: pytest.FixtureRequest) -> str:
    """Return each native adapter in turn."""
    return tools.need(request.param)


@pytest.fixture
def made(home: Home) -> Made:
    """Return what makes a scene of a program of ``tests/programs``."""

    def scene(subject: Subject, name: str) -> Scene:
        settle(home, subject.settings)
        program, source = subject.program(home.work, name)
        return Scene(home, subject, program, source)

    return scene


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory, cc: str) -> Build:
    """Return a compiler of ``tests/programs``, each built once."""
    folder = tmp_path_factory.mktemp("built")

    def built(name: str) -> Path:
        program = folder / name.partition(".")[0]
        if not program.exists():
            source = str(PROGRAMS / name)
            subprocess.run([cc, "-g", "-O0", "-o", str(program), source], check=True)
        return program

    return built


@pytest.fixture(scope="session")
def rust(tmp_path_factory: pytest.TempPathFactory, rustc: str) -> Path:
    """Return the Rust program."""
    program = tmp_path_factory.mktemp("rust") / "hello"
    subprocess.run([rustc, "-g", "-o", str(program), str(PROGRAMS / "hello.rs")], check=True)
    return program


@pytest.fixture
def loop(build: Build) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a process that loops until its ``keep`` is 0; then it ends with 7."""
    process = subprocess.Popen([build("loop.c")], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.kill()
    process.wait()
    process.stdout.close()
