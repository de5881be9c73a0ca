"""The envelope of a bus message: who it is, what caused it, what it says.

``[id, cause, message]``.  An answer's cause is the id of its order; a fact's
cause is the id of what led to it, and a background event has none.
"""

from __future__ import annotations

import functools
import itertools

import msgspec

from . import unicode, wire
from .errors import DaebugError, named
from .errors.daemon import BadMessage
from .facts import Fact
from .orders import Answer, Failed, Order

Content = Order | Answer | Fact


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """One message with its id and its cause."""

    #: ``hub-17``: the role and a number that it never uses again.
    id: str
    #: Id of the message that led to this one; empty = none.
    cause: str
    message: Content


class Ids:
    """A role's message ids, one after another."""

    def __init__(self, role: str) -> None:
        """Count the messages of ``role``."""
        self._role = role
        self._numbers = itertools.count(1)

    def next(self) -> str:
        """Return an id that this role has not used."""
        return f"{self._role}-{next(self._numbers)}"


@functools.cache
def _decoder() -> msgspec.msgpack.Decoder[Envelope]:
    """Return the decoder; it takes 3 ms to make, which the first command need not wait for."""
    return msgspec.msgpack.Decoder(Envelope)


def encode(envelope: Envelope) -> bytes:
    """Return the msgpack of ``envelope``; text that is no UTF-8 is made readable."""
    return unicode.pack(envelope)


def decode(data: bytes) -> Envelope:
    """Return the envelope in ``data``.

    Raises:
        BadMessage: the sender is of another version, or no peer of ours.
    """
    try:
        return _decoder().decode(data)
    except wire.UNREADABLE as error:
        raise BadMessage(why=str(error)) from error


def failed(error: DaebugError) -> Failed:
    """Return the answer that carries ``error``; a fact that no wire knows crosses as text.

    An error that can't be sent would leave whoever asked waiting for its deadline.
    """
    facts = msgspec.to_builtins(error.facts, builtin_types=(bytes,), enc_hook=str)
    return Failed(code=error.code, facts=facts)


def error(answer: Failed) -> DaebugError:
    """Return the error that ``answer`` carries, ready to raise."""
    return named(answer.code, answer.facts)
