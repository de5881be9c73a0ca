"""The endpoint for agents and CI that run the test files of a root."""

from __future__ import annotations

from aiohttp import web

from ...protocol.asks import RunTests, SummaryTold
from . import bodies, forms, limits, replies
from .root import Root


async def run(root: Root, request: web.BaseRequest) -> web.StreamResponse:
    """Run test files in a page; answer with the summary when they are over."""
    told = await bodies.read_as(request, forms.Tests, most_bytes=limits.SMALL_BODY_BYTES)
    question = RunTests(
        files=told.files,
        exclude=told.exclude,
        page=told.page,
        parallel=told.parallel,
        timeout_s=told.timeout,
    )
    answer = await root.asks.ask(root.order.root, question, SummaryTold, timeout_s=told.within)
    return replies.json(answer.summary)
