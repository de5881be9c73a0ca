"""The body of a request, bounded in size, time and type."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from aiohttp import web

from ...protocol import wire
from ...protocol.errors.daemon import BadMessage
from . import limits

#: What the body of a request to us may be.
JSON = frozenset({"application/json"})

#: A beacon can't state another type without asking first.
JSON_OR_BEACON = JSON | {"text/plain"}


class Refused(Exception):
    """A body that is not taken: the status to answer with."""

    def __init__(self, status: int) -> None:
        """Answer with ``status``."""
        self.status = status
        super().__init__(str(status))


async def read(request: web.BaseRequest, *, most_bytes: int, types: frozenset[str] = JSON) -> bytes:
    """Return the body.

    Raises:
        Refused: it is too large, too slow, of another type, or packed.
    """
    if request.content_type not in types:
        raise Refused(415)
    if "Content-Encoding" in request.headers:
        raise Refused(415)  # a small packed body can be a large one
    if (request.content_length or 0) > most_bytes:
        raise Refused(413)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(limits.BODY_S):
            async for part in request.content.iter_any():
                size += len(part)
                if size > most_bytes:
                    raise Refused(413)
                parts.append(part)
    except TimeoutError:
        raise Refused(408) from None
    return b"".join(parts)


async def read_object(request: web.BaseRequest, *, most_bytes: int) -> dict[str, Any]:
    """Return the JSON object in the body.

    Raises:
        Refused: as ``read``.
        BadMessage: it holds something else.
    """
    data = await read(request, most_bytes=most_bytes)
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except wire.UNREADABLE as error:
        raise BadMessage(why=str(error)) from error
