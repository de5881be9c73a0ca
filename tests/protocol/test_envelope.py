"""Every bus message crosses unchanged, in two codecs, as it was recorded.

The bytes in ``wire/v1/`` are what this version speaks.  ``DAEBUG_UPDATE=1``
rewrites them; a change there is a change of the wire and belongs in review.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgpack
import msgspec
import pytest

from daebug.protocol import envelope, facts, orders, pages, scripts, terminals, trees, wire
from daebug.protocol.envelope import Envelope
from daebug.protocol.errors.daemon import BadMessage, NoAnswer
from daebug.protocol.message import Message
from tests import recorded, samples

HERE = Path(__file__).parent / "wire" / f"v{wire.VERSION}"

KINDS: list[type[Any]] = sorted(get_args(envelope.Content), key=lambda kind: kind.__name__)


def instances() -> Iterator[tuple[str, Any]]:
    """Yield every message (full, each choice; least) with its name."""
    for kind in KINDS:
        for number, message in enumerate(samples.full(kind), 1):
            yield f"{kind.__name__}-{number}", message
        yield f"{kind.__name__}-least", samples.least(kind)


def golden() -> Iterator[tuple[str, bytes]]:
    """Yield every recorded shape: name and bytes."""
    for name, message in instances():
        yield name, envelope.encode(Envelope("hub-1", "cli-2", message))
    for kind in (wire.ArgvAsk, wire.TypedAsk):
        yield kind.__name__, wire.encode(next(samples.full(kind)))
        yield f"{kind.__name__}-least", wire.encode(samples.least(kind))
    for channel, payload in {
        "EXIT": 3,
        "STDOUT": b"\xff",
        "STDERR": b"\xff",
        "STDIN": None,
        "AGAIN": None,
        "REPLY": {"reply": {"state": "running"}},
    }.items():
        yield f"frame-{channel}", wire.encode((getattr(wire, channel), payload))


def lines(data: bytes) -> str:
    """Return ``data`` as 32 bytes of hex a line."""
    return "".join(f"{data[at : at + 32].hex()}\n" for at in range(0, len(data), 32))


def label(argument: Any) -> str:
    """Return what a case is called: its name, without its message."""
    return argument if isinstance(argument, str) else "-"


@pytest.mark.parametrize(("name", "message"), list(instances()), ids=label)
def test_a_message_crosses_unchanged_in_both_codecs(name: str, message: Any) -> None:
    sent = Envelope("bridge-1", "hub-1", message)
    data = envelope.encode(sent)
    assert envelope.decode(data) == sent, name
    assert envelope.decode(msgpack.packb(msgpack.unpackb(data))) == sent
    assert msgpack.unpackb(data)[2]["type"] == type(message).__name__


@pytest.mark.parametrize(("name", "data"), list(golden()), ids=label)
def test_the_wire_is_as_it_was_recorded(name: str, data: bytes) -> None:
    recorded.agrees(HERE / f"{name}.hex", lines(data))


def test_nothing_is_recorded_that_is_no_message_now() -> None:
    assert {path.stem for path in HERE.iterdir()} == {name for name, _ in golden()}


def test_a_message_with_one_more_field_is_noticed() -> None:
    grown = msgspec.defstruct(
        "StopRole", [("force", bool)], bases=(Message,), frozen=True, kw_only=True
    )
    message: Any = grown(force=True)
    data = msgspec.msgpack.encode(Envelope("hub-1", "cli-2", message))
    assert lines(data) != (HERE / "StopRole-1.hex").read_text()


def test_every_message_belongs_to_a_union_and_to_one_only() -> None:
    made = {
        kind
        for module in (orders, facts, pages, scripts, terminals, trees)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Message) and kind is not Message
    }
    assert made == set(KINDS)
    unions = [*get_args(orders.Order), *get_args(orders.Answer), *get_args(facts.Fact)]
    assert len(unions) == len(set(unions))


def test_bytes_of_a_stranger_are_a_bad_message() -> None:
    for data in (b"", b"\xc1", msgpack.packb(["a", "b", {"type": "Odd"}]), b"\x91" * 100_000):
        with pytest.raises(BadMessage):
            envelope.decode(data)


def test_an_order_with_an_odd_environment_can_be_sent() -> None:
    target = orders.Launch(program="/p", cwd="/", env={"ODD": "a\udcff"})
    order = orders.OpenSession(session="p", target=target, timeout_s=1)
    seen = envelope.decode(envelope.encode(Envelope("hub-1", "", order)))
    assert seen.message == orders.OpenSession(
        session="p", target=msgspec.structs.replace(target, env={"ODD": "a\ufffd"}), timeout_s=1
    )


def test_an_error_crosses_with_its_facts() -> None:
    raised = NoAnswer(role="bridge", waited_s=2.5)
    sent = Envelope("bridge-1", "hub-1", envelope.failed(raised))
    answer = envelope.decode(envelope.encode(sent)).message
    assert isinstance(answer, orders.Failed)
    assert envelope.error(answer).document() == raised.document()


def test_an_error_crosses_with_facts_that_no_wire_knows() -> None:
    raised = NoAnswer(role=Path("/bridge"), waited_s=2.5)
    sent = Envelope("bridge-1", "hub-1", envelope.failed(raised))
    answer = envelope.decode(envelope.encode(sent)).message
    assert isinstance(answer, orders.Failed)
    assert answer.facts == {"role": "/bridge", "waited_s": 2.5}


def test_ids_are_never_used_twice() -> None:
    ids = envelope.Ids("hub")
    assert [ids.next(), ids.next(), ids.next()] == ["hub-1", "hub-2", "hub-3"]
