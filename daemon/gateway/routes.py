"""From a request to its answer: host, rate, access, then the operation or a file.

No exception gets further than ``answer``: it is logged and answered with 500,
and the next request finds everything as it was.
"""

from __future__ import annotations

import logging

from aiohttp import web

from ...protocol.errors import DaebugError
from . import access, ours, replies, signing
from .bodies import Refused
from .endpoints import TABLE
from .operations import Operation
from .root import Root

log = logging.getLogger("daebug.gateway")


async def answer(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Answer one request, whatever it is."""
    try:
        response = await _answer(root, request)
    except Refused as refused:
        response = replies.plain(refused.status, refused.why)
    except DaebugError as error:
        response = replies.refused(error)
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
    if (refusal := access.may_enter(root.door, request, root.strangers)) is not None:
        return refusal
    if (onward := access.remembered(root.door, request)) is not None:
        return onward
    operations = TABLE.of(request.rel_url.path)
    if operations is None:
        if request.method not in {"GET", "HEAD"} and TABLE.nearly(request.rel_url.path):
            return replies.plain(404)
        return await ours.file(root, request)
    crossing = access.cross_origin(root.door, request)
    if request.method == "OPTIONS" and crossing:
        return web.Response(status=204, headers=crossing)
    operation = operations.get(request.method)
    if operation is None:
        return replies.plain(405, headers={"Allow": ", ".join(sorted(operations))})
    refusal = _refusal(root, request, operation)
    response = refusal or await operation.endpoint(root, request)
    if crossing and refusal is None and not response.prepared:
        response.headers.update(crossing)
    return response


def _refusal(root: Root, request: web.BaseRequest, operation: Operation) -> web.Response | None:
    """Return the answer for a request that may not use ``operation``; ``None`` = it may."""
    refusal = access.refusal(root.door, request, operation.access)
    if refusal is None and operation.here and root.order.secret:
        peer = request.remote
        if not signing.from_here(peer):
            return replies.plain(403, "Without a signature this works from the same machine only")
    return refusal
