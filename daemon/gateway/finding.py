"""Test files and the page to run them in: an order of the hub, and endpoints for pages."""

from __future__ import annotations

import asyncio
import json

import msgspec
from aiohttp import web

from ...protocol import plain
from ...protocol.errors.daemon import BadMessage
from ...protocol.pages import FindTests, TestsFound
from . import bodies, discovery, forms, inject, limits, located, replies, static
from .root import Root

#: The start of the page that is opened to run tests; its name is the query's.
PAGE = "<!doctype html><html><head><meta charset=utf-8><title>Tests</title><script>{}</script>"

#: The page's name is kept where the shim looks for it.
NAMED = "try {{ sessionStorage.setItem('daebug-name', {}); }} catch {{ }}"


async def tests(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Answer ``{files: ["/path", ...]}``, or ``{error}``."""
    if not root.searches.allows():
        return replies.json({"error": "too many searches, try again in a second"}, 429)
    try:
        told = await bodies.read_as(request, forms.Search, most_bytes=limits.SMALL_BODY_BYTES)
        search = discovery.search(msgspec.structs.asdict(told))
    except BadMessage as error:
        return replies.json({"error": error.text}, 400)
    found = await asyncio.to_thread(discovery.files, root.folder, search)
    return replies.json({"files": found})


async def found(root: Root, order: FindTests) -> TestsFound:
    """Return the test files that the hub looks for.

    Raises:
        BadMessage: the patterns have no end, or the folder is none of this root.
    """
    stated = {"files": order.files or None, "exclude": order.exclude, "cwd": order.folder}
    search = discovery.search(stated)
    return TestsFound(files=await asyncio.to_thread(discovery.files, root.folder, search))


async def page(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Send the page that is opened to run tests: the root's own, or an empty one of ours.

    It takes the name of the query, and goes to ``index.html`` where there is one, so that
    tests find the import map of the project.
    """
    name = plain.realm(request.rel_url.query.get("name", ""))
    script = NAMED.format(json.dumps(name)) if name else ""
    if located.index(root.folder, root.folder) is not None:
        head = PAGE.format(f"{script} location.replace('/');").encode()
        return replies.body(head, "text/html; charset=utf-8")
    made = inject.injected(b"", nonce="", shim=lambda _: _shim(root))
    head = PAGE.format(script).encode() + made.head
    return replies.body(head + b"</head><body></body></html>\n", "text/html; charset=utf-8")


def _shim(root: Root) -> str:
    """Return the element of the page script."""
    site = static.Site(
        folder=root.folder,
        scripts=root.scripts,
        trusted=lambda _: False,
        token=root.door.token,
    )
    return static.shim(site, "")
