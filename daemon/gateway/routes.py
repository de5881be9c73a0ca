"""From a request to its answer: host, rate, access, then the endpoint or a file.

No exception gets further than ``answer``: it is logged and answered with 500,
and the next request finds everything as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from ...protocol.errors import DaebugError
from . import access, api, finding, old_channel, polls, replies, scripts, sockets, static
from .access import Access
from .bodies import Refused
from .root import Root
from .static import Site

log = logging.getLogger("daebug.gateway")

Endpoint = Callable[[Root, web.BaseRequest], Awaitable[web.StreamResponse]]

#: The frame in which a test file runs.
FRAME = b'<!doctype html><html><head><base href="/"></head><body></body></html>\n'


async def _script(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Send a script of ours."""
    name = scripts.SERVED[request.rel_url.path]
    return replies.script(root.scripts.text(name))


async def _frame(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Send the frame of a test file."""
    del root, request
    return replies.body(FRAME, "text/html; charset=utf-8")


#: Paths as they are; methods and endpoints by path.
EXACT: dict[str, dict[str, tuple[Access, Endpoint]]] = {
    "/-daebug/socket": {"GET": (Access.HOLDERS, sockets.serve)},
    "/-daebug/poll": {"GET": (Access.HOLDERS, polls.poll)},
    "/-daebug/post": {"POST": (Access.HOLDERS, polls.post)},
    "/-daebug/discover-tests": {"POST": (Access.HOLDERS, finding.tests)},
    "/-daebug-channel": {
        "GET": (Access.OUR_PAGES, old_channel.poll),
        "POST": (Access.OUR_PAGES, old_channel.post),
    },
    "/-daebug-discover-tests": {"POST": (Access.OUR_PAGES, finding.tests)},
    "/-daebug-test-progress": {"POST": (Access.OUR_PAGES, old_channel.progress)},
    "/-daebug-iframe.html": {"GET": (Access.ANYBODY, _frame)},
    "/health": {"GET": (Access.ANYBODY, api.health)},
    "/instances": {"GET": (Access.HOLDERS, api.instances)},
    "/workers/register": {"POST": (Access.HOLDERS, api.register)},
    "/jobs/poll": {"GET": (Access.HOLDERS, api.poll_job)},
    "/jobs/ack": {"POST": (Access.HOLDERS, api.acknowledge)},
    "/background": {"POST": (Access.HOLDERS, api.background)},
    **{path: {"GET": (Access.KNOWN, _script)} for path in scripts.SERVED},
}

#: Paths with a name in the middle or at the end: first part, last part (empty = none).
NAMED: dict[tuple[str, str], dict[str, tuple[Access, Endpoint]]] = {
    ("instances", ""): {"GET": (Access.HOLDERS, api.instance)},
    ("workers", "heartbeat"): {"POST": (Access.HOLDERS, api.heartbeat)},
    ("jobs", "result"): {"POST": (Access.HOLDERS, api.result)},
}


async def answer(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Answer one request, whatever it is."""
    try:
        response = await _answer(root, request)
    except Refused as refused:
        response = replies.plain(refused.status)
    except DaebugError as error:
        response = replies.plain(400, error.text[:500])
    except RecursionError:
        response = replies.plain(400, "nested too deep")
    except ConnectionError:
        response = replies.plain(500)  # nobody is there to read it
    except Exception:
        log.exception("a request failed: %s %.200r", request.method, request.path)
        response = replies.plain(500)
    return response


async def _answer(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    if not root.requests.allows():
        return replies.plain(429, headers={"Retry-After": "1"})
    if (refusal := access.may_enter(root.door, request)) is not None:
        return refusal
    methods = _methods(request.rel_url.path)
    if methods is None:
        return await _file(root, request)
    crossing = access.cross_origin(root.door, request)
    if request.method == "OPTIONS" and crossing:
        return web.Response(status=204, headers=crossing)
    if request.method not in methods:
        return replies.plain(405, headers={"Allow": ", ".join(sorted(methods))})
    needed, endpoint = methods[request.method]
    if (refusal := access.refusal(root.door, request, needed)) is not None:
        return refusal
    response = await endpoint(root, request)
    if crossing and not response.prepared:
        response.headers.update(crossing)
    return response


def _methods(path: str) -> dict[str, tuple[Access, Endpoint]] | None:
    """Return the endpoints of ``path`` by method; ``None`` = it may be a file."""
    if path in EXACT:
        return EXACT[path]
    pieces = path.split("/")
    if len(pieces) == 3:
        return NAMED.get((pieces[1], "")) if pieces[2] else None
    if len(pieces) == 4:
        return NAMED.get((pieces[1], pieces[3])) if pieces[2] else None
    return None


async def _file(root: Root, request: web.BaseRequest) -> web.StreamResponse:
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
