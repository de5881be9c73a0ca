"""Background events as a transcript shows them: a heading and a block each.

Repeats are folded (``x 37``); of more than ten, the first two and the last eight
are shown.  A name that came from a page is cut to what can't end its line.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from .. import plain
from ..pages import Event
from . import clock, fences, labels, marks, values, wording

#: Entries shown: so many of the first and of the last, if there are more than both.
FIRST, LAST = 2, 8

#: Characters of one event.
CHARS = 2_000

_GLYPHS = {
    "error": marks.LOUD,
    "warn": marks.LOUD,
    "info": marks.INFORMED,
    "debug": marks.OTHER,
}

#: Levels that another one counts as, where a least level is asked for.
_RANKS = {level: rank for rank, level in enumerate(labels.LEVELS)} | {"assert": 4, "trace": 1}

#: An event, and how many times in a row it came.
Entry = tuple[Event, int]


def kept(events: Iterable[Event], least: str) -> list[Event]:
    """Return the events of ``least`` level and above; uncaught errors always, empty = all."""
    floor = _RANKS.get(least, 0)
    return [event for event in events if event.type != "console" or _rank(event) >= floor]


def folded(events: Iterable[Event]) -> list[Entry]:
    """Return ``events`` with those that say the same one after another as one entry."""
    groups = itertools.groupby(events, key=_same)
    found = []
    for _, group in groups:
        first = next(group)
        found.append((first, 1 + sum(1 for _ in group)))
    return found


def listed(entries: Sequence[Entry], *, dropped: int = 0, zone: dt.tzinfo | None = None) -> str:
    """Return the blocks of ``entries``: first 2, how many were left out, last 8.

    ``dropped`` = events that the page itself left out.  Empty if there is nothing to tell.
    """
    shown = [block(*entry, zone=zone) for entry in _ends(entries)]
    if len(entries) > FIRST + LAST:
        left_out = sum(count for _, count in entries[FIRST:-LAST])
        shown.insert(FIRST, f"\n{wording.omitted(left_out)}\n")
    if dropped:
        shown.append(f"\n{wording.dropped(dropped)}\n")
    return "\n".join(shown)


def section(realm: str, body: str, *, at: str) -> str:
    """Return a background section of ``realm``: ``body`` from ``listed``, ``at`` HH:MM:SS."""
    return f"### {marks.ASKED}{_word(realm)} background at {at}\n{body}"


def block(event: Event, count: int = 1, *, zone: dt.tzinfo | None = None) -> str:
    """Return one event: its heading, and what it says with the time at its first line."""
    times = f" x {count}" if count > 1 else ""
    heading, info, lines = _parts(event)
    said = values.short(values.clean("\n".join(lines)), CHARS)
    first, feed, rest = said.partition("\n")
    stamp = clock.hms(event.at, zone) if event.at > 0 else ""
    if stamp and first.strip():
        first = f"{first.rstrip()} {stamp}"
    return f"##### {heading}{times}\n{fences.wrap(first + feed + rest, info)}"


def _parts(event: Event) -> tuple[str, str, list[str]]:
    """Return the heading, the label and the lines of ``event``."""
    if event.type == "error":
        source = _word(event.source)
        said = event.stack or event.text
        return f"{marks.FAILED}{source or 'window.onerror'}", source or "Error", [said]
    if event.type != "console":
        return f"{marks.OTHER}event", "Text", [event.text]
    level = re.sub("[^A-Za-z]", "", event.level)[:20] or "log"
    caller = [event.caller] if event.caller.strip() else []
    label = "Error" if level == "error" else "JSON" if _is_json(event.text) else "Text"
    glyph = _GLYPHS.get(level, marks.LOGGED)
    return f"{glyph}console.{level}", f"{label} console.{level}", [*caller, event.text]


def _ends(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return the entries that are shown."""
    if len(entries) <= FIRST + LAST:
        return entries
    return [*entries[:FIRST], *entries[-LAST:]]


def _rank(event: Event) -> int:
    """Return how loud a console event is."""
    return _RANKS.get(event.level, _RANKS["log"])


def _same(event: Event) -> tuple[str, ...]:
    """Return what two events have in common that are shown as one."""
    return (event.type, event.level, event.source, event.text, event.stack, event.caller)


def _word(text: str) -> str:
    """Return ``text`` of a page as it can stand in a heading or a label."""
    return plain.one_line(text, 80).replace("`", "'")


def _is_json(text: str) -> bool:
    """Return whether ``text`` is JSON of any kind, as JavaScript's ``JSON.parse`` takes it."""
    bare = text.strip(" \t\r\n")
    if not bare or len(bare) > CHARS or bare[0] not in '{["-0123456789tfn':
        return False
    try:
        json.loads(bare, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> Any:
    """Refuse ``NaN`` and ``Infinity``, which Python takes for JSON.

    Raises:
        ValueError: always.
    """
    raise ValueError(constant)
