"""Folders as a tree that is filled breadth first, so that a limit cuts the deepest."""

from __future__ import annotations

import msgspec


class Folder(msgspec.Struct, kw_only=True):
    """One folder."""

    path: str
    name: str
    #: 0 = directly in the folder that was asked about.
    depth: int
    #: Files directly in it.
    files: int


def every(names: list[str]) -> dict[str, int]:
    """Return each folder above ``names`` with the files directly in it, parents first."""
    counts: dict[str, int] = {}
    for name in names:
        above = name.rpartition("/")[0]
        if above in counts:
            counts[above] += 1
        elif above:
            parts = above.split("/")
            for end in range(1, len(parts)):
                counts.setdefault("/".join(parts[:end]), 0)
            counts[above] = 1
    return counts


def tree(names: list[str], most: int) -> tuple[list[Folder], int]:
    """Return the folders above ``names`` in the order of a tree, and how many are left out.

    At most ``most`` are shown: all of one level before any of the next.
    """
    counts = every(names)
    by_level = sorted(counts, key=lambda path: (path.count("/"), path))
    shown = sorted(by_level[:most], key=lambda path: path.split("/"))
    return [
        Folder(
            path=path,
            name=path.rpartition("/")[2],
            depth=path.count("/"),
            files=counts[path],
        )
        for path in shown
    ], len(counts) - len(shown)
