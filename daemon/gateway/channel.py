"""The channel's messages as types: what a shim may send, and what it is sent.

``docs/channel.md`` describes them.  Pure: bytes in, typed messages out, and back.
What a page says is believed in its shape only; lengths are cut and control
characters taken out here, so that nobody further in has to.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import msgspec

from ...protocol import batches, pages, plain, unicode, wire
from ...protocol.errors.daemon import BadMessage
from ...protocol.pages import Failure, Totals, Value

#: Bytes of one message; a value of 10 MB still goes through.
MESSAGE_BYTES = 16 * 1024 * 1024

#: Events of one batch.
EVENTS = 20_000

#: Largest count that is believed.
MOST = 2**53 - 1

#: Seconds between two pings to a realm, and of silence until it is given up.
HEARTBEAT_S, DEAD_S = 10.0, 25.0

#: What ``welcome`` says of limits: depth, items and characters of values, events a second.
LIMITS = {"depth": 6, "items": 200, "chars": 100_000, "events_per_s": 20_000}


class _Said(msgspec.Struct, frozen=True, kw_only=True, tag_field="t"):
    """One message of a shim; fields that we don't know are passed over."""


class Hello(_Said, frozen=True, kw_only=True, tag="hello"):
    """The first message of a connection."""

    v: int = 1
    name: str = ""
    load: str
    kind: str = "page"
    url: str = ""
    title: str = ""
    parent: str = ""
    agent: str = ""


class Started(_Said, frozen=True, kw_only=True, tag="started"):
    """A job runs."""

    job: str


class Result(_Said, frozen=True, kw_only=True, tag="result"):
    """A job is over."""

    job: str
    ok: bool
    value: Value | None = None
    error: Failure | None = None
    duration_ms: float = 0.0
    dialogs: list[Any] = []
    #: The job was answered already, with the error that its time was over.
    late: bool = False


class Events(_Said, frozen=True, kw_only=True, tag="events"):
    """A batch of background events; they are counted by ``counted``."""

    seq: int = 0
    dropped: int = 0
    job: str | None = None
    events: msgspec.Raw


class Health(_Said, frozen=True, kw_only=True, tag="health"):
    """How the realm does."""

    lag_ms: float = 0.0
    restarts: int = 0
    visible: bool = True


class Pong(_Said, frozen=True, kw_only=True, tag="pong"):
    """The answer to a ping."""

    at: float = 0.0


class Bye(_Said, frozen=True, kw_only=True, tag="bye"):
    """The load ends."""

    reason: str = "unload"


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One finished test."""

    name: str = ""
    suite: str | None = None
    file: str | None = None
    status: str = "fail"
    duration: float = 0.0
    #: What it failed with: text, or an error as an object.
    error: Any = None
    #: Milliseconds since the epoch, or a date in text.
    completedAt: float | str | None = None  # noqa: N815 - the channel's spelling


class Tests(_Said, frozen=True, kw_only=True, tag="tests"):
    """A test run goes on."""

    run: str = ""
    totals: Totals = Totals()
    duration_ms: float = 0.0
    recent: list[Item] = []
    complete: bool = False


Said = Hello | Started | Result | Events | Health | Pong | Bye | Tests

_text: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said, strict=False)
_pieces = msgspec.json.Decoder(list[msgspec.Raw])
_binary: msgspec.msgpack.Decoder[Said] = msgspec.msgpack.Decoder(Said, strict=False)


def said(data: bytes, *, text: bool) -> Said:
    """Return the message in ``data``: JSON of a text frame, else msgpack.

    Raises:
        BadMessage: it is none; drop it, the connection may go on.
    """
    if text:
        found: Said = _read(_text, data)
        return found
    try:
        return _binary.decode(data)
    except wire.UNREADABLE as error:
        raise BadMessage(why=str(error)) from error


def pieces(data: bytes) -> list[msgspec.Raw]:
    """Return the messages in a JSON list, each still as text.

    Raises:
        BadMessage: it is no list.
    """
    try:
        return _pieces.decode(data)
    except wire.UNREADABLE as error:
        raise BadMessage(why=str(error)) from error


def counted(message: Events) -> tuple[int, bytes]:
    """Return how many events ``message`` holds, and them, as they came.

    Raises:
        BadMessage: they are no list, or too many.
    """
    raw = bytes(message.events)
    try:
        count = batches.count(raw)
    except wire.UNREADABLE as error:
        raise BadMessage(why=str(error)) from error
    if count > EVENTS:
        raise BadMessage(why=f"{count} events in a batch; {EVENTS} is the limit")
    return count, raw


def count(stated: int) -> int:
    """Return ``stated`` as a count: a page may say any number, no wire carries all of them."""
    return min(max(0, stated), MOST)


def clean(value: Value) -> Value:
    """Return ``value`` with text that can't do more than be read."""
    return Value(
        kind=plain.one_line(value.kind, 20),
        text=plain.lines(value.text),
        type=plain.one_line(value.type, 200),
        parts=[(plain.one_line(key, 500), clean(part)) for key, part in value.parts],
        left_out=count(value.left_out),
        json=plain.lines(value.json),
    )


def clean_failure(error: Failure) -> Failure:
    """Return ``error`` with text that can't do more than be read."""
    return Failure(
        name=plain.one_line(error.name, 200),
        message=plain.lines(error.message),
        stack=plain.lines(error.stack),
        cause=clean_failure(error.cause) if error.cause else None,
        errors=[clean_failure(one) for one in error.errors],
    )


def test_result(item: Item) -> pages.TestResult:
    """Return ``item`` as the bus has it, with text that can't do more than be read."""
    return pages.TestResult(
        name=plain.one_line(item.name, 500),
        suite=plain.one_line(item.suite or "", 500),
        file=plain.one_line(item.file or "", 500),
        status=item.status if item.status in {"pass", "fail", "skip"} else "fail",
        duration_ms=item.duration,
        at=moment(item.completedAt),
        error=plain.lines(words(item.error)),
    )


def moment(stated: object) -> float:
    """Return a page's time in milliseconds since the epoch; 0 = it stated none."""
    if isinstance(stated, str):
        try:
            return dt.datetime.fromisoformat(stated).timestamp() * 1000
        except (ValueError, OverflowError):
            return 0.0
    return float(stated) if isinstance(stated, int | float) else 0.0


def words(error: object) -> str:
    """Return what an error says, be it text or an object with ``stack`` and ``message``."""
    if isinstance(error, dict):
        error = error.get("stack") or error.get("message") or json.dumps(error)
    return "" if error is None else str(error)


def dialogs(answered: list[Any]) -> list[str]:
    """Return one line for each dialog: ``confirm 'Sure?' -> false``."""
    said = []
    for one in answered[:100]:
        match one:
            case {"kind": kind, "text": text, **rest}:
                stated = rest.get("answer")
                answer = stated if isinstance(stated, str) else json.dumps(stated)
                said.append(plain.one_line(f"{kind} {text!r} -> {answer}", 300))
            case _:
                said.append(plain.one_line(str(one), 300))
    return said


def line(message: dict[str, Any]) -> str:
    """Return the JSON text of a message to a shim."""
    try:
        return msgspec.json.encode(message).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(unicode.readable(message)).decode()


def _read(decoder: msgspec.json.Decoder[Any], data: bytes) -> Any:
    """Decode ``data``; a half of a surrogate pair, which JavaScript may send, is made U+FFFD."""
    try:
        return decoder.decode(data)
    except wire.UNREADABLE as error:
        if b"\\ud" not in data and b"\\uD" not in data and b"\xed" not in data:
            raise BadMessage(why=str(error)) from error
    try:
        plain_text = data.decode("utf-8", "replace")
        mended = msgspec.json.encode(unicode.readable(json.loads(plain_text)))
        return decoder.decode(mended)
    except (*wire.UNREADABLE, ValueError) as error:
        raise BadMessage(why=str(error)) from error


def job_of(text: str) -> tuple[str, str] | None:
    """Return id and code of a line that hands over a job; ``None`` = it says something else."""
    message = json.loads(text)
    return (message["job"], message["code"]) if message["t"] == "job" else None
