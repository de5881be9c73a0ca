"""Conditional and partial requests: what of a file is to be sent.  Pure.

RFC 9110, sections 13 and 14: https://www.rfc-editor.org/rfc/rfc9110#section-13
Of several ranges none is honoured, which section 14.2 allows ("A server MAY
ignore the Range header field").
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping

import msgspec

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\Z")


class Span(msgspec.Struct, frozen=True):
    """What to send: ``length`` bytes from ``start``; ``status`` 200, 206, 304 or 416."""

    status: int
    start: int
    length: int


def etag(mtime_ns: int, size: int, variant: str = "") -> str:
    """Return a strong tag of a file; ``variant`` tells apart what is made from one file."""
    return f'"{mtime_ns:x}-{size:x}{"-" + variant if variant else ""}"'


def http_date(mtime_ns: int) -> str:
    """Return a time as HTTP writes it."""
    return email.utils.formatdate(mtime_ns // 1_000_000_000, usegmt=True)


def span(headers: Mapping[str, str], *, tag: str, mtime_ns: int, size: int) -> Span:
    """Return what of a file of ``size`` bytes answers a request with ``headers``."""
    if _unchanged(headers, tag, mtime_ns):
        return Span(304, 0, 0)
    whole = Span(200, 0, size)
    match = _RANGE.match(headers.get("Range", "").strip())
    if match is None or not (match[1] or match[2]) or not _range_holds(headers, tag, mtime_ns):
        return whole
    if not match[1]:
        length = min(int(match[2]), size)
        return Span(206, size - length, length) if length else Span(416, 0, 0)
    start = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    if match[2] and int(match[2]) < start:
        return whole
    return Span(206, start, last - start + 1) if start < size else Span(416, 0, 0)


def _unchanged(headers: Mapping[str, str], tag: str, mtime_ns: int) -> bool:
    """Whether the client's copy is good; a tag decides alone where one is given."""
    if (stated := headers.get("If-None-Match")) is not None:
        tags = [one.strip().removeprefix("W/") for one in stated.split(",")]
        return tag in tags or "*" in tags
    since = _seconds(headers.get("If-Modified-Since", ""))
    return since is not None and mtime_ns // 1_000_000_000 <= since


def _range_holds(headers: Mapping[str, str], tag: str, mtime_ns: int) -> bool:
    """Whether ``If-Range``, where there is one, names the file as it is."""
    stated = headers.get("If-Range")
    if stated is None or stated == tag:
        return True
    return _seconds(stated) == mtime_ns // 1_000_000_000


def _seconds(date: str) -> int | None:
    try:
        return int(email.utils.parsedate_to_datetime(date).timestamp())
    except (ValueError, TypeError, OverflowError):
        return None
