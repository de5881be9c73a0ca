"""The OpenAPI document as an endpoint: made once for all roots."""

from __future__ import annotations

import functools
from typing import Any

from aiohttp import web

from ... import __version__
from . import openapi, replies
from .root import Root


async def serve(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Send the document."""
    del request
    return replies.json(made(keyed=bool(root.door.key)))


@functools.cache
def made(*, keyed: bool) -> dict[str, Any]:
    """Return the document of all operations."""
    from .endpoints import TABLE  # which lists us

    return openapi.document(TABLE, title="Daebug", version=__version__, keyed=keyed)
