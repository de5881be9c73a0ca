"""The channel without WebSocket: polls that are parked, and posts."""

from __future__ import annotations

import contextlib
import logging
import random
from collections.abc import AsyncIterator

import msgspec
from aiohttp import web

from ...protocol.errors.daemon import BadMessage
from . import bodies, channel, links, replies
from .channel import Hello
from .links import PollLink
from .realms import Realm
from .root import Root
from .sockets import welcome

log = logging.getLogger("daebug.gateway")

#: Longest time that a poll is parked, seconds; a proxy's idle limit is 30 s and more.
PARK_S = 15.0

#: Least share of that time: pages that came at the same moment must not all come again at one.
SPREAD = 0.8


async def poll(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Answer with the messages for a load: now if there are any, else when there are."""
    realm = _asking(root, request)
    if realm is None:
        return replies.plain(410)
    link = linked(root, realm)
    if link is None:
        return replies.json([])
    seconds = PARK_S * random.uniform(SPREAD, 1.0)  # noqa: S311 - it hides nothing
    return await parked(root, request, realm, link, seconds=seconds)


async def parked(
    root: Root, request: web.BaseRequest, realm: Realm, link: PollLink, *, seconds: float
) -> web.StreamResponse:
    """Wait for messages and write them; a client that goes meanwhile has ``GRACE_S`` to return."""
    lines: list[tuple[str, links.Waiting]] = []
    newest, written = True, False
    try:
        newest = await link.wait(seconds)
        lines = link.take() if newest else []
        text = f"[{','.join(line for line, _ in lines)}]"
        response = replies.body(text.encode(), "application/json")
        await response.prepare(request)
        await response.write_eof()
        written = True
    finally:
        links.handed(lines, went=written)
        if not written and newest and not link.present:
            link.close()
            root.realms.lost(realm, link)
    root.realms.heard(realm)
    return response


@contextlib.asynccontextmanager
async def job(link: PollLink, seconds: float) -> AsyncIterator[str]:
    """Yield one message for who takes one at a time; empty = none came within ``seconds``.

    It was handed over when what is done with it went well.
    """
    lines: list[tuple[str, links.Waiting]] = []
    written = False
    try:
        lines = link.take(1) if await link.wait(seconds) else []
        yield lines[0][0] if lines else ""
        written = True
    finally:
        links.handed(lines, went=written)


def linked(root: Root, realm: Realm) -> PollLink | None:
    """Return the link of a load that polls; ``None`` = it has a WebSocket."""
    root.realms.heard(realm)
    if isinstance(realm.link, PollLink):
        return realm.link
    if realm.link is not None:
        return None
    link = PollLink("poll")
    root.realms.relink(realm, link)
    return link


async def post(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Take a list of messages; a hello among them is answered with ``welcome``."""
    data = await bodies.read(request, most_bytes=channel.MESSAGE_BYTES, types=bodies.JSON_OR_BEACON)
    pieces = channel.pieces(data)
    answer: list[dict[str, object]] = []
    realm = _asking(root, request)
    for piece in pieces:
        hello = _hello(bytes(piece))
        if hello is not None:
            before = realm.link if realm else None
            link = before if isinstance(before, PollLink) else PollLink("poll")
            realm = await root.realms.join(hello, link)
            answer.append(welcome(realm))
        elif realm is not None:
            await root.intake.raw(realm, bytes(piece), text=True)
    if realm is None and not answer:
        return replies.plain(410)
    return replies.json(answer)


def _asking(root: Root, request: web.BaseRequest) -> Realm | None:
    """Return the realm that a request names by name and load."""
    query = request.rel_url.query
    return root.realms.found(query.get("name", ""), query.get("load", ""))


def _hello(piece: bytes) -> Hello | None:
    """Return the hello that ``piece`` is; ``None`` = it is something else."""
    if b'"hello"' not in piece[:200] and b'"hello"' not in piece:
        return None
    try:
        said = channel.said(piece, text=True)
    except (BadMessage, msgspec.DecodeError):
        return None
    return said if isinstance(said, Hello) else None
