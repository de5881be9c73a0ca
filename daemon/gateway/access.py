"""What a request must show to be let in, by what it asks for."""

from __future__ import annotations

import enum

from aiohttp import web

from . import origin, replies
from .origin import Door


class Access(enum.Enum):
    """Who may use a route."""

    #: Anybody who reaches us by one of our names.
    ANYBODY = "anybody"
    #: A page of our own, on the word of the browser.
    OUR_PAGES = "our pages"
    #: A page of our own, or whoever shows the token.
    KNOWN = "known"
    #: Whoever shows the token, unless a foreign page makes the request.
    HOLDERS = "holders of the token"


def shown_token(request: web.BaseRequest) -> str:
    """Return the token that a request shows: in the query or as ``Authorization: Bearer``."""
    return request.rel_url.query.get("token", "") or origin.bearer(request.headers)


def trusted(door: Door, request: web.BaseRequest) -> bool:
    """Whether a request shows the token and no foreign page makes it."""
    allowed = not origin.foreign(request.headers, door.origins)
    return allowed and origin.token_fits(door, shown_token(request))


def refusal(door: Door, request: web.BaseRequest, needed: Access) -> web.Response | None:
    """Return the answer for a request that may not do what it wants; ``None`` = it may."""
    match needed:
        case Access.ANYBODY:
            allowed = True
        case Access.OUR_PAGES:
            allowed = origin.same_origin(request.headers)
        case Access.KNOWN:
            allowed = origin.same_origin(request.headers) or trusted(door, request)
        case Access.HOLDERS:
            allowed = trusted(door, request)
    return None if allowed else replies.plain(403)


def may_enter(door: Door, request: web.BaseRequest) -> web.Response | None:
    """Return the answer for a request that has no business here at all; ``None`` = it has."""
    hosts = request.headers.getall("Host", [])
    if len(hosts) != 1 or not origin.host_is_ours(door, hosts[0]):
        return replies.plain(403, "This server answers to localhost only")
    if not origin.key_fits(door, request.headers, request.rel_url.query.get("key", "")):
        return replies.plain(401, "A key is needed", {"WWW-Authenticate": "Bearer"})
    return None


def cross_origin(door: Door, request: web.BaseRequest) -> dict[str, str]:
    """Return the headers that let an allowed page elsewhere read the answer."""
    stated = request.headers.get("Origin", "")
    if stated not in door.origins or stated == "null":
        return {}
    return {
        "Access-Control-Allow-Origin": stated,
        "Access-Control-Allow-Headers": "content-type, authorization",
        "Access-Control-Allow-Methods": "GET, POST",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Origin",
    }
