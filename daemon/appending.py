"""Requests that come over HTTP: written into the transcript, and run from there.

The file stays the one way in: what is appended is found there like anything an
agent writes, so it has its place among the other requests and its reply in the
file.  The job it will be is promised before, so that it can be named at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

from ..protocol.asks import AppendRequest, JobTold, LookAtJob
from ..protocol.errors.pages import NoSuchJob, NoSuchRealm
from ..protocol.scripts import AddRequest
from . import replies
from .page_state import PageJob, Root

if TYPE_CHECKING:
    from .pages import Pages

#: Seconds for the watcher to write the request.
WRITE_S = 10.0


async def append(pages: Pages, root: Root, question: AppendRequest) -> JobTold:
    """Write a request of a live realm; return the job it became, after ``wait_s`` at most.

    Raises:
        NoSuchRealm: there is none, or it is gone.
        TooManyRequests: very many wait already.
        DaebugError: the watcher could not write it.
    """
    realm = pages.jobs.realm(root.path, question.realm)
    if realm is None:
        live = ", ".join(one.name for one in root.live[:20]) or "none"
        raise NoSuchRealm(realm=question.realm, root=root.path, realms=live)
    job = pages.jobs.promise(
        root.path,
        realm.name,
        code=question.code,
        agent=question.agent,
        transcript=realm.transcript,
    )
    order = AddRequest(
        root=root.path,
        transcript=realm.transcript,
        realm=realm.name,
        agent=question.agent,
        code=question.code,
        at=time.time(),
        timeout_s=question.job_s,
    )
    try:
        await pages.door.order("watcher", order, WRITE_S)
    except Exception:
        pages.jobs.unpromise(job)
        raise
    return await _told(pages, job, question.wait_s)


async def look(pages: Pages, root: Root, question: LookAtJob) -> JobTold:
    """Return what is known of a job once it is over, or after ``wait_s``.

    Raises:
        NoSuchJob: there is none in this root, or it is long over.
    """
    job = pages.door.state.page_jobs.get(question.job)
    if job is None or job.root != root.path:
        raise NoSuchJob(job=question.job, root=root.path)
    return await _told(pages, job, question.wait_s)


async def _told(pages: Pages, job: PageJob, wait_s: float) -> JobTold:
    """Wait for the end of ``job``, ``wait_s`` at most, and tell of it."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            await pages.jobs.settled(job)
    if job.open:
        return JobTold(
            job=job.id,
            realm=job.realm,
            over=False,
            state=job.state,
            dispatched_at=job.dispatched_at,
        )
    info, text = replies.said(job)
    shown = replies.shown(job.events, job.console)
    return JobTold(
        job=job.id,
        realm=job.realm,
        over=True,
        state=job.state,
        ok=job.ok,
        info=info,
        text=text,
        dispatched_at=job.dispatched_at,
        duration_ms=round(job.duration_ms, 3),
        events=shown.events,
        events_left_out=shown.left_out,
        dialogs=job.dialogs,
    )
