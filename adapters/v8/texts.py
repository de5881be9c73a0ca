"""Sources that are no files, by the numbers under which DAP asks for their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .inspector import Refused
from .scripts import Script

if TYPE_CHECKING:
    from .thread import Thread


class Texts:
    """The numbers of scripts; they stay good for the whole session."""

    def __init__(self) -> None:
        """Know none."""
        self._numbers: dict[Script, int] = {}
        self._held: dict[int, tuple[Thread, Script]] = {}

    def add(self, thread: Thread, script: Script) -> None:
        """Give a script of ``thread`` a number."""
        number = len(self._numbers) + 1
        self._numbers[script] = number
        self._held[number] = thread, script

    def number(self, script: Script) -> int:
        """Return the number of a script."""
        return self._numbers[script]

    def get(self, number: int) -> tuple[Thread, Script]:
        """Return the script with ``number`` and its thread.

        Raises:
            Refused: there is none.
        """
        if number not in self._held:
            raise Refused(f"no source {number}")
        return self._held[number]
