"""Endpoints that send what is there: the project's files, our scripts, the frame of tests."""

from __future__ import annotations

from aiohttp import web

from . import access, replies, scripts, static
from .root import Root
from .static import Site

#: The frame in which a test file runs.
FRAME = b'<!doctype html><html><head><base href="/"></head><body></body></html>\n'


async def script(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Send a script of ours."""
    name = scripts.SERVED[request.rel_url.path]
    return replies.script(root.scripts.text(name))


async def frame(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Send the frame of a test file."""
    del root, request
    return replies.body(FRAME, "text/html; charset=utf-8")


async def file(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Send a file of the project."""
    if request.method not in {"GET", "HEAD"}:
        return replies.plain(405, headers={"Allow": "GET, HEAD"})
    if request.rel_url.path.startswith("/-daebug"):
        return replies.plain(404)
    site = Site(
        folder=root.folder,
        scripts=root.scripts,
        trusted=lambda asked: access.trusted(root.door, asked),
        token=root.door.token,
    )
    return await static.answer(site, request)
