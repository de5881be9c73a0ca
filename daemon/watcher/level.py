"""The patterns in force in a folder, made ready to be asked fifty thousand times.

Most names match no pattern.  So names are first tried together against all that
could match one of them (a set of names, a tuple of ends, one expression); only
those that remain are judged pattern by pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .ignoring import Rules

_Test = Callable[[str], re.Match[str] | None]


class Level:
    """Files of patterns, the strongest first."""

    def __init__(self, chain: tuple[Rules, ...] = ()) -> None:
        """Judge by ``chain``."""
        self.chain = chain
        every = [(rules, pattern) for rules in chain for pattern in rules.patterns]
        names = [pattern for _, pattern in every if not pattern.on_path]
        self._names = frozenset((".git", *(p.literal for p in names if p.literal)))
        self._ends = tuple({p.end for p in names if p.end})
        self._last = tuple(f"{end}\0" for end in self._ends)
        self._odd = _together(p.matches.pattern for p in names if not (p.literal or p.end))
        #: Folder -> names in it that a pattern with a path could mean.
        self._here: dict[str, set[str]] = {}
        paths: list[str] = []
        for rules, pattern in every:
            if pattern.on_path and pattern.literal:
                whole = f"{rules.base}{pattern.literal}"
                above = whole.rpartition("/")
                self._here.setdefault(above[0] + above[1], set()).add(above[2])
            elif pattern.on_path:
                paths.append(re.escape(rules.base) + pattern.matches.pattern)
        self._paths = _together(paths)

    def ignored(self, path: str, name: str, *, folder: bool) -> bool:
        """Return whether ``path`` (relative to the root) is left out."""
        if name == ".git":
            return True
        for rules in self.chain:
            if path.startswith(rules.base):
                verdict = rules.verdict(path, name, folder=folder)
                if verdict is not None:
                    return verdict
        return False

    def kept(self, path: str, names: str, *, folder: bool) -> set[str]:
        """Return those of ``names``, all in the folder ``path``, that are not left out.

        Each has a NUL behind it: all of a folder are looked through at once.
        """
        if not names:
            return set()
        every = {*names.split("\0")}
        every.discard("")
        doubted = every & self._names
        if here := self._here.get(path):
            doubted |= every & here
        if any(last in names for last in self._last):
            doubted.update([name for name in every if name.endswith(self._ends)])
        if odd := self._odd:
            doubted.update(filter(odd, every))
        if paths := self._paths:
            doubted.update([name for name in every if paths(path + name)])
        if not doubted:
            return every
        return every - {name for name in doubted if self.ignored(path + name, name, folder=folder)}


def _together(sources: Iterable[str]) -> _Test | None:
    """Return a test for text that any of the expressions matches; ``None`` if there are none."""
    every = list(dict.fromkeys(sources))
    return (
        re.compile("|".join(f"(?:{one})" for one in every), re.DOTALL).fullmatch if every else None
    )
