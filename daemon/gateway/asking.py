"""Endpoints for agents: run code through a transcript, and see what came of it."""

from __future__ import annotations

import msgspec
from aiohttp import web

from ...protocol.asks import AppendRequest, JobTold, LookAtJob
from . import api, bodies, forms, replies
from .root import Root

#: Seconds for the hub's part besides the waiting that was asked for: a file may be just saved.
HUB_S = 15.0

#: Bytes of a request to append; its code has 1,000,000 characters at most.
APPEND_BYTES = 8 * 1024 * 1024


async def append(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Write a request into a realm's transcript; answer with its job, over or not."""
    wait_s = bodies.query(request, forms.Waiting).wait
    told = await bodies.read_as(request, forms.Append, most_bytes=APPEND_BYTES)
    question = AppendRequest(
        realm=api.within(request),
        code=told.code,
        agent=told.agent,
        job_s=told.timeout,
        wait_s=wait_s,
    )
    return _answer(
        await root.asks.ask(root.order.root, question, JobTold, timeout_s=wait_s + HUB_S)
    )


async def look(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Tell of a job, after its end or after the wait."""
    wait_s = bodies.query(request, forms.Waiting).wait
    question = LookAtJob(job=api.within(request), wait_s=wait_s)
    return _answer(
        await root.asks.ask(root.order.root, question, JobTold, timeout_s=wait_s + HUB_S)
    )


def _answer(told: JobTold) -> web.Response:
    """Return 200 with a job that is over, 202 with one that is not."""
    job = forms.Job(**msgspec.structs.asdict(told))
    return replies.json(job, 200 if told.over else 202)
