"""What a shim says, read and cleaned."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from daebug.daemon.gateway import channel
from daebug.protocol.errors.daemon import BadMessage
from daebug.protocol.pages import Failure, Value

MESSAGES: list[dict[str, Any]] = [
    {"t": "hello", "load": "l", "unknown": 1},
    {"t": "started", "job": "j"},
    {
        "t": "result",
        "job": "j",
        "ok": True,
        "value": {"kind": "number", "parts": [["a", {"kind": "null"}]]},
    },
    {
        "t": "result",
        "job": "j",
        "ok": False,
        "error": {"message": "m", "errors": [{}]},
        "late": True,
    },
    {"t": "events", "events": [{"text": "x"}]},
    {"t": "health", "lag_ms": 3, "restarts": 1, "visible": False},
    {"t": "pong", "at": 5},
    {"t": "bye", "reason": "navigate"},
    {
        "t": "tests",
        "run": "r",
        "totals": {"pass": 1},
        "recent": [{"name": "a", "error": {"stack": "s"}}],
    },
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: str(message["t"]))
def test_a_message_is_the_same_in_both_codecs(message: dict[str, Any]) -> None:
    text = channel.said(json.dumps(message).encode(), text=True)
    binary = channel.said(msgspec.msgpack.encode(message), text=False)
    assert type(text) is type(binary)
    if not isinstance(text, channel.Events):
        assert text == binary


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b'{"t":"odd"}', b'{"t":"started"}', b"\xff", b"[" * 100_000,
             b'{"t":"result","job":1,"ok":true}', b'{"t":"hello","load":"\\ud800']
)  # fmt: skip
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(BadMessage):
        channel.said(data, text=True)


def test_too_many_events_are_refused() -> None:
    for text in (True, False):
        encode = msgspec.json.encode if text else msgspec.msgpack.encode
        said = channel.said(encode({"t": "events", "events": [{}] * 20_001}), text=text)
        assert isinstance(said, channel.Events)
        with pytest.raises(BadMessage, match="20001"):
            channel.counted(said)


def test_text_of_a_page_can_only_be_read() -> None:
    value = channel.clean(
        Value(kind="x\n", text="a\x1b[2J\tb\r\nc", type="T\n", parts=[("k\n", Value(kind="y"))])
    )
    assert (value.kind, value.text, value.type) == ("x", "a\ufffd[2J\tb\nc", "T")
    assert value.parts[0][0] == "k"
    failure = channel.clean_failure(Failure(name="E\n", cause=Failure(message="\x00")))
    assert failure.name == "E"
    assert failure.cause is not None
    assert failure.cause.message == "\ufffd"


@pytest.mark.parametrize(
    ("stated", "at"),
    [(5, 5.0), ("1970-01-01T00:00:01Z", 1000.0), ("no", 0.0), (None, 0.0), ([], 0.0)],
)
def test_a_moment_may_be_a_number_or_a_date(stated: object, at: float) -> None:
    assert channel.moment(stated) == at


def test_dialogs_are_one_line_each() -> None:
    said = channel.dialogs([{"kind": "prompt", "text": "a\nb", "answer": None}, "odd\n"])
    assert said == ["prompt 'a\\nb' -> null", "odd"]
