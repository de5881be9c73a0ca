"""The orders of the hub for one transcript, each from its order to the edits in the file.

Orders of one transcript are carried out in the order they came (its lock).
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence

from ...protocol.errors.pages import RequestWithdrawn
from ...protocol.scripts import (
    AddRequest,
    Proceed,
    Reply,
    ShownEvent,
    WriteEvents,
    WriteNotice,
    WriteTests,
)
from ...protocol.transcript import events, fences, reply, write
from ...protocol.transcript.edits import Edit
from ...protocol.transcript.reading import Reading
from . import files, mending, placing, shown
from .memory import Written
from .outstanding import Outstanding
from .placing import Asked
from .transcript_file import Transcript

#: How often the seconds of a running job are written, seconds.
TICK_S = 5.0


async def proceed(transcript: Transcript, order: Proceed) -> None:
    """Say that a request runs, and keep its seconds going.

    Raises:
        RequestWithdrawn: it is not there any more.
        OSError: the file can't be written.
    """
    async with transcript.lock:
        job = _named(transcript, order.request)
        job.at = order.at
        try:
            await transcript.write(lambda reading: mending.running(transcript, reading, job))
        except RequestWithdrawn:
            transcript.withdraw(job)
            raise
        job.running = True
        transcript.section = None
    transcript.start(_tick(transcript, job))


async def answer(transcript: Transcript, order: Reply) -> None:
    """Write a reply; return when it stands in the file.

    Raises:
        RequestWithdrawn: the request is not there any more.
        OSError: the file can't be written; the reply is kept, and written when it can be.
    """
    async with transcript.lock:
        if order.late and (known := transcript.past.get(order.request)):
            await _late(transcript, order, known)
            return
        job = _named(transcript, order.request)
        if order.whole and order.job:
            _keep_whole(transcript, order)
        text = reply.text(shown.answer(order, agent=job.agent, asked_at=job.at))
        written = Written(order.request, job.agent, job.code, job.at, text)
        transcript.memory.add(written)
        try:
            await transcript.write(lambda reading: _reply(transcript, reading, job, order))
        except RequestWithdrawn:
            transcript.memory.replies.remove(written)
            transcript.withdraw(job)
            raise
        except OSError:
            transcript.answered()
            raise
        written.written_at = time.time()
        transcript.section = None
        transcript.remember(order.request, job)
        transcript.answered()


async def happened(transcript: Transcript, order: WriteEvents) -> None:
    """Write background events, if there is a file."""
    async with transcript.lock:
        if files.seen(transcript.page.path) is None:
            return
        job = transcript.job
        if job is not None and job.running:
            job.events, job.left_out = _more(job.events, job.left_out, order)
            await transcript.write(lambda reading: _progress(reading, job))
            return
        await transcript.write(lambda reading: _section(transcript, reading, order))


async def notice(transcript: Transcript, order: WriteNotice) -> None:
    """Write a message: under the request that waits, else above the footer."""
    at = shown.hms(order.at)

    def decide(reading: Reading) -> list[Edit]:
        job = transcript.job
        waits = placing.waiting(reading, job.code, job.agent) if job else None
        if waits is None:
            return write.added(reading, reply.told(order.text, at=at))
        return [] if waits.told else write.told(reading, waits, order.text, at=at)

    async with transcript.lock:
        make(transcript, transcript.page.realm)
        await transcript.write(decide)


async def tests(transcript: Transcript, order: WriteTests) -> None:
    """Write a section of a test run, in the place of the one before while it is under way."""

    def decide(reading: Reading) -> list[Edit]:
        region = reading.region
        if region and region.kind == "tests":
            heading = reading.cut(region.start, region.end)
            if heading.startswith(b"## Test Progress"):
                return write.swapped(reading, region, order.markdown)
        return write.added(reading, order.markdown)

    async with transcript.lock:
        make(transcript, transcript.page.realm)
        await transcript.write(decide)


async def ask(transcript: Transcript, order: AddRequest) -> None:
    """Append a request, and find it."""
    heading = reply.asked(order.agent, order.realm or transcript.page.realm, at=shown.hms(order.at))
    request = f"{heading}\n{fences.wrap(order.code, 'js')}\n"

    def decide(reading: Reading) -> list[Edit]:
        text = request.encode("utf-8", "replace").replace(b"\n", reading.eol)
        ended = not reading.end or reading.cut(reading.end - 1, reading.end) == b"\n"
        lead = b"" if ended else reading.eol * 2
        return [Edit(start=reading.end, end=reading.end, new=lead + text, old=b"")]

    async with transcript.lock:
        make(transcript, transcript.page.realm)
        await transcript.write(decide)
    transcript.settle_soon()


def make(transcript: Transcript, realm: str) -> bool:
    """Make the file of a transcript with title, guide and footer; whether it was there before.

    Raises:
        OSError: it can't be made.
    """
    transcript.page.realm = realm
    try:
        files.create(transcript.page.path, write.opened(realm))
    except files.Changed:
        return True
    transcript.saved()
    return False


def _named(transcript: Transcript, request: str) -> Outstanding:
    """Return the request that is out, if it has that name."""
    job = transcript.job
    if job is not None and job.adopted:
        # The process before us told it, so its name is not ours.
        job.request, job.adopted = request, False
    if job is None or job.request != request:
        raise transcript.gone()
    return job


def _reply(transcript: Transcript, reading: Reading, job: Outstanding, order: Reply) -> list[Edit]:
    """Return the edits that answer ``job``: where it runs, where it waits, or where it was."""
    said = shown.answer(order, agent=job.agent, asked_at=job.at)
    at = shown.hms(job.at)
    if runs := placing.running(reading, job.code):
        return write.replied(reading, runs, said)
    if found := placing.waiting(reading, job.code, job.agent):
        return placing.taken(reading, found, lambda first: write.answered(first, said, at=at))
    if transcript.young(job) and not reading.requests:
        return placing.restored(reading, Asked(job.agent, job.code, at=at), reply.text(said))
    raise transcript.gone()


async def _late(transcript: Transcript, order: Reply, known: tuple[str, float]) -> None:
    """Write a result that came after the time-out was told."""
    agent, asked_at = known
    if order.whole and order.job:
        _keep_whole(transcript, order)
    text = reply.text(shown.answer(order, agent=agent, asked_at=asked_at))
    await transcript.write(lambda reading: write.added(reading, text))


def _keep_whole(transcript: Transcript, order: Reply) -> None:
    """Write the whole of a long result beside the transcript."""
    folder, name = os.path.split(transcript.page.path)
    place = os.path.join(folder, name.rpartition(".")[0], os.path.basename(f"{order.job}.json"))
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "wb") as file:
        file.write(order.whole)


async def _tick(transcript: Transcript, job: Outstanding) -> None:
    """Write the seconds of ``job`` as long as it runs."""
    while transcript.job is job:
        await asyncio.sleep(TICK_S)
        async with transcript.lock:
            if transcript.job is job:
                await transcript.write(lambda reading: _progress(reading, job))


def _progress(reading: Reading, job: Outstanding) -> list[Edit]:
    """Return the edits that write the seconds and the events of a running job."""
    runs = placing.running(reading, job.code)
    if runs is None:
        return []
    seconds = max(int(time.time() - job.at), 0)
    blocks = shown.listed(job.events, job.left_out)
    return write.progressed(reading, runs, seconds=seconds, events=blocks)


def _section(transcript: Transcript, reading: Reading, order: WriteEvents) -> list[Edit]:
    """Return the edits that add events to the section above the footer, or begin one."""
    region, known = reading.region, transcript.section
    if region and region.kind == "background" and known and known[0] == region.time:
        found, left_out = _more(known[1], known[2], order)
        at = region.time
    else:
        region = None
        found, left_out = _more([], 0, order)
        at = shown.hms(order.at)
    text = events.section(order.realm or transcript.name, shown.listed(found, left_out), at=at)
    transcript.section = (at, found, left_out)
    return write.swapped(reading, region, text) if region else write.added(reading, text)


def _more(
    known: Sequence[ShownEvent], left_out: int, order: WriteEvents
) -> tuple[list[ShownEvent], int]:
    """Return first and last of the events so far and the new ones, and how many are left out."""
    found = [*known, *order.events]
    left_out += order.left_out
    over = found[events.FIRST : -events.LAST] if len(found) > events.FIRST + events.LAST else []
    if over:
        left_out += sum(event.times for event in over)
        found = [*found[: events.FIRST], *found[-events.LAST :]]
    return found, left_out
