"""A daemon and a program of one adapter, for whoever tries what the adapter can do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.adapters.subjects import Subject
from tests.home import Home


class NotOffered(Exception):
    """The adapter can't do that, and the command said so."""


#: Errors that say that an adapter has no such thing.
REFUSALS = frozenset({"not-supported", "no-such-target", "cant-return", "no-address", "no-input"})


@dataclass
class Scene:
    """A daemon and a program of one adapter."""

    home: Home
    subject: Subject
    program: Path
    source: Path

    def start(self, *words: str | Path) -> dict[str, Any]:
        """End what runs, and start the program."""
        self.home("stop")
        return self.say("start", self.program, "--adapter", self.subject.adapter, *words)

    def say(self, *words: str | Path) -> dict[str, Any]:
        """Run a command; return its answer.

        Raises:
            NotOffered: it was refused as one that the adapter can't do.
            AssertionError: it failed otherwise.
        """
        done = self.home(words[0], "--json", *words[1:], timeout=60)
        told: dict[str, Any] = json.loads(done.stdout or done.stderr)
        if (error := told.get("error")) and error["code"] in REFUSALS:
            raise NotOffered(error["message"])
        assert done.returncode == 0, f"{self.subject.adapter} {words}: {told}"
        return told

    def at(self, mark: str) -> str:
        """Return ``FILE:LINE`` of a mark in the source."""
        lines = self.source.read_text().splitlines()
        number = next(n for n, text in enumerate(lines, 1) if f"@{mark}" in text)
        return f"{self.source}:{number}"

    def value(self, name: str) -> str:
        """Return the value of a local variable."""
        found = self.say("locals")["variables"]
        return next(str(one["value"]) for one in found if one["name"] == name)

    def stop_at(self, mark: str) -> dict[str, Any]:
        """Start the program and run it to a mark."""
        return self.start("--break", self.at(mark))
