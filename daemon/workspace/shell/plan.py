"""The shapes of what a shell command would do; nothing heavy is imported for them."""

from __future__ import annotations

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One simple command."""

    #: The words as the program gets them; ``None`` = known only when it runs.
    argv: list[str | None]
    #: As typed.
    text: str
    #: What runs it, outermost first: ``["sudo", "xargs"]``.
    via: list[str] = []


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A file that the command names, as seen from the folder it starts in."""

    #: As typed.
    typed: str
    #: Without quotes, relative to the first folder; the part that is known.
    path: str
    #: ``argument``, ``read`` or ``write`` (the last two by a redirect).
    how: str
    #: The rest of the path is known only when it runs.
    known: bool = True
    #: It is a pattern; ``path`` is the folder before it.
    pattern: bool = False


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can't be told from the text."""

    text: str
    why: str


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """All that the text tells."""

    commands: list[Command]
    files: list[Named]
    #: Patterns a permission rule is matched with, in document order, each once.
    patterns: list[str]
    #: What allows commands like these from now on.
    always: list[str]
    unknown: list[Unknown]
    #: Whether the text follows bash's grammar; if not, more may run than is listed.
    complete: bool


class Leads(msgspec.Struct, frozen=True, kw_only=True):
    """Where a named file leads now."""

    typed: str
    #: Absolute, links resolved.
    path: str
    how: str
    outside: bool
