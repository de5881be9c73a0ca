"""What is in an archive, checked whole before the first byte is written.

zip and tar with any compression the standard library knows.  An entry may be
a file or a folder with a relative path below the destination; links, devices,
drives, backslashes, ``..``, two entries for one place and more bytes than
allowed are refused with the entry's name.  A compressed size that is told
wrong is met when the entry is read: reading stops at what was told.
"""

from __future__ import annotations

import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Protocol

from ...protocol.errors.workspace import BadArchive, UnsafeArchive
from .containment import Place

#: Most entries of an archive.
MOST_ENTRIES = 200_000

#: An archive that grows more than this often is taken for a bomb, once it is large.
MOST_GROWTH, LARGE_BYTES = 200, 50_000_000

#: What a damaged or a foreign file makes the readers raise.
DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, ValueError),
    *(NotImplementedError, RuntimeError, OSError, OverflowError, MemoryError),
)


@dataclass(frozen=True)
class Entry:
    """One file or folder of an archive."""

    #: Relative, with ``/``, without ``.`` parts.
    path: str
    folder: bool
    size: int
    executable: bool = False
    #: What the archive's own reader calls it.
    token: zipfile.ZipInfo | tarfile.TarInfo | None = None


class Archive(Protocol):
    """An archive that is open for reading."""

    def entries(self) -> Iterator[tuple[str, Entry | str]]:
        """Yield each entry's name with what it is, or with why it is refused."""

    def content(self, entry: Entry) -> IO[bytes]:
        """Return a stream of an entry's bytes."""


@contextmanager
def opened(place: Place, file: IO[bytes]) -> Iterator[Archive]:
    """Read the archive in ``file``, which is at ``place``.

    Raises:
        BadArchive: it is none, or a damaged one; also while it is read.
    """
    try:
        if file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}:
            file.seek(0)
            with zipfile.ZipFile(file) as found:
                yield _Zip(found)
        else:
            file.seek(0)
            with tarfile.open(fileobj=file, mode="r:*") as found_tar:
                yield _Tar(found_tar)
    except DAMAGED as error:
        raise BadArchive(path=place.shown, why=str(error) or type(error).__name__) from error


def checked(archive: Archive, place: Place, packed_bytes: int, limit_bytes: int) -> list[Entry]:
    """Return all entries, each of them harmless.

    Raises:
        UnsafeArchive: one is not; the first of these is told.
    """
    found: dict[str, Entry] = {}
    total = 0
    for name, entry in archive.entries():
        if isinstance(entry, str):
            raise UnsafeArchive(path=place.shown, entry=repr(name), why=entry)
        if not entry.path:
            continue  # the destination itself
        total += entry.size
        why = _twice(found, entry)
        if total > limit_bytes:
            why = f"makes it more than {limit_bytes} bytes (workspace.unpack_bytes)"
        elif total > LARGE_BYTES and total > MOST_GROWTH * packed_bytes:
            why = f"makes it {total // max(1, packed_bytes)} times its size: a bomb"
        elif len(found) >= MOST_ENTRIES:
            why = f"is one of more than {MOST_ENTRIES}"
        if why:
            raise UnsafeArchive(path=place.shown, entry=repr(name), why=why)
        found.setdefault(_key(entry.path), entry)
    _nested(found, place)
    return list(found.values())


def clean(name: str) -> tuple[str, str]:
    """Return an entry's path without ``.`` parts, and why it is refused (empty = it is not)."""
    if "\0" in name:
        return "", "has a NUL in its name"
    if "\\" in name:
        return "", "has a backslash in its name"
    if name.startswith("/"):
        return "", "has an absolute path"
    if name[1:2] == ":" and name[0].isalpha():
        return "", "names a drive"
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if ".." in parts:
        return "", "leads out of the folder"
    if any(len(part.encode("utf-8", "surrogatepass")) > 255 for part in parts):
        return "", "has a name that is too long"
    return "/".join(parts), ""


def _key(path: str) -> str:
    """Return what two names share that are one file on some systems."""
    return unicodedata.normalize("NFC", path).casefold()


def _twice(found: dict[str, Entry], entry: Entry) -> str:
    """Return why an entry may not be there a second time; a folder may."""
    other = found.get(_key(entry.path))
    if other is None or (other.folder and entry.folder):
        return ""
    if other.path == entry.path:
        return "is there twice"
    return f"is the same file as {other.path!r} where case does not count"


def _nested(found: dict[str, Entry], place: Place) -> None:
    """See that no entry lies below one that is a file."""
    for entry in found.values():
        parts = entry.path.split("/")
        for count in range(1, len(parts)):
            above = found.get(_key("/".join(parts[:count])))
            if above is not None and not above.folder:
                why = f"lies below {above.path!r}, which is a file"
                raise UnsafeArchive(path=place.shown, entry=repr(entry.path), why=why)


class _Zip:
    """A zip file."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def entries(self) -> Iterator[tuple[str, Entry | str]]:
        """Yield what the central directory lists."""
        for info in self._file.infolist():
            yield info.orig_filename, self._entry(info)

    def content(self, entry: Entry) -> IO[bytes]:
        """Return the unpacked bytes; a wrong checksum raises at their end."""
        assert isinstance(entry.token, zipfile.ZipInfo)
        return self._file.open(entry.token)

    def _entry(self, info: zipfile.ZipInfo) -> Entry | str:
        """Return one entry, or why it is refused."""
        path, why = clean(info.orig_filename)
        mode = info.external_attr >> 16
        kind = stat.S_IFMT(mode)
        folder = info.orig_filename.endswith("/")
        if info.flag_bits & 1:
            why = why or "is encrypted"
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            why = why or "is a link or a device"
        if folder and info.file_size:
            why = why or "is a folder with content"
        return why or Entry(path, folder, info.file_size, bool(mode & 0o111), info)


class _Tar:
    """A tar file, packed or not."""

    def __init__(self, file: tarfile.TarFile) -> None:
        self._file = file

    def entries(self) -> Iterator[tuple[str, Entry | str]]:
        """Yield entry by entry: a packed tar has no list, so all of it is unpacked to see."""
        for info in self._file:
            path, why = clean(info.name)
            if not (info.isreg() or info.isdir()):
                why = why or "is a link or a device"
            if info.sparse is not None:
                why = why or "is a sparse file"
            executable = bool(info.mode & 0o111)
            yield info.name, why or Entry(path, info.isdir(), info.size, executable, info)

    def content(self, entry: Entry) -> IO[bytes]:
        """Return the bytes of a file."""
        assert isinstance(entry.token, tarfile.TarInfo)
        stream = self._file.extractfile(entry.token)
        assert stream is not None
        return stream
