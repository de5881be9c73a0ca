"""Show what a page logged and which errors it had, beside and during jobs.

--since takes a time (14:05, 14:05:30, an ISO date) or how long ago (30s, 5m,
2h).  --follow goes on until interrupted.

Examples:
  daebug console 7-zen --level error
  daebug console 7-zen --since 5m --grep 'fetch|socket'
  daebug console 7-zen --follow
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator

import click
import msgspec

from ...protocol.errors.usage import BadUsage
from ...protocol.transcript import clock, events, labels
from .. import page_state, root_choice
from ..keyhole import Keyhole
from ..look import Look
from ..page_state import Batch, Realm, Ring

TOPIC = "pages"

#: Events of one answer.
MOST = 1_000

#: Longest silence of --follow before the realm is looked at again, in seconds.
LOOK_S = 3600.0

_AGO = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

PARAMS = (
    click.Argument(["realm"]),
    click.Option(["--follow", "-f"], is_flag=True, help="Stream until interrupted."),
    click.Option(["--since"], default="", metavar="T", help="From this time on."),
    click.Option(["--level"], type=click.Choice(labels.LEVELS), help="At least this level."),
    click.Option(["--grep"], default="", metavar="RE", help="Whose text matches this."),
)


class Request(msgspec.Struct, kw_only=True):
    """Which events."""

    realm: str
    follow: bool = False
    since: str = ""
    level: str = ""
    grep: str = ""


class Said(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One event."""

    #: UTC seconds.
    at: float
    type: str
    level: str
    text: str
    source: str = ""
    stack: str = ""
    caller: str = ""
    job: str = ""


class Reply(msgspec.Struct, kw_only=True):
    """Events, oldest first."""

    realm: str
    events: list[Said]
    #: Events before these that fit and are not shown, or were not kept.
    left_out: int = 0


async def stream(request: Request, hub: Keyhole) -> AsyncIterator[Reply]:
    """Yield what is kept, then what comes."""
    realm = root_choice.realm(hub.state, hub.caller, request.realm)
    pattern, since = _pattern(request.grep), _since(request.since)
    ring, seq, total = realm.events, 0, 0
    first = True
    while first or request.follow:
        batches = ring.since(seq)
        found = _wanted(request, batches, since, pattern)
        left_out = max(len(found) - MOST, 0)
        if not (first and request.since):
            left_out += _lost(ring, batches, total)
        seq, total = ring.seq, ring.total
        if found or first:
            yield Reply(realm=realm.name, events=found[-MOST:], left_out=left_out)
        first = False
        if request.follow and not await _more(hub, realm, seq):
            return


def _lost(ring: Ring, batches: list[Batch], total: int) -> int:
    """Return how many events since ``total`` are in no batch: not kept, or left out by the page."""
    came, kept = ring.total - total, sum(batch.count for batch in batches)
    return came - kept + sum(batch.dropped for batch in batches)


async def _more(hub: Keyhole, realm: Realm, seq: int) -> bool:
    """Wait for events after number ``seq``; whether the realm is still known."""

    def changed() -> bool:
        return realm.events.seq > seq or not _known(hub, realm)

    while not await hub.until(changed, LOOK_S):
        pass
    return _known(hub, realm) or realm.events.seq > seq


def _known(hub: Keyhole, realm: Realm) -> bool:
    """Whether ``realm`` is still in the lists."""
    root = hub.state.roots.get(realm.root)
    return root is not None and root.realms.get(realm.name) is realm


def _wanted(
    request: Request, batches: list[Batch], since: float, pattern: re.Pattern[str]
) -> list[Said]:
    """Return the events that were asked for."""
    found = []
    for batch, event in page_state.read(batches):
        at = event.at / 1000 if event.at else batch.at
        if at < since or not events.kept([event], request.level):
            continue
        if pattern.search(event.text) or pattern.search(event.stack):
            found.append(
                Said(
                    at=at,
                    type=event.type,
                    level=event.level,
                    text=event.text,
                    source=event.source,
                    stack=event.stack,
                    caller=event.caller,
                    job=batch.job,
                )
            )
    return found


def _pattern(text: str) -> re.Pattern[str]:
    """Return the regular expression ``text``.

    Raises:
        BadUsage: it is none.
    """
    try:
        return re.compile(text)
    except re.error as error:
        raise BadUsage(why=f"--grep {text}: {error}", command="daebug console") from error


def _since(text: str) -> float:
    """Return a time as UTC seconds; 0 = from the first.

    Raises:
        BadUsage: it is no time.
    """
    if not text:
        return 0.0
    now = dt.datetime.now().astimezone()
    if ago := _AGO.fullmatch(text):
        return now.timestamp() - float(ago[1]) * _SECONDS[ago[2]]
    try:
        if ":" in text and "-" not in text:
            return dt.datetime.combine(now.date(), dt.time.fromisoformat(text)).timestamp()
        return dt.datetime.fromisoformat(text).timestamp()
    except ValueError as error:
        raise BadUsage(why=f"--since {text} is no time", command="daebug console") from error


def render(reply: Reply, look: Look) -> str:
    """Return a line for each event, more where it has a stack."""
    lines = []
    if reply.left_out:
        lines.append(f"({reply.left_out} earlier events left out)")
    for event in reply.events:
        what = event.source or "error" if event.type == "error" else event.level
        style = "red" if event.type == "error" or event.level == "error" else "dim"
        stamp = clock.hms(event.at * 1000)
        lines.append(f"{stamp} {look.paint(what, style)} {event.stack or event.text}")
    return "".join(f"{line}\n" for line in lines)
