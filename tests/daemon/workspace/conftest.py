"""A daemon that a module of tests shares, and a project of its own for each test."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.home import Home


@pytest.fixture(scope="module")
def one_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Yield a daemon for all cases: starting one is most of the time of a case."""
    folder = Path(tempfile.mkdtemp(prefix="dae-", dir="/tmp"))
    isolated = Home(folder, tmp_path_factory.mktemp("work"))
    yield isolated
    isolated.close()


@pytest.fixture
def shop(one_home: Home, tmp_path: Path) -> Home:
    """Return the daemon, its commands typed in a project of their own."""
    (tmp_path / ".git").mkdir()
    one_home.work = tmp_path
    return one_home
