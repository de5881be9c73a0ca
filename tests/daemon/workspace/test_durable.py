"""New content is on the disk before it takes the name of the old, unless the settings say no."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from daebug.daemon.workspace import editing
from daebug.daemon.workspace.containment import Place
from daebug.daemon.workspace.editing import Edit, Wish


@pytest.mark.parametrize("durable", [True, False])
def test_it_is_synced_while_the_old_is_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, durable: bool
) -> None:
    path = tmp_path / "f"
    path.write_text("old\n")
    synced: list[tuple[bytes, str]] = []
    sync = os.fsync

    def noted(fd: int) -> None:
        sync(fd)
        synced.append((Path(f"/proc/self/fd/{fd}").read_bytes(), path.read_text()))

    monkeypatch.setattr(os, "fsync", noted)
    wish = Wish(Place(str(path), "f"), [Edit(old="old", new="new")], [])
    editing.edited([wish], 100, dry_run=False, durable=durable)
    assert path.read_text() == "new\n"
    assert synced == ([(b"new\n", "old\n")] if durable else [])
