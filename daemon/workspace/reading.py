"""One file for an agent: numbered lines, or a picture.

A file up to the limit of the editors is read whole, so that its hash is known;
a larger one is streamed, and has none.  Blocks; belongs into a thread.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass

from ...protocol.errors.workspace import BinaryFile, FileTooLarge
from . import contents, kinds, seen, text
from .containment import Place
from .window import Reader, Window

#: The largest picture that is handed on: what model providers take.
PICTURE_BYTES = 5_000_000

#: Bytes of one piece of a stream.
PIECE_BYTES = 1 << 20


@dataclass(frozen=True)
class Page:
    """What a read found."""

    size: int
    #: Empty for a file over the limit.
    hash: str
    window: Window | None = None
    encoding: str = ""
    ending: str = ""
    #: A picture's MIME type and its bytes in base64.
    mime: str = ""
    base64: str = ""


def page(place: Place, offset: int, limit: int, limit_bytes: int) -> Page:
    """Return ``limit`` lines from line ``offset`` (from 0) of the file at ``place``.

    Raises:
        NoSuchFile, NotAFile, CantRead, FileBusy: it can't be read.
        BinaryFile: it is neither text nor a picture.
        FileTooLarge: a picture, or a text that can't be streamed (UTF-16).
    """
    fd = contents.opened(place)
    with os.fdopen(fd, "rb") as file:
        size = os.fstat(fd).st_size
        sample = file.read(kinds.SAMPLE_BYTES)
    mime = kinds.picture(sample)
    if mime:
        data = contents.load(place, PICTURE_BYTES).data
        return Page(len(data), seen.digest(data), mime=mime, base64=base64.b64encode(data).decode())
    if why := kinds.binary(sample):
        raise BinaryFile(path=place.shown, why=why)
    if size > limit_bytes:
        return _streamed(place, offset, limit, size, limit_bytes)
    data = contents.load(place, limit_bytes).data
    found = text.read(data)
    window = Reader(offset, limit).read([_plain(found, data)])
    return Page(len(data), seen.digest(data), window, found.told, found.ending)


def _plain(found: text.Text, data: bytes) -> bytes:
    """Return the text as UTF-8 without its mark."""
    if found.encoding == "utf-8":
        return data[len(found.mark) :]
    return found.text.encode("utf-8", "surrogatepass")


def _streamed(place: Place, offset: int, limit: int, size: int, limit_bytes: int) -> Page:
    """Return some lines of a file that is not read whole."""
    with os.fdopen(contents.opened(place), "rb") as file:
        first = file.read(PIECE_BYTES)
        found = text.read(first[: kinds.SAMPLE_BYTES - 4])
        if found.encoding != "utf-8":
            raise FileTooLarge(path=place.shown, size_bytes=size, limit_bytes=limit_bytes)

        def pieces() -> Iterator[bytes]:
            yield first[len(found.mark) :]
            while piece := file.read(PIECE_BYTES):
                yield piece

        window = Reader(offset, limit).read(pieces())
    return Page(size, "", window, found.told, found.ending)
