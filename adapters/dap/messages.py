"""DAP messages on their way: what came in, what goes out, what a refusal says.

Bodies stay raw JSON; who needs a body decodes it.  Only here is it known that
adapters put the text of an error in two places.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A response, an event or a reverse request, as the adapter sent it."""

    type: str
    seq: int = 0
    request_seq: int = 0
    success: bool = False
    command: str = ""
    event: str = ""
    message: Any = None
    body: msgspec.Raw = msgspec.Raw(b"")
    arguments: msgspec.Raw = msgspec.Raw(b"")


class Event(msgspec.Struct, frozen=True):
    """Something the adapter says without being asked."""

    name: str
    body: dict[str, Any]


class Reverse(msgspec.Struct, frozen=True):
    """A request of the adapter to us; ``Exchange.reply`` answers it."""

    seq: int
    command: str
    arguments: dict[str, Any]


class Ended(msgspec.Struct, frozen=True):
    """The stream is over; ``code`` and ``facts`` name the error that ended it."""

    code: str
    facts: dict[str, Any]


_incoming = msgspec.json.Decoder(Incoming, strict=False)


def incoming(body: bytes) -> Incoming:
    """Return the message in ``body``.

    Raises:
        msgspec.DecodeError: no JSON, or no DAP message.
    """
    return _incoming.decode(body)


def fields(raw: msgspec.Raw | bytes) -> dict[str, Any]:
    """Return an object's fields; what is absent, null or no object is empty.

    A number that does not fit in 64 bits can't be sent on: it is null.
    """
    content = bytes(raw)
    value = msgspec.json.decode(content) if content else None
    if not isinstance(value, dict):
        return {}
    return _narrow(value) if _WIDE.search(content) else value


#: What may be a number of more than 64 bits.
_WIDE = re.compile(rb"[:\[,]\s*-?\d{19}")


def _narrow(value: Any) -> Any:
    """Return ``value`` with null for each number that does not fit in 64 bits."""
    match value:
        case dict():
            return {name: _narrow(one) for name, one in value.items()}
        case list():
            return [_narrow(one) for one in value]
        case int() if not -(2**63) <= value < 2**64:
            return None
        case _:
            return value


def request(seq: int, command: str, arguments: dict[str, Any]) -> bytes:
    """Return the JSON of a request."""
    message: dict[str, Any] = {"seq": seq, "type": "request", "command": command}
    if arguments:
        message["arguments"] = arguments
    return msgspec.json.encode(message)


def response(seq: int, to: Reverse, outcome: dict[str, Any] | str) -> bytes:
    """Return the JSON of our answer: a body, or the text of a refusal."""
    message: dict[str, Any] = {
        "seq": seq,
        "type": "response",
        "request_seq": to.seq,
        "command": to.command,
        "success": not isinstance(outcome, str),
    }
    message["message" if isinstance(outcome, str) else "body"] = outcome
    return msgspec.json.encode(message)


def refusal(message: Incoming) -> str:
    """Return why the adapter said no: ``body.error`` if it has text, else ``message``.

    DAP, ErrorResponse: "format ... Embedded variables have the form {name}"
    https://microsoft.github.io/debug-adapter-protocol/specification#Types_Message
    """
    error = fields(message.body).get("error")
    error = error if isinstance(error, dict) else {}
    variables = error.get("variables") or {}
    text = re.sub(
        r"\{(\w+)\}",
        lambda found: str(variables.get(found[1], found[0])),
        str(error.get("format") or ""),
    )
    return (text or str(message.message or "") or "it gave no reason").strip()
