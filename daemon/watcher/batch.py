"""What a batch of events in a tree comes to: each file once, as it is at the end."""

from __future__ import annotations

import os

from ...protocol.facts import Fact
from ...protocol.trees import TreeChanged


class Batch:
    """Files that came, went, or were written."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        self.added: dict[str, None] = {}
        self.removed: dict[str, None] = {}
        self.changed: dict[str, None] = {}
        self.other = False

    def came(self, path: str) -> None:
        """A file is there; one that went in the same batch was replaced."""
        if path in self.removed:
            del self.removed[path]
            self.changed[path] = None
        else:
            self.added[path] = None

    def wrote(self, path: str) -> None:
        """A file was written; one that is new is new, however often it is written."""
        if path not in self.added:
            self.changed[path] = None

    def gone(self, path: str, *, listed: bool) -> None:
        """A file is not there any more."""
        self.changed.pop(path, None)
        if path in self.added:
            del self.added[path]
        elif listed:
            self.removed[path] = None
        self.other = self.other or not listed

    def fact(self, root: str, watch: int) -> Fact | None:
        """Return the fact that tells it; ``None`` = nothing happened."""
        if not (self.added or self.removed or self.changed or self.other):
            return None
        return TreeChanged(
            root=root,
            watch=watch,
            added=_names(self.added),
            removed=_names(self.removed),
            changed=_names(self.changed),
            other=self.other,
        )


def _names(paths: dict[str, None]) -> bytes:
    """Return names as they cross the bus."""
    return os.fsencode("".join(f"{path}\0" for path in paths))
