"""The search for test files as an endpoint."""

from __future__ import annotations

import asyncio

from aiohttp import web

from ...protocol.errors.daemon import BadMessage
from . import bodies, discovery, limits, replies
from .root import Root


async def tests(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Answer ``{files: ["/path", ...]}``, or ``{error}``."""
    if not root.searches.allows():
        return replies.json({"error": "too many searches, try again in a second"}, 429)
    try:
        told = await bodies.read_object(request, most_bytes=limits.SMALL_BODY_BYTES)
        search = discovery.search(told)
    except BadMessage as error:
        return replies.json({"error": error.text}, 400)
    found = await asyncio.to_thread(discovery.files, root.folder, search)
    return replies.json({"files": found})
