"""The info string of a fence: which language, which options, and what is wrong with it.

```` ```js console=warn timeout=300 ```` is a request; `json` or `text` is a note;
`ts` is a request that can't run, and is told so.
"""

from __future__ import annotations

import difflib

import msgspec

from . import marks, wording

#: Languages of a request; none is one too.
LANGUAGES = frozenset({"", "js", "javascript"})

#: What is meant when these are written.
_MEANT = frozenset(
    {
        "ts",
        "tsx",
        "jsx",
        "mjs",
        "cjs",
        "typescript",
        "ecmascript",
        "es6",
        "node",
        "nodejs",
        "jscript",
    }
)

#: How near to ``javascript`` a word is taken for a slip.
_NEAR = 0.85

#: Levels of console events, least first; ``none`` leaves all of them out.
LEVELS = ("debug", "log", "info", "warn", "error", "none")

#: Seconds that a request may ask for at most: a day.
LONGEST_S = 86_400.0


class Label(msgspec.Struct, frozen=True):
    """What an info string asks for."""

    language: str
    #: Least level of the console events in the reply; empty = as usual.
    console: str = ""
    #: Seconds; 0 = as usual.
    timeout_s: float = 0.0
    #: Why it can't be a request; empty = it can.
    problem: str = ""

    @property
    def asks(self) -> bool:
        """Whether the fence is a request."""
        return self.language in LANGUAGES and not self.problem


def label(info: bytes) -> Label:
    """Return what ``info`` asks for."""
    language, _, rest = marks.text(info).strip().partition(" ")
    if "=" in language:
        return Label(language=language.lower())
    language = language.lower()
    if language not in LANGUAGES:
        return Label(
            language=language, problem=wording.meant_js(language) if _slip(language) else ""
        )
    read = {"console": "", "timeout": ""}
    for word in rest.split():
        name, equals, given = word.partition("=")
        if not equals or name not in read:
            return Label(language=language, problem=wording.unknown_option(word))
        read[name] = given
    return _checked(language, console=read["console"], timeout=read["timeout"])


def _checked(language: str, *, console: str, timeout: str) -> Label:
    """Return the label with these options, or with what is wrong with them."""
    if console and console not in LEVELS:
        return Label(language=language, problem=wording.bad_level(console, LEVELS))
    seconds = _seconds(timeout) if timeout else 0.0
    if seconds is None:
        return Label(language=language, problem=wording.bad_timeout(timeout))
    return Label(language=language, console=console, timeout_s=seconds)


def _seconds(given: str) -> float | None:
    """Return the seconds in ``300`` or ``2.5s``; ``None`` = that is no time to wait."""
    digits = given.removesuffix("s")
    if not digits.isascii() or not digits.replace(".", "", 1).isdigit():
        return None
    seconds = float(digits)
    return seconds if 0 < seconds <= LONGEST_S else None


def _slip(language: str) -> bool:
    """Return whether ``language`` was meant to be JavaScript."""
    if language in _MEANT:
        return True
    near = difflib.SequenceMatcher(a=language, b="javascript")
    return near.real_quick_ratio() > _NEAR and near.ratio() > _NEAR
