"""The operations of the predecessor, for pages that were opened before an upgrade."""

from __future__ import annotations

from typing import Any

import msgspec

from . import forms, old_channel
from .access import Access
from .operations import TEXT, Operation, Reply
from .page_operations import FIND_TESTS

_TAKEN = {200: Reply("It was taken, or meant nothing.", str, TEXT)}

OPERATIONS = (
    Operation(
        method="GET",
        path="/-daebug-channel",
        access=Access.OUR_PAGES,
        endpoint=old_channel.poll,
        here=True,
        says="Wait for a job: its code, and its id in x-job-id.",
        tag="predecessor",
        query=forms.Old,
        answers={200: Reply("Code, or nothing.", str, TEXT)},
        errors=(400, 503),
    ),
    Operation(
        method="POST",
        path="/-daebug-channel",
        access=Access.OUR_PAGES,
        endpoint=old_channel.post,
        here=True,
        says="A result, events, or news of a worker.",
        tag="predecessor",
        query=forms.Named,
        body=dict[str, Any],
        answers=_TAKEN,
        errors=(400, 408, 413, 415),
    ),
    Operation(
        method="POST",
        path="/-daebug-test-progress",
        access=Access.OUR_PAGES,
        endpoint=old_channel.progress,
        here=True,
        says="Progress of a test run.",
        tag="predecessor",
        body=dict[str, Any],
        answers=_TAKEN,
        errors=(400, 404, 408, 413, 415),
    ),
    # Only its path is old, and who may ask there.
    msgspec.structs.replace(
        FIND_TESTS,
        path="/-daebug-discover-tests",
        access=Access.OUR_PAGES,
        tag="predecessor",
    ),
)
