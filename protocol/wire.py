"""The command line's socket: what a client sends and what comes back.

Client to hub: one frame with an ask, then stdin chunks ``[0, bytes]`` if the
hub wants them (``b""`` ends them), and after ``RAW`` the size of its terminal,
``[1, [columns, rows]]``, at once and with each change.  Hub to client: frames
``[channel, payload]`` until ``EXIT``.  Every frame is a length (``framing``) and msgpack; this file
has its own version, ``VERSION``, raised when a shape changes.

=========  ====================================================
channel    payload
=========  ====================================================
EXIT       int, the exit status; nothing follows
STDOUT     bytes for the caller's standard output
STDERR     bytes for the caller's standard error
STDIN      nil: start to send standard input
AGAIN      nil: an idle daemon of another version stops now; when the
           socket closes, start a new one and ask again
RAW        nil: make the terminal raw until the end; start to send what is
           typed, and the terminal's size
REPLY      map, a typed answer: ``{"reply": {...}}`` or ``{"error": {...}}``
LASTING    nil: this ask goes on until somebody ends it; the first interrupt of
           the client (SIGINT, SIGTERM) ends its side of the connection only,
           and what comes then still comes, exit status included
=========  ====================================================
"""

from __future__ import annotations

import os
from typing import Any

import msgspec

from . import unicode
from .errors.daemon import BadMessage

#: The version of the shapes below.
VERSION = 1

EXIT, STDOUT, STDERR, STDIN, AGAIN, REPLY, LASTING, RAW = range(8)

#: The channels of a client.
INPUT, SIZE = range(2)

#: Bytes of output in one frame; a larger text goes in several.
CHUNK_BYTES = 256 * 1024


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and from where: every relative path means this ``cwd``."""

    cwd: bytes
    #: ``NAME=value`` each, as in environ(7).
    env: list[bytes]
    #: Whether stdin, stdout, stderr are terminals.
    tty: tuple[bool, bool, bool] = (False, False, False)
    #: Width of the terminal in columns; 0 = not known.
    cols: int = 0
    pid: int = 0
    #: Proof of the right to ask, where the socket itself can't tell (loopback TCP).
    token: str = ""


class ArgvAsk(Caller, frozen=True, kw_only=True, tag="argv", tag_field="kind"):
    """A command line; the answer is text and an exit status."""

    v: int
    #: The client's package version.
    version: str
    #: The words after ``daebug``.
    argv: list[bytes]


class TypedAsk(Caller, frozen=True, kw_only=True, tag="typed", tag_field="kind"):
    """A verb with its request as a map; the answer is one ``REPLY`` frame."""

    v: int
    version: str
    verb: str
    request: dict[str, Any] = {}


Ask = ArgvAsk | TypedAsk

#: What msgspec raises for bytes from a stranger: bad msgpack, a wrong shape, text
#: that is no UTF-8, and lists in lists until the stack is full.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_asks: msgspec.msgpack.Decoder[Ask] = msgspec.msgpack.Decoder(Ask)
_frames = msgspec.msgpack.Decoder(tuple[int, Any])


def ask(body: bytes) -> Ask:
    """Return the ask in ``body``.

    Raises:
        BadMessage: it is no msgpack, or none of the shapes above.
    """
    try:
        return _asks.decode(body)
    except UNREADABLE as error:
        raise BadMessage(why=str(error)) from error


def encode(message: Ask | tuple[int, Any] | list[Any]) -> bytes:
    """Return the msgpack of an ask or of a ``(channel, payload)`` pair."""
    return unicode.pack(message)


def pair(body: bytes) -> tuple[int, Any]:
    """Return ``(channel, payload)`` from ``body``.

    Raises:
        BadMessage: it is no such pair.
    """
    try:
        return _frames.decode(body)
    except UNREADABLE as error:
        raise BadMessage(why=str(error)) from error


def environment(caller: Caller) -> dict[str, str]:
    """Return the caller's environment by name; bytes that are no UTF-8 survive.

    An entry without a name is left out: no program could be started with it.
    """
    pairs = (os.fsdecode(item).partition("=") for item in caller.env)
    return {name: value for name, separator, value in pairs if name and separator}


def chunks(text: bytes) -> list[bytes]:
    """Cut ``text`` into pieces of at most ``CHUNK_BYTES``, in order."""
    return [text[at : at + CHUNK_BYTES] for at in range(0, len(text), CHUNK_BYTES)]
