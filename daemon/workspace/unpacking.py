"""An archive's entries written below a folder, none of them through a link.  Blocks."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import IO

from ...protocol.errors.workspace import (
    BadArchive,
    FileExists,
    LinkLeadsOut,
    NotAFolder,
    UnsafeArchive,
)
from . import archives, containment, contents, drafts
from .archives import Archive, Entry
from .containment import Place, entered, reason
from .drafts import Draft

#: Bytes copied at a time.
PIECE_BYTES = 1 << 18


@dataclass(frozen=True)
class Unpacked:
    """What was written."""

    files: int
    folders: int
    bytes: int


@dataclass(frozen=True)
class Destination:
    """Where to, and what may be there already."""

    place: Place
    #: Files that are there are replaced.
    overwrite: bool
    limit_bytes: int


def unpacked(archive: Place, to: Destination) -> Unpacked:
    """Unpack ``archive``; nothing is written unless every entry is harmless and has room.

    Raises:
        NoSuchFile, NotAFile, CantRead, BadArchive, UnsafeArchive: of the archive.
        FileExists, NotAFolder, LinkLeadsOut, CantWrite: of the destination.
    """
    with os.fdopen(contents.opened(archive), "rb") as file:
        packed = os.fstat(file.fileno()).st_size
        with archives.opened(archive, file) as found:
            entries = archives.checked(found, archive, packed, to.limit_bytes)
            _room(entries, archive, to)
            return _written(found, entries, archive, to)


def _room(entries: list[Entry], archive: Place, to: Destination) -> None:
    """See that nothing is in the way of an entry."""
    if os.path.lexists(to.place.path) and not os.path.isdir(to.place.path):
        raise NotAFolder(path=to.place.shown)
    taken: list[str] = []
    real: dict[str, bool] = {}
    for entry in entries:
        _no_repository(entry, archive, to)
        folder, _, name = entry.path.rpartition("/")
        above = os.path.join(to.place.path, folder) if folder else to.place.path
        if above not in real:
            real[above] = os.path.realpath(above) == above
        if not real[above]:
            leads = os.path.realpath(above)
            raise LinkLeadsOut(path=os.path.join(to.place.shown, folder), real=leads, verb="unpack")
        try:
            kind = stat.S_IFMT(os.lstat(os.path.join(above, name)).st_mode)
        except OSError:
            continue
        if entry.folder != (kind == stat.S_IFDIR) or not (entry.folder or to.overwrite):
            taken.append(entry.path)
    if taken:
        more = f", and {len(taken) - 1} more are" if len(taken) > 1 else ""
        path = os.path.join(to.place.shown, taken[0])
        raise FileExists(path=path, more=f"{more}; nothing was written", verb="unpack")


def _no_repository(entry: Entry, archive: Place, to: Destination) -> None:
    """See that an entry does not reach into a repository that is there: its hooks are run."""
    parts = entry.path.split("/")
    for count, part in enumerate(parts, 1):
        if part.casefold() in containment.MARKS:
            there = os.path.join(to.place.path, *parts[:count])
            if os.path.lexists(there):
                why = f"would change the repository of {there}"
                raise UnsafeArchive(path=archive.shown, entry=repr(entry.path), why=why)


def _written(found: Archive, entries: list[Entry], archive: Place, to: Destination) -> Unpacked:
    """Write the entries, each file new under its name."""
    files = folders = size = 0
    try:
        for entry in entries:
            path = os.path.join(to.place.path, entry.path)
            if entry.folder:
                os.close(entered(path, make=True))
                folders += 1
                continue
            at = entered(os.path.dirname(path), make=True)
            try:
                one = drafts.empty(Place(path, os.path.join(to.place.shown, entry.path)), at)
                try:
                    with found.content(entry) as stream:
                        size += _copied(stream, one, entry, archive)
                    (drafts.overwrite if to.overwrite else drafts.put)(one)
                finally:
                    drafts.drop(one)
            finally:
                os.close(at)
            files += 1
    except archives.DAMAGED as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        if isinstance(error, OSError) and error.errno is not None:
            raise contents.refusal(to.place, error) from error
        left = f"{why or type(error).__name__} in entry {entry.path!r}; {files} files were written"
        raise BadArchive(path=archive.shown, why=left) from error
    return Unpacked(files, folders, size)


def _copied(stream: IO[bytes], one: Draft, entry: Entry, archive: Place) -> int:
    """Copy one file into its draft; return its bytes."""
    count = 0
    while piece := stream.read(PIECE_BYTES):
        count += len(piece)
        if count > entry.size:
            break
        drafts.fill(one, piece)
    if count != entry.size:
        why = f"entry {entry.path!r} has not the {entry.size} bytes that the archive tells"
        raise BadArchive(path=archive.shown, why=why)
    if entry.executable:
        # As the system would have made it: who may read it may run it.
        mode = os.fstat(one.fd).st_mode
        os.fchmod(one.fd, stat.S_IMODE(mode | (mode & 0o444) >> 2))
    return count
