"""The operations of pages: their channel, their scripts, what they are told of the root."""

from __future__ import annotations

from typing import Any

from . import document, elsewhere, finding, forms, ours, polls, scripts, sockets
from .access import Access
from .operations import HTML, JSON, SCRIPT, TEXT, Operation, Reply

FIND_TESTS = Operation(
    method="POST",
    path="/-daebug/discover-tests",
    access=Access.HOLDERS,
    endpoint=finding.tests,
    says="The test files of the root.",
    tag="pages",
    body=forms.Search,
    answers={
        200: Reply("The files.", forms.Found),
        400: Reply("The patterns are not usable.", forms.NotFound),
        429: Reply("Too many searches.", forms.NotFound),
    },
    errors=(408, 413, 415),
)

PAGES = (
    Operation(
        method="GET",
        path="/-daebug/openapi.json",
        access=Access.ANYBODY,
        endpoint=document.serve,
        says="This document.",
        tag="pages",
        answers={200: Reply("OpenAPI 3.1.", dict[str, Any])},
    ),
    Operation(
        method="GET",
        path="/-daebug/bookmarklet",
        access=Access.VISITORS,
        endpoint=elsewhere.bookmarklet,
        says="A page with a bookmarklet by which any page joins.",
        tag="pages",
        answers={200: Reply("The page.", str, HTML)},
    ),
    Operation(
        method="GET",
        path="/-daebug/socket",
        access=Access.HOLDERS,
        endpoint=sockets.serve,
        here=True,
        says="The channel of a page: a WebSocket.",
        tag="pages",
        answers={101: Reply("The channel is open.")},
        errors=(400, 426),
    ),
    Operation(
        method="GET",
        path="/-daebug/poll",
        access=Access.HOLDERS,
        endpoint=polls.poll,
        here=True,
        says="The channel without WebSocket: messages for a page, after 15 s at most.",
        tag="pages",
        query=forms.Who,
        answers={200: Reply("Messages, mostly none.", list[dict[str, Any]])},
        errors=(400, 410),
    ),
    Operation(
        method="POST",
        path="/-daebug/post",
        access=Access.HOLDERS,
        endpoint=polls.post,
        here=True,
        says="The channel without WebSocket: messages of a page.",
        tag="pages",
        query=forms.Who,
        body=list[Any],
        content=(JSON, TEXT),
        answers={200: Reply("Messages, mostly none.", list[dict[str, Any]])},
        errors=(400, 408, 410, 413, 415),
    ),
    FIND_TESTS,
    Operation(
        method="GET",
        path="/-daebug/tests",
        access=Access.ANYBODY,
        endpoint=finding.page,
        says="A page to run tests in.",
        tag="pages",
        query=forms.Named,
        answers={200: Reply("The page.", str, HTML)},
    ),
    Operation(
        method="GET",
        path="/-daebug-iframe.html",
        access=Access.ANYBODY,
        endpoint=ours.frame,
        says="The frame in which a test file runs.",
        tag="pages",
        answers={200: Reply("The page.", str, HTML)},
    ),
    Operation(
        method="GET",
        path="/-daebug/page.js",
        access=Access.EMBEDDERS,
        endpoint=elsewhere.page_script,
        says="The script of a page, also of one that another server serves.",
        tag="pages",
        answers={200: Reply("The script.", str, SCRIPT)},
    ),
    *(
        Operation(
            method="GET",
            path=path,
            access=Access.KNOWN,
            endpoint=ours.script,
            says=f"The script {name}.",
            tag="pages",
            answers={200: Reply("The script.", str, SCRIPT)},
        )
        for path, name in scripts.SERVED.items()
        if name != "page.js"
    ),
)
