"""How an answer should look: width and colour of the caller's terminal."""

from __future__ import annotations

from dataclasses import dataclass

#: SGR codes (ECMA-48) of the few styles we use.
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


@dataclass(frozen=True)
class Look:
    """Columns of the terminal, and whether it shows colour."""

    cols: int = 80
    color: bool = False

    def paint(self, text: str, style: str) -> str:
        """Return ``text`` in ``style``, or as it is where there is no colour."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.color else text
