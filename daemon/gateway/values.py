"""Plain JSON of a client that knows no more, in the form of the channel.  Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from ...protocol import plain
from ...protocol.pages import Event, Failure, Value
from . import channel

#: Parts of a value that are listed.
PARTS = 200


def value(found: Any) -> Value:
    """Return a JSON value as a value of the channel.

    >>> value({"a": [1, None]}).json
    '{"a": [1, null]}'
    """
    text = json.dumps(found, ensure_ascii=False)
    match found:
        case None:
            return Value(kind="null", text="null", json=text)
        case bool():
            return Value(kind="boolean", text=text, json=text)
        case int() | float():
            return Value(kind="number", text=text, json=text)
        case str():
            return Value(kind="string", text=plain.lines(found), json=text)
        case list():
            return _whole("array", "Array", text, enumerate(found), len(found))
        case _:
            return _whole("object", "Object", text, found.items(), len(found))


def failure(stated: Any) -> Failure:
    """Return what a job threw, be it stated as text or as an object."""
    if isinstance(stated, dict):
        return channel.clean_failure(
            Failure(
                name=str(stated.get("name") or "Error"),
                message=str(stated.get("message") or ""),
                stack=str(stated.get("stack") or ""),
            )
        )
    # ``TypeError: x is no function\n    at f (...)``
    text = plain.lines("" if stated is None else str(stated))
    first = text.partition("\n")[0]
    name, colon, message = first.partition(": ")
    if not colon or not name.isidentifier():
        name, message = "Error", first
    return Failure(name=name, message=message, stack=text)


def event(stated: Any) -> Event:
    """Return a background event in the predecessor's spelling, or in ours."""
    if not isinstance(stated, dict):
        return Event(text=channel.words(stated))
    try:
        at = channel.moment(stated.get("eventAt") or stated.get("at"))
        return Event(
            type=str(stated.get("type") or "console"),
            level=str(stated.get("level") or "log"),
            source=str(stated.get("source") or ""),
            at=at,
            text=str(stated.get("message") or stated.get("text") or ""),
            stack=str(stated.get("stack") or ""),
            caller=str(stated.get("caller") or ""),
        )
    except (TypeError, ValueError):
        return Event(text=channel.words(stated))


def packed(stated: Any) -> msgspec.Raw:
    """Return the JSON of a list of events in our form."""
    events = [event(one) for one in stated] if isinstance(stated, list) else []
    return msgspec.Raw(msgspec.json.encode(events))


def _whole(
    kind: str, name: str, text: str, parts: Iterable[tuple[object, Any]], count: int
) -> Value:
    """Return a value with its first parts; what is deeper stands in the JSON."""
    shown = [
        (plain.one_line(str(key), 500), _leaf(part))
        for (key, part), _ in zip(parts, range(PARTS), strict=False)
    ]
    left_out = max(0, count - PARTS)
    return Value(kind=kind, text=text, type=name, parts=shown, left_out=left_out, json=text)


def _leaf(found: Any) -> Value:
    """Return a part without parts of its own."""
    if isinstance(found, list | dict):
        text = json.dumps(found, ensure_ascii=False)
        kind = "array" if isinstance(found, list) else "object"
        return Value(kind=kind, text=text[:500], left_out=len(found))
    return value(found)
