"""A whole file written at once; blocks, so it belongs into a thread."""

from __future__ import annotations

from dataclasses import dataclass

from ...protocol.errors.usage import NoSuchFile
from ...protocol.errors.workspace import FileChanged, FileTooLarge, NotRead
from . import contents, seen, transaction
from .containment import Place


@dataclass(frozen=True)
class Known:
    """What the agent knows of the file it writes."""

    agent: str
    #: Digest of what it last saw; ``None`` = it never looked.
    last_seen: str | None = None
    #: Digest that it names itself; empty = none.
    expected: str = ""
    #: It wants to write whatever is there.
    force: bool = False


@dataclass(frozen=True)
class Written:
    """What was done."""

    created: bool
    changed: bool
    hash: str
    notes: list[str]


def written(
    place: Place, data: bytes, known: Known, limit_bytes: int, *, durable: bool = True
) -> Written:
    """Make ``data`` the content of the file at ``place``, with the mode it has.

    Raises:
        NotRead, FileChanged: there is a file that the agent does not know.
        FileTooLarge, NotAFile, CantRead, CantWrite, FileBusy, FileExists: as it says.
    """
    if len(data) > limit_bytes:
        raise FileTooLarge(path=place.shown, size_bytes=len(data), limit_bytes=limit_bytes)
    try:
        before = contents.load(place, limit_bytes)
    except NoSuchFile:
        before = None
    notes = []
    if before is not None:
        found = seen.digest(before.data)
        _allowed(place, known, found)
        if before.data == data:
            return Written(created=False, changed=False, hash=found, notes=[])
        if before.status.st_nlink > 1:
            notes = ["it had other names (hard links); those keep the old content"]
    elif known.expected:
        raise FileChanged(path=place.shown, agent=known.agent or "you")
    transaction.commit([transaction.Change(place, data, before)], durable=durable)
    return Written(created=before is None, changed=True, hash=seen.digest(data), notes=notes)


def _allowed(place: Place, known: Known, found: str) -> None:
    """See that the agent knows what it replaces."""
    agent = known.agent or "you"
    if known.expected:
        if found != known.expected:
            raise FileChanged(path=place.shown, agent=agent)
    elif not known.force:
        if known.last_seen is None:
            raise NotRead(path=place.shown, agent="this agent" if not known.agent else agent)
        if known.last_seen != found:
            raise FileChanged(path=place.shown, agent=agent)
