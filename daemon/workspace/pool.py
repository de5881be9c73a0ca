"""What the fuzzy search looks through: the files of a folder, or the folders."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

from . import finding, folders
from .finding import Scope
from .fuzzy import Index
from .fuzzysort import Query
from .trees import Listing

#: An index of more names than this is made, and searched, in a thread.
_MANY = 20_000

#: Folders are found in this many times the number that is wanted, then put in order.
_FOLDERS = 20


class Pools:
    """Indexes of the lists that are kept; an index goes with its list."""

    def __init__(self) -> None:
        """Start with none."""
        self._made: WeakKeyDictionary[Listing, dict[tuple[str, bool], tuple[int, Index]]]
        self._made = WeakKeyDictionary()

    async def best(
        self, scope: Scope, asked: Query, limit: int, *, dirs: bool
    ) -> list[tuple[float, str]]:
        """Return the best names under a folder with their scores, the best first.

        Folders end in a slash; hidden ones come last unless the query asks for such.
        """
        index = await self._index(scope, dirs=dirs)
        many = len(index.names) > _MANY
        most = limit * _FOLDERS if dirs else limit
        found = (
            await asyncio.to_thread(index.best, asked, most) if many else index.best(asked, most)
        )
        if dirs:
            found = hidden_last(found, asked)[:limit]
        return found

    async def names(self, scope: Scope, *, dirs: bool) -> list[str]:
        """Return all that is looked through."""
        return (await self._index(scope, dirs=dirs)).names

    async def _index(self, scope: Scope, *, dirs: bool) -> Index:
        """Return the index of a scope, made anew if a name came or went."""
        made = self._made.setdefault(scope.listing, {})
        key, revision = (scope.prefix, dirs), scope.listing.names_revision
        if key in made and made[key][0] == revision:
            return made[key][1]
        for old in [one for one, (seen, _) in made.items() if seen != revision]:
            del made[old]
        many = len(scope.names) > _MANY
        index = await asyncio.to_thread(_index, scope, dirs) if many else _index(scope, dirs)
        made[key] = (revision, index)
        return index


def hidden_last(found: list[tuple[float, str]], asked: Query) -> list[tuple[float, str]]:
    """Return folders with hidden ones last, unless the query names one."""
    text = "".join(map(chr, asked.whole.codes))
    if text.startswith(".") or "/." in text:
        return found
    return sorted(found, key=lambda one: finding.hidden(one[1]))


def _index(scope: Scope, dirs: bool) -> Index:  # noqa: FBT001 - positional for to_thread
    if not dirs:
        return Index(scope.names)
    return Index([f"{path}/" for path in sorted(folders.every(scope.names))])
