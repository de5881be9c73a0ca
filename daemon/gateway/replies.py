"""Answers in the forms that the gateway gives, with the headers that all of them bear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

#: On everything: a browser must not guess a type and run what is no script.
EVERYWHERE = {"X-Content-Type-Options": "nosniff"}

#: On what is ours and not the project's: nobody else's page may load it, no cache may keep it.
OURS = {
    **EVERYWHERE,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}

_REASONS = {
    400: "Bad request",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    410: "Gone",
    413: "Too large",
    415: "Unsupported media type",
    416: "Range not satisfiable",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Too many connections",
}


def plain(status: int, text: str = "", headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a line of text; empty = what the status means."""
    return web.Response(
        status=status,
        text=(text or _REASONS.get(status, "")) + "\n",
        headers={**OURS, **(headers or {})},
    )


def json(value: Any, status: int = 200) -> web.Response:
    """Return ``value`` as JSON."""
    return body(msgspec.json.encode(value), "application/json", status=status)


def script(text: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a script of ours."""
    return web.Response(
        body=text.encode(),
        headers={
            **OURS,
            "Content-Type": "application/javascript; charset=utf-8",
            **(headers or {}),
        },
    )


def body(
    data: bytes, kind: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return ``data`` as the content type ``kind``."""
    return web.Response(
        status=status, body=data, headers={**OURS, "Content-Type": kind, **(headers or {})}
    )
