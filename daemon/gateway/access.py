"""What a request must show to be let in, by what it asks for."""

from __future__ import annotations

import enum

from aiohttp import web

from . import origin, replies
from .limits import Rate
from .origin import Door


class Access(enum.Enum):
    """Who may use a route."""

    #: Anybody who reaches us by one of our names.
    ANYBODY = "anybody"
    #: A page of our own, on the word of the browser.
    OUR_PAGES = "our pages"
    #: A page of our own, or whoever shows the token.
    KNOWN = "known"
    #: The same, and a page elsewhere: one of an allowed origin, or one that was given the token,
    #: which the answer tells nothing more.
    EMBEDDERS = "embedders"
    #: A person who opens it, or a page of our own.
    VISITORS = "visitors"
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
        case Access.EMBEDDERS:
            shown = origin.token_fits(door, shown_token(request))
            stated = origin.is_allowed(door, request.headers.get("Origin", ""))
            allowed = shown or stated or origin.same_origin(request.headers)
        case Access.VISITORS:
            allowed = not origin.foreign(request.headers)
        case Access.HOLDERS:
            allowed = trusted(door, request)
    return None if allowed else replies.plain(403)


def may_enter(door: Door, request: web.BaseRequest, wrong: Rate) -> web.Response | None:
    """Return the answer for a request that has no business here at all; ``None`` = it has.

    ``wrong`` bounds how often a wrong key may be shown.
    """
    hosts = request.headers.getall("Host", [])
    # RFC 9112, section 3.2.2: a target that names a host counts more than the header.
    target = request.raw_path
    stated = [] if target.startswith("/") else [target.removeprefix("http://").partition("/")[0]]
    named = [*hosts, *stated]
    if len(hosts) != 1 or not all(origin.host_is_ours(door, one) for one in named):
        return replies.plain(403, "This server answers to localhost only")
    if _key_fits(door, request):
        return None
    if not wrong.allows():
        return replies.plain(429, headers={"Retry-After": "1"})
    return replies.plain(401, "A key is needed", {"WWW-Authenticate": "Bearer"})


def _key_fits(door: Door, request: web.BaseRequest) -> bool:
    """Whether a request shows the key of the root in one of its ways, if it has one.

    The token will do as well: nobody was given it who had not shown the key.
    """
    if origin.key_fits(door, request.headers, request.rel_url.query.get("key", "")):
        return True
    if origin.token_fits(door, shown_token(request)):
        return True
    shown = request.cookies.get(origin.cookie_name(door), "")
    return origin.cookie_fits(door, shown)


def remembered(door: Door, request: web.BaseRequest) -> web.Response | None:
    """Return the way on for a person who opens an address with the key; ``None`` = it is no such.

    What a page loads after itself has no key in its address, so a cookie stands for it from
    then on; and the key is out of the address, which may be shown or sent on.
    """
    url = request.rel_url
    shows = bool(door.key) and "key" in url.query
    wants_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if not (shows and wants_page) or url.raw_path.startswith("//"):
        return None
    rest = url.without_query_params("key")
    response = replies.plain(303, "See there", {"Location": str(rest)})
    response.set_cookie(
        origin.cookie_name(door), origin.cookie(door), httponly=True, samesite="Strict", path="/"
    )
    return response


def cross_origin(door: Door, request: web.BaseRequest) -> dict[str, str]:
    """Return the headers that let an allowed page elsewhere read the answer."""
    stated = request.headers.get("Origin", "")
    if not origin.is_allowed(door, stated):
        return {}
    private = request.headers.get("Access-Control-Request-Private-Network") == "true"
    return {
        # A page of a public site asks before it reaches for this machine.
        **({"Access-Control-Allow-Private-Network": "true"} if private else {}),
        "Access-Control-Allow-Origin": stated,
        "Access-Control-Allow-Headers": "content-type, authorization",
        "Access-Control-Allow-Methods": "GET, POST",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Origin",
    }
