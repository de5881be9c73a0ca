"""The orders of the hub for one transcript, each from its order to the edits in the file.

Orders of one transcript are carried out in the order they came (its lock).
"""

from __future__ import annotations

import logging
import os
import time

import msgspec

from ...protocol.errors import DaebugError
from ...protocol.errors.daemon import CantWrite
from ...protocol.errors.pages import RequestWithdrawn
from ...protocol.scripts import (
    AddRequest,
    Proceed,
    Reply,
    WriteEvents,
    WriteNotice,
    WriteTests,
)
from ...protocol.transcript import fences, reply, write
from ...protocol.transcript.edits import Edit
from ...protocol.transcript.reading import Reading
from . import contained, files, live_region, mending, placing, shown
from .memory import Written
from .outstanding import Outstanding
from .placing import Asked
from .transcript_file import Transcript

log = logging.getLogger("daebug.watcher")


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
    transcript.start(live_region.tick(transcript, job))


async def answer(transcript: Transcript, order: Reply) -> None:
    """Write a reply; return when it stands in the file.

    Raises:
        RequestWithdrawn: the request is not there any more.
        OSError: the file can't be written; the reply is kept, and written when it can be.
    """
    async with transcript.lock:
        if order.late and (known := transcript.memory.past.get(order.request)):
            await _late(transcript, order, known)
            return
        job = _named(transcript, order.request)
        if order.whole and order.job:
            order = _kept(transcript, order)
        text = reply.text(shown.answer(order, agent=job.agent, asked_at=job.at))
        if job.adopted and transcript.page.has(text):
            transcript.answered()  # the process before us wrote it, and could not say so
            return
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
        transcript.memory.wrote(written, transcript.page.place(text))
        transcript.section = None
        transcript.memory.remember(order.request, job.agent, job.at)
        await _beside(transcript, job)
        transcript.answered()


async def happened(transcript: Transcript, order: WriteEvents) -> None:
    """Write background events, if there is a file; those of a running job with its next tick."""
    async with transcript.lock:
        if files.seen(transcript.page.path) is None:
            return
        job = transcript.job
        mine = job is not None and (job.adopted or order.request in ("", job.request))
        if job is not None and job.running and mine:
            live_region.take(job, order)
        elif not order.request:
            await transcript.write(lambda reading: live_region.section(transcript, reading, order))


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
    """Append a request, and find it.

    Raises:
        CantWrite: a fence is open, which would take it in.
        OSError: the file can't be written.
    """
    heading = reply.asked(order.agent, order.realm or transcript.page.realm, at=shown.hms(order.at))
    info = f"js timeout={order.timeout_s:g}" if order.timeout_s else "js"
    request = f"{heading}\n{fences.wrap(order.code, info)}\n"

    def decide(reading: Reading) -> list[Edit]:
        if reading.drafts:
            why = f"a fence is open at line {reading.drafts[-1].line}"
            raise CantWrite(path=transcript.page.path, why=why)
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
    if job is None or job.request != request:
        raise transcript.gone()
    return job


async def _beside(transcript: Transcript, job: Outstanding) -> None:
    """Write the events of no job that came while ``job`` ran."""
    if not job.beside:
        return
    order = WriteEvents(
        root=transcript.root,
        transcript=transcript.name,
        realm=transcript.page.realm,
        events=job.beside,
        left_out=job.beside_left_out,
        at=job.beside[0].at or time.time(),
    )
    try:
        await transcript.write(lambda reading: live_region.section(transcript, reading, order))
    except (OSError, DaebugError) as error:
        log.warning("%s: events are not written: %s", transcript.page.path, error)


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
    raise transcript.away(job)


async def _late(transcript: Transcript, order: Reply, known: tuple[str, float]) -> None:
    """Write a result that came after the time-out was told."""
    agent, asked_at = known
    if order.whole and order.job:
        order = _kept(transcript, order)
    text = reply.text(shown.answer(order, agent=agent, asked_at=asked_at))
    await transcript.write(lambda reading: write.added(reading, text))


def _kept(transcript: Transcript, order: Reply) -> Reply:
    """Write the whole of a long result beside the transcript; return ``order``.

    Where that can't be written the reply still can, and then tells of no whole.
    """
    folder, name = os.path.split(transcript.page.path)
    place = os.path.join(folder, name.rpartition(".")[0], os.path.basename(f"{order.job}.json"))
    try:
        contained.check(transcript.root, place)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(order.whole)
    except OSError as error:
        log.warning("the whole of a result was not kept: %s", error)
        return msgspec.structs.replace(order, whole=b"")
    return order
