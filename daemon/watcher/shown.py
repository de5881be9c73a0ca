"""Orders of the hub as the grammar takes them: events, replies, times.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ...protocol import plain
from ...protocol.pages import Event
from ...protocol.scripts import Reply, ShownEvent
from ...protocol.transcript import clock, events, fences, reply, wording

#: Characters of one line for the reader.
NOTE_CHARS = 500


def hms(at: float) -> str:
    """Return the clock of a heading for ``at`` (seconds since the epoch)."""
    return clock.hms(at * 1000)


def twelve(at: float) -> str:
    """Return the clock of the index for ``at`` (seconds since the epoch)."""
    return clock.twelve(at * 1000)


def listed(shown: Sequence[ShownEvent], left_out: int) -> str:
    """Return the blocks of events; ``left_out`` more are told of after the first two."""
    entries = [_entry(event) for event in shown]
    if not left_out:
        return events.listed(entries)
    first, last = entries[: events.FIRST], entries[events.FIRST :]
    parts = [events.listed(first), f"\n{wording.omitted(left_out)}\n", events.listed(last)]
    return "\n".join(part for part in parts if part)


def answer(order: Reply, *, agent: str, asked_at: float) -> reply.Reply:
    """Return the reply of ``order`` to ``agent``, who asked at ``asked_at`` (seconds)."""
    tail = [plain.one_line(note, NOTE_CHARS) for note in order.notes]
    if order.whole and order.job:
        tail.append(wording.whole(f"{order.transcript}/{order.job}.json", len(order.whole)))
    return reply.Reply(
        realm=order.realm or order.transcript,
        agent=agent,
        at=hms(order.at),
        ok=order.ok,
        duration_ms=order.duration_ms,
        body=fences.wrap(order.text, order.info or "Text"),
        events=listed(order.events, order.events_left_out),
        late_for=hms(asked_at) if order.late else "",
        whole="\n".join(tail),
    )


def _entry(event: ShownEvent) -> events.Entry:
    """Return one event, and how many times in a row it came."""
    plain_event = Event(
        type=event.type,
        level=event.level,
        source=event.source,
        at=event.at * 1000,
        text=event.text,
        stack=event.stack,
        caller=event.caller,
    )
    return plain_event, event.times
