"""Real build tools, a real browser, and a project; skipped with a reason where they are missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import chromium
from tests.home import Home
from tests.plugins import install
from tests.plugins.project import Project


@pytest.fixture(scope="session")
def packages() -> Path:
    """Return the ``node_modules`` with the build tools."""
    folder = install.packages()
    if not folder.exists():
        reason = "the dev servers are not installed: python -m tests.plugins.install"
        (pytest.fail if os.environ.get("DAEBUG_REQUIRE_ADAPTERS") else pytest.skip)(reason)
    return folder


@pytest.fixture
def bare(tmp_path: Path, home: Home, node: str) -> Iterator[Project]:
    """Yield a project without build tools."""
    made = Project(tmp_path / "site", home, node, chromium())
    yield made
    made.close()


@pytest.fixture
def project(bare: Project, packages: Path) -> Project:
    """Return a project with the build tools."""
    (bare.folder / "node_modules").symlink_to(packages)
    return bare
