"""A made-up instance of any message type, built from its fields.

``full`` sets every field to something that is not its default, one instance for
each choice of a union of structs; ``least`` sets the required fields only.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

#: What a field of a plain type is filled with.
PLAIN: dict[Any, Any] = {
    str: "Grüße",
    int: 7,
    float: 1.5,
    bytes: b"\x00\xff",
    Any: "any",
}


def full(kind: type[Any]) -> Iterator[Any]:
    """Yield instances of ``kind`` with every field set."""
    fields = msgspec.structs.fields(kind)
    widest = max((len(structs(field.type)) for field in fields), default=1) or 1
    for choice in range(widest):
        yield kind(
            **{
                field.name: (not field.default)
                if field.type is bool and field.default is not msgspec.NODEFAULT
                else value(field.type, choice=choice)
                for field in fields
            }
        )


def least(kind: type[Any]) -> Any:
    """Return an instance of ``kind`` with the required fields only."""
    return kind(
        **{
            field.name: value(field.type)
            for field in msgspec.structs.fields(kind)
            if field.required
        }
    )


def structs(kind: Any) -> list[type[Any]]:
    """Return the structs that a field of type ``kind`` may hold."""
    choices = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    return [one for one in choices if isinstance(one, type) and issubclass(one, msgspec.Struct)]


def value(kind: Any, *, choice: int = 0) -> Any:
    """Return a value of type ``kind``; ``choice`` picks the struct of a union."""
    if kind in PLAIN:
        return PLAIN[kind]
    if kind is bool:
        return True
    if found := structs(kind):
        return next(full(found[choice % len(found)]))
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return value(next(one for one in args if one is not type(None)))
    if origin is list:
        return [value(args[0])]
    if origin is Annotated:
        return value(args[0])
    if origin is Literal:
        return args[-1]
    if origin is tuple:
        return tuple(value(one) for one in args)
    if origin is dict:
        return {value(args[0]): value(args[1])}
    raise AssertionError(f"no sample for {kind}; add one here")
