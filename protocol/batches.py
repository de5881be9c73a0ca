"""Batches of background events: counted without looking into them, read when somebody asks.

A page may send a million events a second, and hardly any is ever read.  So a
batch stays as it came, msgpack or JSON, and only its list is counted.  What
the reader finds in it may be anything: an event that is none is told as such,
and the others are not lost with it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from . import plain, wire
from .pages import Event

#: First bytes of a list in msgpack with up to 15 items, and with a length of 2 or 4 bytes.
_SHORT, _LONG = range(0x90, 0xA0), {0xDC: 2, 0xDD: 4}

_text_items = msgspec.json.Decoder(list[msgspec.Raw])
_text_events = msgspec.json.Decoder(list[Event], strict=False)
_text_event = msgspec.json.Decoder(Event, strict=False)
_items = msgspec.msgpack.Decoder(list[msgspec.Raw])
_events = msgspec.msgpack.Decoder(list[Event], strict=False)
_event = msgspec.msgpack.Decoder(Event, strict=False)


def count(data: bytes) -> int:
    """Return how many events ``data`` holds, which is one whole value of msgpack or of JSON.

    Raises:
        msgspec.DecodeError: it is no list.
    """
    if not _binary(data):
        return len(_text_items.decode(data))
    if data[0] in _SHORT:
        return data[0] & 0x0F
    return int.from_bytes(data[1 : 1 + _LONG[data[0]]], "big")


def events(data: bytes) -> list[Event]:
    """Return the events in ``data``, which has a ``count``, without control characters."""
    try:
        found = (_events if _binary(data) else _text_events).decode(data)
    except wire.UNREADABLE:
        found = _one_by_one(data)
    return [_clean(event) for event in found]


def _binary(data: bytes) -> bool:
    """Whether ``data`` is a list in msgpack; JSON begins with a bracket or with white space."""
    return bool(data) and (data[0] in _SHORT or data[0] in _LONG)


def _one_by_one(data: bytes) -> list[Event]:
    """Read what can be read; bytes of JSON that are no UTF-8 are made readable."""
    if _binary(data):
        return [_read(_event, bytes(one)) for one in _items.decode(data)]
    items = _text_items.decode(data)
    return [_read(_text_event, bytes(one).decode("utf-8", "replace")) for one in items]


def _read(decoder: Any, item: bytes | str) -> Event:
    """Return the event that ``item`` is, or one that tells why it is none."""
    try:
        found: Event = decoder.decode(item)
    except wire.UNREADABLE as error:
        why = f"an event can't be read: {error}"
        return Event(type="error", level="error", source="daebug", text=why)
    return found


def _clean(event: Event) -> Event:
    """Return ``event`` with text that can't do more than be read."""
    return Event(
        type=plain.one_line(event.type, 20),
        level=plain.one_line(event.level, 20),
        source=plain.one_line(event.source, 200),
        at=event.at,
        text=plain.lines(event.text),
        stack=plain.lines(event.stack),
        caller=plain.one_line(event.caller, 500),
        json=plain.lines(event.json),
    )
