"""Edits as values: which bytes of a file become which others."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """Replace what stands from ``start`` to ``end``; an append where both are the file's end."""

    start: int
    end: int
    new: bytes
    #: What has to stand there now; if it does not, read the file again.
    old: bytes


def fits(data: bytes, edits: Iterable[Edit], begin: int = 0) -> bool:
    """Return whether ``edits`` are meant for the file whose bytes from ``begin`` are ``data``."""
    return all(
        edit.start >= begin and data[edit.start - begin : edit.end - begin] == edit.old
        for edit in edits
    )


def applied(data: bytes, edits: Iterable[Edit], begin: int = 0) -> bytes:
    """Return ``data``, the bytes from ``begin``, after ``edits``, which do not overlap."""
    pieces, place = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        pieces += [data[place : edit.start - begin], edit.new]
        place = edit.end - begin
    return b"".join([*pieces, data[place:]])
