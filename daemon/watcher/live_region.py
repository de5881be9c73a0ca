"""The live region: what a transcript shows of a job while it runs, and the section of events.

Heading, events so far, ``executing (Ns)``.  It is written every ``TICK_S`` at
most, whatever comes; the reply takes its place.  Events of no job that come
meanwhile stand in it too, and get a section of their own after the reply.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from ...protocol.errors import DaebugError
from ...protocol.scripts import ShownEvent, WriteEvents
from ...protocol.transcript import events, write
from ...protocol.transcript.edits import Edit
from ...protocol.transcript.reading import Reading
from . import placing, shown
from .outstanding import Outstanding
from .transcript_file import Transcript

log = logging.getLogger("daebug.watcher")

#: How often a running job is written anew, seconds.
TICK_S = 5.0


async def tick(transcript: Transcript, job: Outstanding) -> None:
    """Write the seconds and the events of ``job`` as long as it runs."""
    while transcript.job is job:
        await asyncio.sleep(TICK_S)
        async with transcript.lock:
            if transcript.job is not job:
                return
            try:
                await transcript.write(lambda reading: progressed(reading, job))
            except (OSError, DaebugError) as error:
                # The file is away or can't be written; it may come back before the reply.
                log.info("%s: no progress is shown: %s", transcript.page.path, error)


def take(job: Outstanding, order: WriteEvents) -> None:
    """Have the events of ``order`` shown when ``job`` is written next."""
    if order.request:
        job.events, job.left_out = list(order.events), order.left_out
    else:
        job.beside, job.beside_left_out = more(job.beside, job.beside_left_out, order)


def progressed(reading: Reading, job: Outstanding) -> list[Edit]:
    """Return the edits that write the seconds and the events of a running job."""
    runs = placing.running(reading, job.code)
    if runs is None:
        return []
    seconds = max(int(time.time() - job.at), 0)
    known, left_out = shortened([*job.events, *job.beside], job.left_out + job.beside_left_out)
    return write.progressed(reading, runs, seconds=seconds, events=shown.listed(known, left_out))


def section(transcript: Transcript, reading: Reading, order: WriteEvents) -> list[Edit]:
    """Return the edits that add events to the section above the footer, or begin one."""
    region, known = reading.region, transcript.section
    if region and region.kind == "background" and known and known[0] == region.time:
        found, left_out = more(known[1], known[2], order)
        at = region.time
    else:
        region = None
        found, left_out = more([], 0, order)
        at = shown.hms(order.at)
    text = events.section(order.realm or transcript.name, shown.listed(found, left_out), at=at)
    transcript.section = (at, found, left_out)
    return write.swapped(reading, region, text) if region else write.added(reading, text)


def more(
    known: Sequence[ShownEvent], left_out: int, order: WriteEvents
) -> tuple[list[ShownEvent], int]:
    """Return first and last of the events so far and the new ones, and how many are left out."""
    return shortened([*known, *order.events], left_out + order.left_out)


def shortened(found: list[ShownEvent], left_out: int) -> tuple[list[ShownEvent], int]:
    """Return the first two and the last eight of ``found``, and how many are left out by now."""
    if len(found) <= events.FIRST + events.LAST:
        return found, left_out
    over = found[events.FIRST : -events.LAST]
    return [*found[: events.FIRST], *found[-events.LAST :]], left_out + sum(
        event.times for event in over
    )
