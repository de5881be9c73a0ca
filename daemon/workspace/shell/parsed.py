"""What a shell command runs and touches, and what an agent's harness should ask about.

It reads the text and nothing else, and keeps the last texts; where paths lead
now is told by ``leading``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from . import prefixes, reading, touching, unwrapping
from .plan import Command, Named, Parsed, Unknown
from .reading import UNKNOWN, Redirect, Script, Simple
from .words import Word

#: Texts that are remembered.
KEPT = 1024

#: Files that are named; with more the text counts as not read to its end.
MOST_FILES = 1000

#: Commands in commands in commands.
DEEPEST = 8


@functools.lru_cache(KEPT)
def parsed(text: str) -> Parsed:
    """Return what ``text`` would do; nothing is run and no file is looked at."""
    try:
        return _Reader().read(text)
    except RecursionError:
        why = "it is nested too deep to be read"
        return Parsed(
            commands=[],
            files=[],
            patterns=[text],
            always=[],
            unknown=[Unknown(text=text[:100], why=why)],
            complete=False,
        )


class _Reader:
    """From scripts to one answer."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._commands: list[Command] = []
        self._files: dict[Named, None] = {}
        self._patterns: dict[str, None] = {}
        self._always: dict[str, None] = {}
        self._unknown: dict[Unknown, None] = {}
        self._complete = True

    def read(self, text: str) -> Parsed:
        """Return what ``text`` tells."""
        self._script(reading.script(text), (), 0)
        return Parsed(
            commands=self._commands,
            files=list(self._files),
            patterns=list(self._patterns),
            always=list(self._always),
            unknown=list(self._unknown),
            complete=self._complete,
        )

    def _script(self, script: Script, via: tuple[str, ...], depth: int) -> None:
        self._complete = self._complete and script.complete
        for command in script.commands:
            self._simple(command, via, depth)
        for redirect in script.redirects:
            self._redirect(redirect)

    def _simple(self, command: Simple, via: tuple[str, ...], depth: int) -> None:
        """Add a command, the files it names, and what it runs."""
        argv = command.argv
        if not argv:
            return
        said = [word.text if word.known else None for word in argv]
        self._commands.append(Command(argv=said, text=command.text, via=list(via)))
        if not argv[0].known:
            why = "the command is known only when it runs"
            self._unknown[Unknown(text=argv[0].typed or command.text, why=why)] = None
        runs = unwrapping.inner(argv)
        if not (argv[0].known and argv[0].text == "cd"):
            self._patterns[command.text] = None
            if not runs:
                self._always[prefixes.always(argv, command.text)] = None
            elif not via:
                self._always[command.text] = None
        # The words of what it runs are looked at as that command's.
        own = argv[: len(argv) - max((len(one.argv) for one in runs), default=0)]
        self._words(own if runs and own else argv, command)
        if runs and unwrapping.name_of(argv) in unwrapping.ADDING:
            why = "what it adds to the command is read when it runs"
            self._unknown[Unknown(text=command.text, why=why)] = None
        for one in runs:
            self._inner(one, command, via, depth)

    def _inner(
        self, one: unwrapping.Inner, command: Simple, via: tuple[str, ...], depth: int
    ) -> None:
        """Add what a command runs beside itself."""
        via = (*via, unwrapping.name_of(command.argv))
        if one.unknown or depth >= DEEPEST:
            why = one.unknown or "commands are nested too deep"
            self._unknown[Unknown(text=command.text, why=why)] = None
        elif one.argv:
            text = " ".join(word.typed for word in one.argv if word.typed)
            inside = Simple(one.argv, text, command.folders)
            self._simple(inside, via, depth + 1)
        elif one.script:
            self._script(reading.script(one.script, command.folders), via, depth + 1)

    def _words(self, argv: tuple[Word, ...], command: Simple) -> None:
        """Add the files that the words name; say what an expansion hides."""
        for word in touching.touched(argv):
            self._named(word, "argument", command.folders)
        for word in argv[1:]:
            if word.typed and not word.known and not word.pattern:
                why = "expanded when it runs"
                self._unknown[Unknown(text=word.typed, why=why)] = None

    def _redirect(self, redirect: Redirect) -> None:
        word = redirect.target
        if not word.known:
            why = "a redirect to what is expanded when it runs"
            self._unknown[Unknown(text=word.typed, why=why)] = None
        self._named(word, "write" if redirect.writes else "read", redirect.folders)

    def _named(self, word: Word, how: str, folders: Iterable[str]) -> None:
        """Add a file as seen from each folder it may be in."""
        if touching.HARMLESS.match(word.text) and word.known:
            return
        for path in _paths(word, folders):
            named = Named(
                typed=word.typed, path=path, how=how, known=word.known, pattern=word.pattern
            )
            if len(self._files) >= MOST_FILES:
                self._complete = False
                return
            self._files[named] = None
        if UNKNOWN in folders and not word.text.startswith(("/", "~")):
            why = "relative to a folder that is known only when it runs"
            self._unknown[Unknown(text=word.typed, why=why)] = None


def _paths(word: Word, folders: Iterable[str]) -> Iterator[str]:
    """Yield the path of ``word`` from each folder; of an unknown word its known folder."""
    text = word.text
    if not word.known:
        text = text[: text.rfind("/") + 1]
        if not text and not word.pattern:
            return
    if text.startswith("~") and not word.home:
        text = "./" + text
    for folder in folders:
        path = reading.joined(folder, text)
        if path != UNKNOWN:
            yield path or "."
