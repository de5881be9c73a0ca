"""Text that came from the system and is no UTF-8, made fit for the wire.

A path or an environment variable may hold any bytes; Python keeps those that
are no UTF-8 as lone surrogates (PEP 383), and msgpack and JSON can't carry
them.  Such a byte crosses as U+FFFD, so that one odd variable of the caller
can't make every command fail.
"""

from __future__ import annotations

from typing import Any

import msgspec


def pack(message: Any) -> bytes:
    """Return the msgpack of ``message``, readable text for text that is no UTF-8."""
    try:
        return msgspec.msgpack.encode(message)
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(message, builtin_types=(bytes,))
        return msgspec.msgpack.encode(readable(plain))


def readable(value: Any) -> Any:
    """Return ``value`` (text, or lists and maps of it) with U+FFFD for what is no UTF-8."""
    match value:
        case str():
            return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        case dict():
            return {readable(key): readable(item) for key, item in value.items()}
        case list() | tuple():
            return [readable(item) for item in value]
        case _:
            return value
