"""What is put right in a transcript without an order: erased replies, diagnoses, interrupted jobs.

Runs under the transcript's lock.  Each step looks at the whole file again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from ...protocol.errors import DaebugError
from ...protocol.scripts import OutRequest
from ...protocol.transcript import fences, reply, wording, write
from ...protocol.transcript.edits import Edit
from ...protocol.transcript.reading import Draft, Executing, Reading
from . import placing, shown
from .files import Changed
from .memory import STALE_S, Written, answers
from .outstanding import Outstanding
from .placing import Asked
from .transcript_file import Transcript

log = logging.getLogger("daebug.watcher")

#: What can't be run is told of after this long without a change, seconds.
DIAGNOSIS_S = 0.25

#: A fence that stays open is told of after this long without a change, seconds.
DRAFT_S = 10.0


async def mend(transcript: Transcript) -> None:
    """Write again what was erased; tell what can't be run."""
    try:
        async with transcript.lock:
            await _replies(transcript)
            await _job(transcript)
            await _cancelled(transcript)
    except Changed:
        transcript.mend_later()
        return
    except (OSError, DaebugError) as error:
        log.warning("%s can't be mended: %s", transcript.page.path, error)
        return
    transcript.settle_soon()
    await _diagnoses(transcript)


async def interrupt(transcript: Transcript) -> None:
    """Answer the jobs that a daemon before this one left running, but for the one that is out."""
    job = transcript.job
    while (reading := transcript.page.reading) is not None:
        out = placing.running(reading, job.code) if job else None
        if job is not None:
            job.running = out is not None
            if job.running or placing.waiting(reading, job.code, job.agent):
                job.since = time.time()
        left = [each for each in reading.executing if each is not out]
        if not left:
            return
        one = left[0]
        text = reply.text(_interrupted(one.realm, one.agent, one.seconds))
        made: list[Edit] = []

        def decide(
            reading: Reading, one: Executing = one, text: str = text, made: list[Edit] = made
        ) -> list[Edit]:
            again = [each for each in reading.executing if each.start == one.start]
            made[:] = write.replied_with(reading, again[0], text) if again else []
            return made

        async with transcript.lock:
            await transcript.write(decide)
            if made:
                # An editor's old copy may bring the request back: it is not to run then.
                written = Written("", one.agent, one.code, time.time(), text)
                transcript.memory.add(written)
                transcript.memory.wrote(written, transcript.page.place(text))
        transcript.page.again()


async def cut_off(transcript: Transcript, left: Sequence[OutRequest]) -> None:
    """Answer requests that still wait, though pages were given them before a kill."""
    for one in left:
        reading = transcript.page.reading
        waits = placing.waiting(reading, one.code, one.agent) if reading else None
        if waits is None:
            continue
        text = reply.text(_interrupted(waits.realm, one.agent))
        written = Written("", one.agent, one.code, time.time(), text)

        def decide(reading: Reading, one: OutRequest = one, text: str = text) -> list[Edit]:
            found = placing.waiting(reading, one.code, one.agent)
            if found is None:
                return []
            at = shown.hms(time.time())
            return placing.taken(
                reading, found, lambda first: write.answered_with(first, text, at=at)
            )

        async with transcript.lock:
            await transcript.write(decide)
            transcript.memory.add(written)
            transcript.memory.wrote(written, transcript.page.place(text))
        transcript.page.again()


def _interrupted(realm: str, agent: str, seconds: int = 0) -> reply.Reply:
    """Return the reply of a job whose result nobody knows."""
    return reply.Reply(
        realm=realm,
        agent=agent,
        at=shown.hms(time.time()),
        ok=False,
        duration_ms=seconds * 1000.0,
        body=fences.wrap(wording.interrupted(), "Error"),
    )


async def _replies(transcript: Transcript) -> None:
    """Write the replies again that are not in the file, oldest first."""
    memory, tried = transcript.memory, []
    while memory.replies:
        transcript.page.again()
        reading = transcript.page.reading
        missing = memory.look(reading.data) if reading else []
        one = next((each for each in missing if each not in tried), None)
        if one is None:
            return
        tried.append(one)
        await _once_more(transcript, one)


async def _once_more(transcript: Transcript, one: Written) -> None:
    """Write one reply again, if it is still missing when the file can be written."""
    memory = transcript.memory

    def decide(reading: Reading) -> list[Edit]:
        if reading.begin:
            # Only the end was read: whether the reply is there takes the whole file.
            transcript.page.again()
            raise Changed(transcript.page.path)
        if one not in memory.look(reading.data):
            return []
        edits = _again(reading, one, transcript.job)
        if not edits and _old(one) and reading.footer is not None:
            memory.replies = [each for each in memory.replies if each is not one]
        elif edits:
            written.append(one)
        return edits

    written: list[Written] = []
    await transcript.write(decide)
    if written:
        memory.wrote(one, transcript.page.place(one.block))


def _again(reading: Reading, one: Written, job: Outstanding | None) -> list[Edit]:
    """Return the edits that write a reply again; none = it was taken away on purpose."""
    at = shown.hms(one.asked_at)
    runs = placing.running(reading, one.code)
    waits = [request for request in reading.requests if answers(one, request)]
    if job is not None and (job.agent, job.code) == (one.agent, one.code):
        # The same words were asked anew: one of those that stand there is not the old one.
        runs, waits = (None, waits) if runs else (None, waits[:-1])
    if runs:
        return write.replied_with(reading, runs, one.block)
    if waits:
        return placing.taken(
            reading, waits[0], lambda first: write.answered_with(first, one.block, at=at)
        )
    if one.written_at and not _old(one) and reading.footer is not None:
        return placing.restored(reading, Asked(one.agent, one.code, at=at), one.block)
    return []


def _old(one: Written) -> bool:
    """Whether a reply stood in the file for so long that no old copy is to blame for its loss."""
    return bool(one.written_at) and time.time() - one.written_at >= STALE_S


async def _job(transcript: Transcript) -> None:
    """Write the heading and the placeholder of the running job again, if they are gone."""
    job = transcript.job
    if job is None:
        return
    reading = transcript.page.reading
    if reading is None or placing.running(reading, job.code):
        return
    if placing.waiting(reading, job.code, job.agent) and not job.running:
        return
    await transcript.write(lambda reading: running(transcript, reading, job))
    job.running = True


def running(transcript: Transcript, reading: Reading, job: Outstanding) -> list[Edit]:
    """Return the edits that say that ``job`` runs; none = the file does.

    Raises:
        RequestWithdrawn: it is not there any more.
    """
    at = shown.hms(job.at)
    if placing.running(reading, job.code):
        return []
    if found := placing.waiting(reading, job.code, job.agent):
        return placing.taken(reading, found, lambda first: write.accepted(first, at=at))
    if not reading.requests and transcript.young(job):
        block = reply.running(reading.realm, job.agent, at=at)
        return placing.restored(reading, Asked(job.agent, job.code, at=at), block)
    raise transcript.away(job)


async def _cancelled(transcript: Transcript) -> None:
    """Say that a running job was edited away."""
    at, transcript.cancelled = transcript.cancelled, ""
    if at:
        said = reply.told(wording.cancelled(), at=at)
        await transcript.write(lambda reading: write.added(reading, said))


async def _diagnoses(transcript: Transcript) -> None:
    """Say under fences that can't be run why, once they stay as they are."""
    reading = transcript.page.reading
    while reading is not None:
        version = transcript.page.version
        items = [item for item in (*reading.diagnoses, *reading.drafts) if not item.told]
        if not items or transcript.diagnosing:
            return
        transcript.diagnosing = True
        try:
            await asyncio.sleep(DRAFT_S if isinstance(items[0], Draft) else DIAGNOSIS_S)
        finally:
            transcript.diagnosing = False
        if transcript.page.version == version:
            async with transcript.lock:
                await _diagnose(transcript)
        reading = transcript.page.reading


async def _diagnose(transcript: Transcript) -> None:
    """Tell of the first item that can't be run."""
    at = shown.hms(time.time())

    def decide(reading: Reading) -> list[Edit]:
        for item in reading.diagnoses:
            if not item.told:
                return write.told(reading, item, item.message, at=at)
        for draft in reading.drafts:
            if not draft.told:
                return write.unclosed(reading, draft, at=at)
        return []

    try:
        await transcript.write(decide)
    except (OSError, DaebugError) as error:
        log.warning("%s can't be written: %s", transcript.page.path, error)
