"""From the path of a request to a file within the root, or to nothing.

A path is decoded once, taken apart, and refused if any part could mean another
place; then links are followed, and what they lead to has to lie within the root
too.  Names that start with a dot are not there.
"""

from __future__ import annotations

import os
import stat
import unicodedata
import urllib.parse

import msgspec

#: The one folder with a dot that is meant to be asked for.  RFC 8615
WELL_KNOWN = ".well-known"

#: Bytes of a path.
PATH_BYTES = 4096

#: The transcripts: for who has the token only.
INDEX, TRANSCRIPTS = "daebug.md", "daebug"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A file or folder of the root."""

    #: Absolute, without links.
    path: str
    is_folder: bool
    #: It is a transcript, or the index of them.
    private: bool


def parts(raw_path: str) -> list[str] | None:
    """Return the decoded parts of a request's path; ``None`` = no file can be meant.

    >>> parts("/a%20b/c.js")
    ['a b', 'c.js']
    >>> parts("/%2e%2e/x") is None
    True
    """
    if not raw_path.startswith("/") or len(raw_path) > PATH_BYTES:
        return None
    try:
        path = urllib.parse.unquote(raw_path, "utf-8", "strict")
    except UnicodeDecodeError:
        return None
    pieces = path[1:].split("/")
    if pieces and pieces[-1] == "":
        pieces.pop()
    return pieces if all(_usable(piece) for piece in pieces) else None


def found(root: str, raw_path: str) -> Found | None:
    """Return what ``raw_path`` means in ``root`` (a real path); ``None`` = nothing is there."""
    pieces = parts(raw_path)
    if pieces is None:
        return None
    path = os.path.join(root, *pieces)
    if len(os.fsencode(path)) > PATH_BYTES:
        return None
    return _within(root, path, asked=pieces)


def index(root: str, folder: str) -> Found | None:
    """Return the ``index.html`` of a folder of the root."""
    path = os.path.join(folder, "index.html")
    hit = _within(root, path, asked=[])
    return hit if hit and not hit.is_folder else None


def _within(root: str, path: str, *, asked: list[str]) -> Found | None:
    """Return the regular file or folder at ``path``, if it is in ``root`` in truth."""
    try:
        real = os.path.realpath(path, strict=True)
        mode = os.stat(real).st_mode
    except (OSError, ValueError):
        return None
    if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
        return None
    inside = [] if real == root else os.path.relpath(real, root).split(os.sep)
    if not all(_usable(piece) for piece in inside):
        return None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return None  # to open a pipe or a device could hang, or do something
    private = _private(inside) or _private(asked)
    return Found(path=real, is_folder=stat.S_ISDIR(mode), private=private)


def _usable(piece: str) -> bool:
    """Whether ``piece`` is one plain name: no folder above, no dot file, no separator, no NUL."""
    if not piece or (_folded(piece).startswith(".") and piece != WELL_KNOWN):
        return False
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in piece):
        return False
    return "/" not in piece and "\\" not in piece and not (os.name == "nt" and ":" in piece)


def _private(pieces: list[str]) -> bool:
    """Whether it is the index or in the folder of transcripts, whatever the case of letters."""
    return bool(pieces) and _folded(pieces[0]) in {INDEX, TRANSCRIPTS}


def _folded(piece: str) -> str:
    """Return the name that the most forgiving file system takes ``piece`` for.

    Some know no case and no difference between composed and decomposed letters, and pass over
    characters that can't be seen.
    """
    if piece.isascii():
        return piece.casefold()
    seen = (one for one in piece if unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFKC", "".join(seen)).casefold()
