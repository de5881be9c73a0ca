"""The table of all operations: who may use them, what they take and answer.

Requests are led by it (``routes``) and the OpenAPI document is made of it
(``openapi``), so neither can say what the other does not do.
"""

from __future__ import annotations

from ...protocol.testing import Summary
from . import (
    api,
    asking,
    forms,
    ours,
    page_operations,
    predecessor,
    signing,
    testing,
)
from .access import Access
from .operations import Operation, Reply, Table

#: What a signature is, where there is a secret.
SIGNED = {signing.HEADER: "HMAC-SHA256 in hex; needed where the root has a secret."}

_TAKEN = {200: Reply("It was taken.", forms.Taken)}
_OVER = Reply("The job is over.", forms.Job)
_OPEN = Reply("The job is not over; ask again with its id.", forms.Job)

PROGRAMS = (
    Operation(
        method="GET",
        path="/health",
        access=Access.ANYBODY,
        endpoint=api.health,
        says="Whether the root is served.",
        answers={200: Reply("It is.", forms.Health)},
    ),
    Operation(
        method="GET",
        path="/instances",
        access=Access.HOLDERS,
        endpoint=api.instances,
        says="The realms that live: pages, workers, programs.",
        answers={200: Reply("All of them.", forms.Instances)},
    ),
    Operation(
        method="GET",
        path="/instances/{name}",
        access=Access.HOLDERS,
        endpoint=api.instance,
        says="One realm.",
        answers={200: Reply("It lives.", forms.Instance)},
        errors=(404,),
    ),
    Operation(
        method="POST",
        path="/instances/{name}/append",
        access=Access.HOLDERS,
        endpoint=asking.append,
        here=True,
        says="Append a request to the transcript of a realm; it runs like any other.",
        more="With ``wait`` the answer comes with the result, if that comes in time.",
        query=forms.Waiting,
        body=forms.Append,
        answers={200: _OVER, 202: _OPEN},
        errors=(400, 404, 408, 409, 413, 415, 503, 504),
    ),
    Operation(
        method="GET",
        path="/jobs/{job}/result",
        access=Access.HOLDERS,
        endpoint=asking.look,
        says="What a job came to.",
        query=forms.Waiting,
        answers={200: _OVER, 202: _OPEN},
        errors=(400, 404, 503, 504),
    ),
    Operation(
        method="POST",
        path="/tests/run",
        access=Access.HOLDERS,
        endpoint=testing.run,
        here=True,
        says="Run test files in a page; the answer comes when they are over.",
        more="Where no page is open, a headless browser is started for the run.",
        body=forms.Tests,
        answers={200: Reply("What the run came to, be it good or bad.", Summary)},
        errors=(400, 404, 408, 413, 415, 503, 504),
    ),
    Operation(
        method="POST",
        path="/workers/register",
        access=Access.HOLDERS,
        endpoint=api.register,
        says="Enter a program as a realm.",
        body=forms.Register,
        answers={200: Reply("It is entered.", forms.Registered)},
        errors=(400, 408, 413, 415, 503),
    ),
    Operation(
        method="POST",
        path="/workers/{name}/heartbeat",
        access=Access.HOLDERS,
        endpoint=api.heartbeat,
        says="A sign of life; a program that is silent for 25 s is given up.",
        body=forms.Heartbeat,
        answers=_TAKEN,
        errors=(400, 408, 410, 413, 415),
    ),
    Operation(
        method="GET",
        path="/jobs/poll",
        access=Access.HOLDERS,
        endpoint=api.poll_job,
        says="Wait for the next job.",
        query=forms.Poll,
        answers={
            200: Reply("Run it.", forms.Given),
            204: Reply("There is none; poll again."),
        },
        errors=(400, 410),
    ),
    Operation(
        method="POST",
        path="/jobs/ack",
        access=Access.HOLDERS,
        endpoint=api.acknowledge,
        says="The job runs.",
        body=forms.Acknowledge,
        answers=_TAKEN,
        errors=(400, 408, 410, 413, 415),
    ),
    Operation(
        method="POST",
        path="/jobs/{job}/result",
        access=Access.HOLDERS,
        endpoint=api.result,
        says="What the job came to; only the first result of a job that was given counts.",
        body=forms.Outcome,
        headers=SIGNED,
        answers=_TAKEN,
        errors=(400, 408, 410, 413, 415),
    ),
    Operation(
        method="POST",
        path="/background",
        access=Access.HOLDERS,
        endpoint=api.background,
        says="Background events.",
        body=forms.Events,
        answers=_TAKEN,
        errors=(400, 408, 410, 413, 415),
    ),
    *(
        Operation(
            method=method,
            path="/daebug.md",
            access=Access.ANYBODY,
            endpoint=ours.file,
            says="The index of transcripts; without the token it is not there.",
            answers={
                200: Reply("The file.", str, "text/markdown"),
                206: Reply("The part that was asked for.", str, "text/markdown"),
                304: Reply("It is unchanged."),
            },
            errors=(404, 416),
        )
        for method in ("GET", "HEAD")
    ),
)

TABLE = Table((*PROGRAMS, *page_operations.PAGES, *predecessor.OPERATIONS))
