"""What is put right in a transcript without an order: erased replies, diagnoses, interrupted jobs.

Runs under the transcript's lock.  Each step looks at the whole file again.
"""

from __future__ import annotations

import asyncio
import logging
import time

from ...protocol.errors import DaebugError
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

#: Replies that are written again in one go.
TIMES = 40


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


async def interrupt(transcript: Transcript, kept: int) -> None:
    """Answer the jobs that a daemon before this one left running, but for the last ``kept``."""
    while True:
        reading = transcript.page.reading
        left = reading.executing if reading else ()
        if len(left) <= kept:
            return
        one = left[0]

        def decide(reading: Reading, one: Executing = one) -> list[Edit]:
            again = [each for each in reading.executing if each.start == one.start]
            return write.replied(reading, again[0], _interrupted(again[0])) if again else []

        async with transcript.lock:
            await transcript.write(decide)
        transcript.page.again()


def _interrupted(one: Executing) -> reply.Reply:
    """Return the reply of a job whose result nobody knows."""
    return reply.Reply(
        realm=one.realm,
        agent=one.agent,
        at=shown.hms(time.time()),
        ok=False,
        duration_ms=one.seconds * 1000.0,
        body=fences.wrap(wording.interrupted(), "Error"),
    )


async def _replies(transcript: Transcript) -> None:
    """Write the replies again that are not in the file, oldest first."""
    memory = transcript.memory
    for _ in range(TIMES):
        if not memory.replies:
            return
        transcript.page.again()
        reading = transcript.page.reading
        missing = memory.look(reading.data) if reading else []
        if not missing:
            return
        await _once_more(transcript, missing[0])


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
        edits = _again(reading, one)
        if not edits and one in memory.replies:
            memory.replies.remove(one)
        return edits

    await transcript.write(decide)
    one.written_at = one.written_at or time.time()


def _again(reading: Reading, one: Written) -> list[Edit]:
    """Return the edits that write a reply again; none = it was taken away on purpose."""
    at = shown.hms(one.asked_at)
    if runs := placing.running(reading, one.code):
        return write.replied_with(reading, runs, one.block)
    for request in reading.requests:
        if answers(one, request):
            return placing.taken(
                reading, request, lambda first: write.answered_with(first, one.block, at=at)
            )
    if one.written_at and time.time() - one.written_at < STALE_S and _calm(reading):
        return placing.restored(reading, Asked(one.agent, one.code, at=at), one.block)
    return []


def _calm(reading: Reading) -> bool:
    """Return whether the file is no beginning of one that is still being written."""
    return reading.footer is not None


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
    raise transcript.gone()


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
