"""A folder with files, and the real command in it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.home import Home


def plant(root: Path, files: dict[str, str]) -> None:
    """Write ``files`` under ``root``."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def told(home: Home, *words: str, cwd: Path | None = None) -> Any:
    """Return what ``daebug WORDS --json`` answers."""
    done = home("--json", *words, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refused(home: Home, *words: str, cwd: Path | None = None) -> Any:
    """Return the error that ``daebug WORDS --json`` ends with."""
    done = home("--json", *words, cwd=cwd)
    assert done.returncode != 0, done.stdout
    return json.loads(done.stderr)["error"]


def git(folder: Path, *words: str) -> str:
    """Run git in ``folder`` as somebody with a name; return what it says."""
    env = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "n",
        "GIT_AUTHOR_EMAIL": "n@example.org",
        "GIT_COMMITTER_NAME": "n",
        "GIT_COMMITTER_EMAIL": "n@example.org",
    }
    return subprocess.run(
        ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *words],
        cwd=folder,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
