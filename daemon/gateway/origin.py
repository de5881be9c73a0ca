"""Who may ask: the checks of host, origin and token.  Pure.

A browser lets any site send requests to a server on this machine.  Three
things tell ours from theirs: the ``Host`` a request names (a foreign name that
resolves to us is DNS rebinding), the origin that a browser states and a page
can't forge, and the token that only our own pages were given.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Mapping

import msgspec

#: The names under which a browser on this machine finds us.
NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

#: ``host:port`` as a browser writes it; anything else is no browser's.
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?\Z")


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """What of a root decides who may come in."""

    port: int
    token: str
    host: str = "127.0.0.1"
    key: str = ""
    #: Origins elsewhere whose pages may use the channel.
    origins: frozenset[str] = frozenset()


def host_is_ours(door: Door, header: str) -> bool:
    """Whether the ``Host`` header names us and our port.

    Where we listen beyond this machine an address will do as well: only names
    can be pointed at us by someone else.
    """
    match = _HOST.match(header)
    if match is None or int(match[2] or 80) != door.port:
        return False
    name = match[1].lower()
    if name in NAMES or (door.key and name == door.host.lower()):
        return True
    return bool(door.key) and _is_address(name)


def same_origin(headers: Mapping[str, str]) -> bool:
    """Whether the browser itself says that a page of ours asks.

    Fetch Metadata: "same-origin" is set when initiator and target share the origin, and no
    script can set the header.  https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
    A client that says neither is no browser of today, and has to show the token.
    """
    if foreign(headers):
        return False
    return headers.get("Sec-Fetch-Site") == "same-origin" or "Origin" in headers


def is_allowed(door: Door, stated: str) -> bool:
    """Whether ``stated`` is an origin elsewhere whose pages may join."""
    return stated in door.origins and stated != "null"


def foreign(headers: Mapping[str, str], allowed: frozenset[str] = frozenset()) -> bool:
    """Whether a browser says that a page from elsewhere asks, one not ``allowed``."""
    origin = headers.get("Origin")
    if origin in allowed and origin != "null":
        return False
    if origin is not None and origin.lower() != f"http://{headers.get('Host', '').lower()}":
        return True
    # "none" is a person who typed the address or opened a bookmark.
    return headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}


def token_fits(door: Door, shown: str) -> bool:
    """Whether ``shown`` is the root's token; takes as long for a wrong one as for a right one."""
    return bool(door.token) and hmac.compare_digest(
        shown.encode("utf-8", "replace"), door.token.encode()
    )


def key_fits(door: Door, headers: Mapping[str, str], shown: str) -> bool:
    """Whether the caller may come in at all: always, unless the root has a key."""
    if not door.key:
        return True
    given = shown or bearer(headers)
    return hmac.compare_digest(given.encode("utf-8", "replace"), door.key.encode())


def cookie_name(door: Door) -> str:
    """Return the name of the cookie of a root: cookies know hosts, but no ports."""
    return f"daebug-{door.port}"


def cookie(door: Door) -> str:
    """Return what stands for the key in a cookie; the key can't be told from it."""
    return hmac.new(door.key.encode(), f"cookie {door.port}".encode(), hashlib.sha256).hexdigest()


def cookie_fits(door: Door, shown: str) -> bool:
    """Whether ``shown`` is the cookie of a root with a key."""
    return bool(door.key) and hmac.compare_digest(
        shown.encode("utf-8", "replace"), cookie(door).encode()
    )


def bearer(headers: Mapping[str, str]) -> str:
    """Return what ``Authorization: Bearer`` shows; empty = nothing."""
    scheme, _, shown = headers.get("Authorization", "").partition(" ")
    return shown.strip() if scheme.lower() == "bearer" else ""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    """Whether ``name`` is an IP address, as a URL writes one."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
