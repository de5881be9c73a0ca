"""Answers in the forms that the gateway gives, with the headers that all of them bear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from ...protocol import errors
from ...protocol.errors import DaebugError

#: On everything: a browser must not guess a type and run what is no script.
EVERYWHERE = {"X-Content-Type-Options": "nosniff"}

#: On what is ours and not the project's: nobody else's page may load it, no cache may keep it.
OURS = {
    **EVERYWHERE,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}

#: The code of the catalogue's error that an answer tells of.
CODE = "X-Daebug-Error"

#: Statuses of errors by what they mean on the command line, and of some by their code.
_STATUSES = {
    errors.USAGE: 400,
    errors.NOT_FOUND: 404,
    errors.WRONG_STATE: 409,
    errors.TIMED_OUT: 504,
    errors.UNREACHABLE: 503,
}
_OF_CODE = {"stopping": 503, "too-many-requests": 429}

_REASONS = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    408: "Too slow",
    410: "This load is not known (any more): register anew",
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


def refused(error: DaebugError) -> web.Response:
    """Return an error of the catalogue: its text, what to try, and its code in a header."""
    status = _OF_CODE.get(error.code) or _STATUSES.get(error.exit_status, 500)
    text = error.text[:500] if status == 400 else f"{error.text[:500]}\n  try: {error.next_step}"
    return plain(status, text, {CODE: error.code})


def nothing() -> web.Response:
    """Return an answer without a body: there is nothing to tell."""
    return web.Response(status=204, headers=OURS)


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
