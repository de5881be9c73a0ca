"""What the tests of the file commands type again and again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.faults.expect import Done, answered
from tests.home import Home


def put(shop: Home, name: str, data: bytes | str) -> Path:
    """Make a file of the project."""
    path = shop.work / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def edit(shop: Home, name: str | Path, old: str, new: str, *options: str) -> Done:
    """Edit a file."""
    return shop("edit", name, "--old", old, "--new", new, *options)


def asked(shop: Home, *words: str | Path, text: str | bytes | None = None) -> dict[str, Any]:
    """Return what a command answers, as data."""
    found: dict[str, Any] = json.loads(answered(shop(*words, "--json", input=text)))
    return found
