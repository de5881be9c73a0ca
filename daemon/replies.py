"""What is told of a job that is over: for its transcript and for the command line.  Pure.

The text is cut to what a person reads; the whole of it, where there is more,
goes as JSON into a file beside the transcript.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from ..protocol import plain
from ..protocol.pages import Event, Failure, Value
from ..protocol.scripts import Reply, ShownEvent
from ..protocol.transcript import events, values
from .page_state import PageJob, Ring, read

Read = TypeVar("Read")

_value = msgspec.json.Decoder(Value)
_failure = msgspec.json.Decoder(Failure)

#: A job over this is told in whole milliseconds.
QUICK_MS = 10.0

#: Events of one reply that go into its file.
WHOLE_EVENTS = 2_000


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Events as they are shown, and how many are not."""

    events: list[ShownEvent]
    left_out: int


def reply(job: PageJob) -> Reply:
    """Return the order that writes the reply of ``job`` into its transcript."""
    info, text = said(job)
    # What it logged until it timed out stands in that reply, the rest in the background.
    told = Shown(events=[], left_out=0) if job.state == "late" else shown(job.events, job.console)
    cut = len(text) > values.CHARS or told.left_out > 0
    notes = [f"dialog: {plain.one_line(line, 500)}" for line in job.dialogs]
    return Reply(
        root=job.root,
        transcript=job.transcript,
        request=job.request,
        realm=job.realm,
        ok=job.ok,
        text=values.short(text, values.CHARS),
        info=info,
        # A tenth of a millisecond tells something of a job that is over at once only.
        duration_ms=round(job.duration_ms, 1 if job.duration_ms < QUICK_MS else None),
        at=job.ended_at,
        events=told.events,
        events_left_out=told.left_out,
        late=job.state == "late",
        notes=notes,
        whole=whole(job, text) if cut else b"",
        job=job.id,
    )


def said(job: PageJob) -> tuple[str, str]:
    """Return the label and the whole text of what ``job`` came to."""
    if job.ok:
        return values.shown(_read(_value, job.value))
    if job.error:
        failure = _read(_failure, job.error)
        return "Error", values.thrown(failure) if failure else "an error that can't be read"
    return "Error", values.clean(reason(job))


def reason(job: PageJob) -> str:
    """Return why ``job`` has no result of its page."""
    match job.state:
        case "timed-out":
            return (
                f"timed out after {job.timeout_s:g} s; the code may still run, "
                "and what it comes to is told when it does"
            )
        case "interrupted":
            return f"interrupted: {job.why}; the code may have run in part"
        case "cancelled":
            return f"cancelled: {job.why}"
    return job.why


def shown(ring: Ring, least: str = "", *, since: int = 0) -> Shown:
    """Return the first two and the last eight entries of ``ring``, repeats folded.

    Of a ring with very many events only those near both ends are read.
    """
    batches = ring.since(since)
    skipped = 0
    if len(batches) > 24:
        middle = batches[4:-20]
        skipped = sum(batch.count for batch in middle)
        batches = [*batches[:4], *batches[-20:]]
    found = [event for _, event in read(batches)]
    entries = events.folded(events.kept(found, least))
    left_out = skipped + (ring.lost if not since else 0)
    if len(entries) > events.FIRST + events.LAST:
        middle_entries = entries[events.FIRST : -events.LAST]
        left_out += sum(times for _, times in middle_entries)
        entries = [*entries[: events.FIRST], *entries[-events.LAST :]]
    return Shown(events=[_shown(event, times) for event, times in entries], left_out=left_out)


def whole(job: PageJob, text: str) -> bytes:
    """Return the JSON of all that is known of ``job``."""
    told: Iterable[Event] = (event for _, event in read(job.events.since(0)))
    kept = [event for event, _ in zip(told, range(WHOLE_EVENTS), strict=False)]
    document: dict[str, Any] = {
        "job": job.id,
        "realm": job.realm,
        "agent": job.agent,
        "code": job.code,
        "state": job.state,
        "ok": job.ok,
        "duration_ms": job.duration_ms,
        "text": text,
        "value": _read(_value, job.value),
        "error": _read(_failure, job.error),
        "events": kept,
        "events_left_out": job.events.total - len(kept) + job.events.lost,
    }
    return msgspec.json.encode(document)


def _shown(event: Event, times: int) -> ShownEvent:
    """Return one event as a transcript shows it."""
    return ShownEvent(
        type=event.type,
        level=event.level,
        source=event.source,
        at=event.at / 1000,
        text=event.text,
        stack=event.stack,
        caller=event.caller,
        times=times,
    )


def _read(decoder: msgspec.json.Decoder[Read], data: bytes) -> Read | None:
    """Return what is in ``data``; a page may send anything, which is none then."""
    try:
        return decoder.decode(data) if data else None
    except (msgspec.DecodeError, RecursionError):
        return None
