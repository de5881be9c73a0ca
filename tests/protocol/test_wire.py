"""The command line's wire, checked with ``msgpack`` as a second opinion."""

from __future__ import annotations

import os
import random
from typing import Any

import msgpack
import msgspec
import pytest

from daebug.protocol import framing, wire
from daebug.protocol.errors.daemon import BadMessage
from tests import samples

#: An ask as a client in any language would send it.
ARGV = {
    "kind": "argv",
    "v": 1,
    "version": "0.1.0",
    "argv": [b"start", b"./pr\xf6g"],
    "cwd": b"/tmp/\xff",
    "env": [b"PATH=/bin", b"ODD=\xff", b"TWO=a=b", b"EMPTY=", b"junk", b"=C"],
    "tty": [True, False, True],
    "cols": 80,
    "pid": 42,
}


def packed(message: Any) -> bytes:
    """Return ``message`` in the other codec's msgpack."""
    return bytes(msgpack.packb(message))


def test_an_ask_of_another_codec_is_read() -> None:
    ask = wire.ask(packed(ARGV))
    assert isinstance(ask, wire.ArgvAsk)
    assert ask.argv == ARGV["argv"]
    assert (ask.cwd, ask.tty, ask.cols) == (b"/tmp/\xff", (True, False, True), 80)


@pytest.mark.parametrize("kind", [wire.ArgvAsk, wire.TypedAsk])
def test_another_codec_reads_our_ask(kind: type[wire.ArgvAsk | wire.TypedAsk]) -> None:
    for ask in (*samples.full(kind), samples.least(kind)):
        seen = msgpack.unpackb(wire.encode(ask))
        assert seen == msgspec.to_builtins(ask, builtin_types=(bytes,)) | {
            "tty": list(ask.tty),
        }
        assert wire.ask(packed(seen)) == ask


def test_bytes_that_are_no_utf8_survive_in_argv_and_environment() -> None:
    ask = wire.ask(packed(ARGV))
    assert isinstance(ask, wire.ArgvAsk)
    assert os.fsencode(os.fsdecode(ask.argv[1])) == b"./pr\xf6g"
    names = wire.environment(ask)
    assert os.fsencode(names["ODD"]) == b"\xff"


def test_the_environment_splits_at_the_first_equals_sign_and_drops_what_has_no_name() -> None:
    names = wire.environment(wire.ask(packed(ARGV)))
    assert {name: names[name] for name in names if name != "ODD"} == {
        "PATH": "/bin",
        "TWO": "a=b",
        "EMPTY": "",
    }


@pytest.mark.parametrize(
    "channel", [wire.EXIT, wire.STDOUT, wire.STDERR, wire.STDIN, wire.AGAIN, wire.REPLY]
)
@pytest.mark.parametrize("payload", [0, b"\xff", None, {"reply": {"a": [1, "ü"]}}])
def test_a_pair_crosses_in_both_codecs(channel: int, payload: Any) -> None:
    body = wire.encode((channel, payload))
    assert msgpack.unpackb(body) == [channel, payload]
    assert wire.pair(packed([channel, payload])) == wire.pair(body) == (channel, payload)


def test_a_reply_with_text_that_is_no_utf8_is_sent_readably() -> None:
    body = wire.encode((wire.REPLY, {"path": "/tmp/\udcff", "\udcfe": [b"\xff"]}))
    assert wire.pair(body)[1] == {"path": "/tmp/\ufffd", "\ufffd": [b"\xff"]}


BAD = {
    "nothing": b"",
    "no msgpack": b"\xc1",
    "cut off": packed(ARGV)[:-1],
    "more behind it": packed(ARGV) + b"\x00",
    "a number": packed(3),
    "no kind": packed({k: v for k, v in ARGV.items() if k != "kind"}),
    "unknown kind": packed(ARGV | {"kind": "odd"}),
    "argv of text numbers": packed(ARGV | {"argv": [1]}),
    "no cwd": packed({k: v for k, v in ARGV.items() if k != "cwd"}),
    "text that is no UTF-8": packed(ARGV).replace(b"0.1.0", b"\xff\xfe0.0"),
    "a list of four billion": b"\x92\x00\xdd\xff\xff\xff\xff",
    "lists in lists": b"\x92\x00" + b"\x91" * 100_000,
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_what_is_no_ask_is_a_bad_message(body: bytes) -> None:
    with pytest.raises(BadMessage):
        wire.ask(body)


@pytest.mark.parametrize("body", [*BAD.values(), packed([1]), packed([1, 2, 3]), packed(["x", 1])])
def test_what_is_no_pair_is_a_bad_message(body: bytes) -> None:
    with pytest.raises(BadMessage):
        wire.pair(body)


def test_random_bytes_are_read_or_refused_and_nothing_else() -> None:
    dice = random.Random(1)
    for _ in range(2000):
        body = dice.randbytes(dice.randrange(40))
        for read in (wire.ask, wire.pair):
            try:
                read(body)
            except BadMessage:
                continue


def test_a_deeply_nested_request_is_a_bad_message() -> None:
    ask = wire.encode(wire.TypedAsk(v=1, version="0", verb="x", cwd=b"/", env=[], request={"a": 1}))
    assert ask.endswith(b"\x81\xa1a\x01")
    with pytest.raises(BadMessage):
        wire.ask(ask[:-1] + b"\x91" * 100_000)


@pytest.mark.parametrize("size", [0, 1, wire.CHUNK_BYTES, wire.CHUNK_BYTES + 1])
def test_chunks_are_within_the_limit_and_lose_nothing(size: int) -> None:
    text = os.urandom(size)
    pieces = wire.chunks(text)
    assert b"".join(pieces) == text
    assert all(0 < len(piece) <= wire.CHUNK_BYTES < framing.MAX_BODY for piece in pieces)
