"""Batches of output on the bulk stream."""

from __future__ import annotations

import msgspec

from daebug.protocol import facts
from daebug.protocol.facts import Wrote


def test_a_batch_comes_back_whole_and_in_order() -> None:
    sent = [Wrote(session="p", stream="stdout", data=bytes([n])) for n in range(256)]
    assert facts.batch(msgspec.msgpack.encode(sent)) == sent
