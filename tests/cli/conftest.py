"""Both clients (the compiled launcher, the Python twin) and a hub for them to talk to."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import daebug
from tests.cli.hub import Client, Hub, Script

ROOT = Path(__file__).parents[2]
LAUNCHER = ROOT / "cli" / "launcher"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a runtime folder as the cold start makes it."""
    made = Path(tempfile.mkdtemp(prefix="dae-", dir="/tmp"))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def launcher(cc: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the compiled launcher, its twin beside it."""
    return compiled(cc, tmp_path_factory.mktemp("bin"), daebug.__version__)


@pytest.fixture(scope="session")
def old_launcher(cc: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a launcher of another version than its twin and the daemon."""
    return compiled(cc, tmp_path_factory.mktemp("old"), "0.0.1")


def compiled(cc: str, place: Path, version: str) -> Path:
    """Compile the launcher into ``place`` and put its twin there as pip would install it."""
    words = [cc, "-std=c11", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-fsanitize=undefined"]
    words += ["-fno-sanitize-recover", f'-DDAEBUG_VERSION="{version}"']
    subprocess.run([*words, LAUNCHER / "daebug.c", "-o", place / "daebug"], check=True)
    script = (LAUNCHER / "daebug-thin").read_text().replace("#!python", f"#!{sys.executable}", 1)
    path = f"import sys\n\nsys.path.insert(0, {str(ROOT / '.pkg')!r})\n"
    twin = place / "daebug-thin"
    twin.write_text(script.replace("from daebug", path + "from daebug", 1))
    twin.chmod(0o755)
    return place / "daebug"


@pytest.fixture(params=["launcher", "thin"])
def client(request: pytest.FixtureRequest, folder: Path) -> Client:
    """Return one of the two clients."""
    if request.param == "launcher":
        return Client([str(request.getfixturevalue("launcher"))], folder, {})
    return Client([sys.executable, "-m", "daebug"], folder, {"PYTHONPATH": str(ROOT / ".pkg")})


@pytest.fixture
def hub(folder: Path) -> Iterator[Callable[[Script], Hub]]:
    """Return a function that starts a hub with a script."""
    started: list[Hub] = []

    def start(script: Script) -> Hub:
        started.append(Hub(folder, script))
        return started[-1]

    yield start
    for each in started:
        each.close()
