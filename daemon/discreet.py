"""A command as logs and lists tell it: which one it was, and nothing it may hide.

What is typed into a program or a shell, set or evaluated, looked for, committed or
written into a file, and the environment that a program is given, may be secret; names
are kept, values are not.
"""

from __future__ import annotations

from collections.abc import Sequence

#: What follows one of these belongs to the program, or is a text that somebody looks for.
_VALUES_FOLLOW = frozenset({"set", "input", "eval", "evaluate", "grep", "find"})

#: So does what follows these two words.
_VALUES_FOLLOW_TWO = frozenset(
    {("shell", "run"), ("shell", "parse")}
    | {(verb, action) for verb in ("term", "terminal") for action in ("start", "write")}
)

#: The next word is a text: of a file, of a commit, or one that is waited for.
_TEXTS = frozenset({"--old", "--new", "--message", "--until"})

#: Characters of a command that are told.
CHARS = 80


def told(argv: Sequence[str]) -> str:
    """Return a command line without values, in at most ``CHARS`` characters.

    >>> told(["start", "./prog", "--env", "TOKEN=x", "-eKEY=y"])
    'start ./prog --env TOKEN=... -eKEY=...'
    >>> told(["--session", "a", "set", "password", "x"])
    '--session a set ...'
    >>> told(["term", "write", "t1", "my password"])
    'term write ...'
    >>> told(["vcs", "commit", "-m", "my password"])
    'vcs commit -m ...'
    """
    words: list[str] = []
    for word in argv:
        if words[-1:] in (["--env"], ["-e"]) or word.startswith(("--env=", "-e")):
            words.append(_hidden(word))
        elif words[-1:] and (words[-1] in _TEXTS or (words[-1] == "-m" and "vcs" in words)):
            words.append("...")
        elif word.startswith("-m") and word != "-m" and "vcs" in words:
            words.append("-m...")
        elif word in _VALUES_FOLLOW or (*words[-1:], word) in _VALUES_FOLLOW_TWO:
            return " ".join([*words, word, "..."])[:CHARS]
        elif word.partition("=")[0] in _TEXTS and "=" in word:
            words.append(word.partition("=")[0] + "=...")
        else:
            words.append(word)
    return " ".join(words)[:CHARS]


def _hidden(word: str) -> str:
    """Return ``NAME=VALUE`` without its value, an option before it kept."""
    option = "--env=" if word.startswith("--env=") else ""
    name, separator, _ = word.removeprefix(option).partition("=")
    return f"{option}{name}=..." if separator else word
