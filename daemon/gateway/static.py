"""The project's files over HTTP: whole, in part, or unchanged; pages with our shim in them."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable
from contextlib import closing
from typing import BinaryIO

import msgspec
from aiohttp import web

from . import conditions, importmap, inject, limits, located, media, replies
from .inject import Injected
from .located import Found
from .scripts import Scripts

#: Bytes that are read at once, without a thread: the file is in the system's cache mostly.
CHUNK_BYTES = 256 * 1024

#: Where a browser shows a page; elsewhere (``fetch``) a shim would spoil what is fetched.
_SHOWN = {"document", "iframe", "frame", "embed", "object", ""}


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What static answers need to know of a root."""

    #: Its real path.
    folder: str
    scripts: Scripts
    #: Whether a request may see transcripts.
    trusted: Callable[[web.BaseRequest], bool]
    token: str


async def answer(site: Site, request: web.BaseRequest) -> web.StreamResponse:
    """Return the file that a GET or HEAD means; 404 for all that is not there for everybody."""
    found = located.found(site.folder, request.rel_url.raw_path)
    if found is not None and found.is_folder:
        if not request.rel_url.raw_path.endswith("/"):
            return _with_slash(request)
        found = located.index(site.folder, found.path)
    if found is None or (found.private and not site.trusted(request)):
        return replies.plain(404)
    try:
        file = _opened(found.path)
    except OSError:
        return replies.plain(404)
    with closing(file):
        return await _sent(site, request, found, file)


def _with_slash(request: web.BaseRequest) -> web.Response:
    """Return the redirect to the folder, so that its relative links hold."""
    query = request.rel_url.raw_query_string
    to = request.rel_url.raw_path + "/" + (f"?{query}" if query else "")
    return replies.plain(301, "Moved", {"Location": to})


def _opened(path: str) -> BinaryIO:
    """Open a file that is what it was when it was looked for, or raise ``OSError``."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.fdopen(os.open(path, flags), "rb", buffering=0)


async def _sent(
    site: Site, request: web.BaseRequest, found: Found, file: BinaryIO
) -> web.StreamResponse:
    status = os.fstat(file.fileno())
    name = os.path.basename(found.path)
    headers = {
        **replies.EVERYWHERE,
        "Content-Type": media.content_type(name),
        "Cache-Control": "no-cache",
        "Last-Modified": conditions.http_date(status.st_mtime_ns),
    }
    if found.private or "token" in request.rel_url.query:
        # The address must not be told to where its links lead, the transcript to nobody.
        headers |= {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        headers |= {"Cross-Origin-Resource-Policy": "same-origin"}
    if media.is_page(name) and request.headers.get("Sec-Fetch-Dest", "") in _SHOWN:
        return await _page(site, request, file, headers)
    if name.lower().endswith((".json", ".importmap")) and _wants_map(request):
        return _import_map(file, headers)
    headers["ETag"] = conditions.etag(status.st_mtime_ns, status.st_size)
    headers["Accept-Ranges"] = "bytes"
    span = conditions.span(
        request.headers,
        tag=headers["ETag"],
        mtime_ns=status.st_mtime_ns,
        size=status.st_size,
    )
    if span.status == 206:
        last = span.start + span.length - 1
        headers["Content-Range"] = f"bytes {span.start}-{last}/{status.st_size}"
    if span.status == 416:
        headers["Content-Range"] = f"bytes */{status.st_size}"
    if span.status in {304, 416}:
        return web.Response(status=span.status, headers=headers)
    return await _stream(request, file, headers, span)


async def _page(
    site: Site, request: web.BaseRequest, file: BinaryIO, headers: dict[str, str]
) -> web.StreamResponse:
    """Send a page with shim and import map; all but its head goes through as it is."""
    status = os.fstat(file.fileno())
    head = file.read(min(inject.HEAD_BYTES, status.st_size))
    nonce = base64.b64encode(os.urandom(16)).decode()
    made = inject.injected(head, nonce=nonce, shim=lambda used: shim(site, used))
    if made.charset or made.head.isascii():
        headers["Content-Type"] = f"text/html; charset={_charset(made)}"
    headers["Vary"] = "Sec-Fetch-Dest"
    whole = conditions.Span(200, len(head), status.st_size - len(head))
    if made.has_policy:
        headers["Cache-Control"] = "no-store"  # its nonce is for one answer
        return await _stream(request, file, headers, whole, before=made.head)
    variant = site.scripts.digest("page.js")
    headers["ETag"] = conditions.etag(status.st_mtime_ns, status.st_size, variant)
    # A date says nothing about our part of the page.
    asked = {"If-None-Match": request.headers.get("If-None-Match", "")}
    span = conditions.span(
        asked, tag=headers["ETag"], mtime_ns=status.st_mtime_ns, size=status.st_size
    )
    if span.status == 304:
        return web.Response(status=304, headers=headers)
    return await _stream(request, file, headers, whole, before=made.head)


def _charset(made: Injected) -> str:
    """Return the encoding to state: what the page says, else the one that is most likely."""
    stated = made.charset
    return stated if stated.isascii() and stated.replace("-", "").isalnum() else "utf-8"


def shim(site: Site, nonce: str) -> str:
    """Return the element of the page script.

    A page with a policy gets it inline, with the nonce by which it may run jobs.
    """
    if nonce:
        text = site.scripts.inline("page.js", nonce=nonce)
        return f"<script{inject.attribute(nonce)}>{text}</script>"
    digest = site.scripts.digest("page.js")
    return f'<script src="/-daebug/page.js?token={site.token}&amp;v={digest}"></script>'


def _wants_map(request: web.BaseRequest) -> bool:
    """Whether the file is asked for as an import map, not as data."""
    as_map = request.headers.get("Sec-Fetch-Dest") == "importmap"
    return as_map or inject.MAP_QUERY in request.rel_url.query


def _import_map(file: BinaryIO, headers: dict[str, str]) -> web.Response:
    """Return an external import map with our entries; what is no map goes as it is."""
    data = file.read(4 * CHUNK_BYTES)
    try:
        merged = importmap.merged(data.decode())
    except UnicodeDecodeError:
        merged = None
    return web.Response(body=data if merged is None else merged.encode(), headers=headers)


async def _stream(
    request: web.BaseRequest,
    file: BinaryIO,
    headers: dict[str, str],
    span: conditions.Span,
    *,
    before: bytes = b"",
) -> web.StreamResponse:
    """Send ``before`` and then ``span`` of the file; the body is left out for HEAD."""
    length = len(before) + span.length
    headers["Content-Length"] = str(length)
    if request.method == "HEAD":
        return web.Response(status=span.status, headers=headers)
    file.seek(span.start)
    if length <= CHUNK_BYTES:
        data = before + file.read(span.length)
        headers["Content-Length"] = str(len(data))
        return web.Response(status=span.status, headers=headers, body=data)
    response = web.StreamResponse(status=span.status, headers=headers)
    await response.prepare(request)
    if before:
        await response.write(before)
    left = span.length
    while left > 0:
        data = await asyncio.to_thread(file.read, min(CHUNK_BYTES, left))
        if not data:  # it was cut short meanwhile: the client sees that bytes are missing
            request.protocol.force_close()
            break
        left -= len(data)
        try:
            async with asyncio.timeout(limits.STALL_S):
                await response.write(data)
        except TimeoutError:  # who does not read keeps a file open, and a connection
            request.protocol.force_close()
            break
    return response
