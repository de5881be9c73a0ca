"""Fixtures for all tests: an isolated home for the real command, and real tools.

A test that needs a tool which is missing is skipped with the reason; where
``DAEBUG_REQUIRE_ADAPTERS`` is set (the CI) it fails instead.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.home import Home, found

# How long it takes to make an example says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("any machine")

#: Names under which Debian and others ship lldb-dap, newest first.
LLDB_DAP = ["lldb-dap", *[f"lldb-dap-{n}" for n in range(24, 17, -1)], "lldb-vscode"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Yield an isolated Daebug; afterwards no process of it may be left."""
    folder = Path(tempfile.mkdtemp(prefix="dae-", dir="/tmp"))
    isolated = Home(folder, tmp_path)
    yield isolated
    isolated.close()


@pytest.fixture
def daebug(home: Home) -> Home:
    """Return the command of an isolated home: ``daebug("status")``."""
    return home


@pytest.fixture(scope="session")
def lldb_dap() -> str:
    """Return the path of lldb-dap."""
    return tool("lldb-dap", LLDB_DAP)


@pytest.fixture(scope="session")
def cc() -> str:
    """Return the path of a C compiler."""
    return tool("a C compiler", ["gcc", "cc", "clang"])


@pytest.fixture(scope="session")
def node() -> str:
    """Return the path of Node."""
    return tool("Node", ["node", "nodejs"])


@pytest.fixture(scope="session")
def rustc() -> str:
    """Return the path of rustc."""
    return tool("rustc", ["rustc", str(Path("~/.cargo/bin/rustc").expanduser())])


def tool(name: str, candidates: list[str]) -> str:
    """Return the path of the first candidate; skip the test, or fail it where it must run."""
    path = found(candidates)
    if path:
        return path
    reason = f"{name} is not installed (looked for {', '.join(candidates)})"
    if os.environ.get("DAEBUG_REQUIRE_ADAPTERS"):
        pytest.fail(reason)
    pytest.skip(reason)
