"""The error catalogue: each error is a class, and its class is its wording.

A class states ``code`` (kebab-case, never reused), ``exit_status``, ``message``
with braces for its facts, and ``hint``: one command to try next.  The modules
of this folder hold the errors by subject; a new error is a new class in one
of them.  Facts travel on the wire, the words are put together on arrival.

Tree::

    DaebugError
    +-- Refused      what the caller asked can't be done
    +-- Broken       a peer (adapter, process, file system) failed us
"""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from .. import quoting

#: Exit statuses, one meaning each (docs/errors.md).
OK, FAILED, USAGE, BUG, NOT_FOUND, WRONG_STATE, TIMED_OUT, UNREACHABLE, ADAPTER = range(9)
INTERRUPTED = 130

#: What each exit status means.
STATUSES: Mapping[int, str] = {
    OK: "ok",
    FAILED: "the code of the debuggee or of the job failed",
    USAGE: "the command, a value or a file is not usable as it was given",
    BUG: "a bug of Daebug; the log holds the traceback",
    NOT_FOUND: "what was named is not there",
    WRONG_STATE: "it can't be done in this state",
    TIMED_OUT: "a deadline passed",
    UNREACHABLE: "the daemon, or a place it needs, can't be reached",
    ADAPTER: "the debug adapter failed or lacks the feature",
    INTERRUPTED: "interrupted with Ctrl-C",
}

#: Facts that are names of files, so may hold any letter: a message keeps them on its line,
#: and a hint has them as words that a shell takes as they are meant.
FILES = frozenset({"path", "folder", "real", "root", "core", "cwd", "program", "lock", "entry"})

#: Every error class by its code; filled as classes are made.
CATALOGUE: dict[str, type[DaebugError]] = {}


class DaebugError(Exception):
    """An answer that says no: what happened, the facts, what to try next."""

    code: ClassVar[str] = ""
    exit_status: ClassVar[int] = BUG
    message: ClassVar[str] = ""
    hint: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        """Keep ``facts``: one for each brace in ``message`` and ``hint``."""
        self.facts = facts
        super().__init__(self.text)

    def __init_subclass__(cls) -> None:
        """Enter the class in the catalogue; a code stands for one class."""
        if not cls.__dict__.get("code"):
            return
        if cls.code in CATALOGUE:
            raise TypeError(f"error code {cls.code} is taken by {CATALOGUE[cls.code].__name__}")
        CATALOGUE[cls.code] = cls

    @property
    def text(self) -> str:
        """The message with its facts put in."""
        return _fill(self.message, self.facts, quoting.shown)

    @property
    def next_step(self) -> str:
        """The hint with its facts put in: a command, or how to find one."""
        return _fill(self.hint, self.facts, quoting.file)

    def document(self) -> dict[str, Any]:
        """Return the JSON form: ``{"error": {code, message, hint, facts}}``."""
        return {
            "error": {
                "code": self.code,
                "message": self.text,
                "hint": self.next_step,
                "facts": self.facts,
                "exit_status": self.exit_status,
            }
        }


class Refused(DaebugError):
    """What the caller asked can't be done; asking otherwise may help."""


class Broken(DaebugError):
    """A peer failed: adapter, process, file system, network."""


def spoken(error: DaebugError) -> str:
    """Return the error as the command line says it: two lines, the second a command."""
    lines = [f"error[{error.code}]: {error.text}"]
    if error.next_step:
        lines.append(f"  try: {error.next_step}")
    return "\n".join(lines) + "\n"


def fact_names(cls: type[DaebugError]) -> frozenset[str]:
    """Return the names of the facts that ``cls`` needs."""
    words = cls.message + " " + cls.hint
    return frozenset(name for _, name, _, _ in string.Formatter().parse(words) if name)


def named(code: str, facts: dict[str, Any]) -> DaebugError:
    """Return the error that ``code`` stands for, as it was raised elsewhere.

    An unknown code (a peer of another version) comes back as ``Unexpected``.
    """
    load()
    if code in CATALOGUE:
        return CATALOGUE[code](**facts)
    return CATALOGUE["unexpected"](what=f"unknown error {code}: {facts}")


def load() -> None:
    """Import every module of the catalogue, so that ``CATALOGUE`` is whole."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")


def _fill(words: str, facts: dict[str, Any], told: Callable[[str], str]) -> str:
    """Put ``facts`` into ``words``, files as ``told`` has them.

    What is missing or of another type hides no error.
    """
    fit = {
        name: told(value) if name in FILES and isinstance(value, str) else value
        for name, value in facts.items()
    }
    return _Words().vformat(words, (), fit)


class _Words(string.Formatter):
    """Format without ever failing: the facts come over the wire."""

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:  # noqa: ARG002 - Formatter's
        """Return the fact, or ``{name}`` where it is missing."""
        return kwargs.get(key, "{" + str(key) + "}")

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return ``value`` as ``format_spec`` says, or plainly where it does not fit."""
        try:
            return str(format(value, format_spec))
        except (TypeError, ValueError):
            return str(value)
