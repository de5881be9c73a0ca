"""The body of a request, bounded in size, time and type."""

from __future__ import annotations

import asyncio
import json
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from ...protocol import wire
from ...protocol.errors.daemon import BadMessage
from . import limits

Form = TypeVar("Form", bound=msgspec.Struct)

#: What the body of a request to us may be.
JSON = frozenset({"application/json"})

#: A beacon can't state another type without asking first.
JSON_OR_BEACON = JSON | {"text/plain"}


class Refused(Exception):
    """A body that is not taken: the status to answer with."""

    def __init__(self, status: int, why: str = "") -> None:
        """Answer with ``status`` and ``why``; empty = what the status means."""
        self.status = status
        self.why = why
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


async def read_as(request: web.BaseRequest, form: type[Form], *, most_bytes: int) -> Form:
    """Return the JSON in the body as ``form``, a struct.

    Raises:
        Refused: as ``read``.
        BadMessage: it is no such object.
    """
    data = await read(request, most_bytes=most_bytes)
    return formed(data, form)


def formed(data: bytes, form: type[Form]) -> Form:
    """Return JSON as ``form``.

    Raises:
        BadMessage: it is no such object.
    """
    try:
        return msgspec.json.decode(data, type=form)
    except wire.UNREADABLE as error:
        why = error
    try:
        # JSON knows no whole numbers apart from others: 1.0 is 1, and JSON Schema says so too.
        return msgspec.convert(json.loads(data, parse_float=_number), form)
    except (*wire.UNREADABLE, ValueError):
        raise BadMessage(why=str(why)) from why


def _number(stated: str) -> float | int:
    """Return a number of JSON, whole if it is."""
    found = float(stated)
    return int(found) if found.is_integer() else found


def query(request: web.BaseRequest, form: type[Form]) -> Form:
    """Return the query as ``form``, a struct of texts and numbers.

    Raises:
        BadMessage: it is none, or says something twice.
    """
    stated = request.rel_url.query
    told = {name: stated.getall(name) for name in set(stated)}
    names = {field.encode_name for field in msgspec.structs.fields(form)}
    for name in names & set(told):
        if len(told[name]) > 1:
            raise BadMessage(why=f"{name} is there {len(told[name])} times")
    try:
        return msgspec.convert({name: one[0] for name, one in told.items()}, form, strict=False)
    except wire.UNREADABLE as error:
        raise BadMessage(why=str(error)) from error


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
