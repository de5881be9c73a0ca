"""A command as logs and lists tell it: which one it was, and nothing it may hide.

What is typed into a program, set or evaluated in it, and the environment it is
given, may be secret; names of variables are kept, values are not.
"""

from __future__ import annotations

from collections.abc import Sequence

#: What follows one of these belongs to the program.
_VALUES_FOLLOW = frozenset({"set", "input", "eval", "evaluate"})

#: Characters of a command that are told.
CHARS = 80


def told(argv: Sequence[str]) -> str:
    """Return a command line without values, in at most ``CHARS`` characters.

    >>> told(["start", "./prog", "--env", "TOKEN=x", "-eKEY=y"])
    'start ./prog --env TOKEN=... -eKEY=...'
    >>> told(["--session", "a", "set", "password", "x"])
    '--session a set ...'
    """
    words: list[str] = []
    for word in argv:
        if words[-1:] in (["--env"], ["-e"]) or word.startswith(("--env=", "-e")):
            words.append(_hidden(word))
        elif word in _VALUES_FOLLOW:
            return " ".join([*words, word, "..."])[:CHARS]
        else:
            words.append(word)
    return " ".join(words)[:CHARS]


def _hidden(word: str) -> str:
    """Return ``NAME=VALUE`` without its value, an option before it kept."""
    option = "--env=" if word.startswith("--env=") else ""
    name, separator, _ = word.removeprefix(option).partition("=")
    return f"{option}{name}=..." if separator else word
