"""DAP bodies: camelCase on the wire, snake_case in Python, and lenient."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from daebug.protocol import dap
from tests import samples

KINDS = [
    kind
    for kind in vars(dap).values()
    if isinstance(kind, type) and issubclass(kind, dap._Dap) and kind is not dap._Dap
]


def test_a_body_is_read_from_the_spelling_of_the_specification() -> None:
    body = {
        "stackFrames": [
            {
                "id": 1,
                "name": "main",
                "line": 3,
                "column": 5,
                "instructionPointerReference": "0x10",
                "source": {"path": "/a.c", "sourceReference": 0, "presentationHint": "emphasize"},
            }
        ],
        "totalFrames": 9,
    }
    trace = dap.read(json.dumps(body).encode(), dap.StackTrace)
    frame = trace.stack_frames[0]
    assert (trace.total_frames, frame.name, frame.line) == (9, "main", 3)
    assert frame.instruction_pointer_reference == "0x10"
    assert frame.source == dap.Source(
        path="/a.c", source_reference=0, presentation_hint="emphasize"
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_name_is_camel_case_on_the_wire_and_comes_back(kind: type[Any]) -> None:
    full = next(samples.full(kind))
    body = msgspec.json.encode(full)
    assert all("_" not in name and name[0].islower() for name in json.loads(body))
    assert dap.read(body, kind) == full


@pytest.mark.parametrize(
    "kind", [dap.StackTrace, dap.Scopes, dap.Variables, dap.Threads, dap.Evaluated, dap.SourceText]
)
def test_an_empty_body_gives_the_defaults(kind: type[Any]) -> None:
    assert dap.read(b"", kind) == dap.read(b"{}", kind) == kind()


def test_fields_that_we_do_not_know_are_ignored() -> None:
    assert dap.read(b'{"id": 1, "name": "t", "$__extra": [1]}', dap.Thread).id == 1


def test_a_number_sent_as_text_is_taken() -> None:
    assert dap.read(b'{"id": "1", "name": "t"}', dap.Thread).id == 1


@pytest.mark.parametrize("body", [b'{"name": "t"}', b'{"id": "x"}', b"[]", b"{", b'{"id": null}'])
def test_a_body_without_a_needed_field_is_an_error(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        dap.read(body, dap.Thread)
