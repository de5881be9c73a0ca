"""Escape sequences in a terminal's output: titles that they set, and text without them.

ECMA-48 (https://ecma-international.org/publications-and-standards/standards/ecma-48/)
and xterm's control sequences (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html).
"""

from __future__ import annotations

import re

#: A title that does not end within so many bytes is none.
LONGEST_TITLE = 4096

#: A sequence longer than this is taken for text: no reader waits for its end.
LONGEST_SEQUENCE = 4096

_SEQUENCE = re.compile(
    rb"\x1b(?:"
    rb"\[[0-?]*[ -/]*[@-~]"  # CSI: parameters, intermediates, a final byte
    rb"|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|(?=\x1b))"  # OSC, DCS and kin, up to BEL or ST
    rb"|[ -/]+[0-~]"  # a character set and the like
    rb"|[0-OQ-WYZ\\`-~=>]"
    rb")"
)
_BEGUN = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)\Z",
)
_TITLE = re.compile(rb"\x1b\](?:0|2);([^\x07\x1b]{0,4096})(?:\x07|\x1b\\)")


def plain(data: bytes) -> str:
    r"""Return the text of ``data``: no escape sequences, line ends as newlines.

    >>> plain(b"\x1b[1mready\x1b[0m\r\n")
    'ready\n'
    """
    text = _SEQUENCE.sub(b"", data).decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\x07", "")


def whole(data: bytes) -> int:
    r"""Return how many bytes of ``data`` end with a whole character and a whole sequence.

    >>> whole(b"ab\x1b[3")
    2
    """
    at = data.rfind(b"\x1b", -LONGEST_SEQUENCE)
    if at > 0 and data[at - 1 : at] and data.endswith(b"\x1b"):
        # It may be the first half of the ``ESC \`` that ends a sequence before it.
        before = data.rfind(b"\x1b", max(0, at - LONGEST_SEQUENCE), at)
        if before >= 0 and _BEGUN.match(data, before):
            return before
    if at >= 0 and _BEGUN.match(data, at):
        return at
    if data.endswith(b"\r"):
        return len(data) - 1  # the first half of a line's end, perhaps
    for back in range(1, min(4, len(data) + 1)):
        byte = data[-back]
        if byte & 0xC0 != 0x80:
            return len(data) - back if _length(byte) > back else len(data)
    return len(data)


def _length(byte: int) -> int:
    """Return how many bytes a character has that begins with ``byte``; 1 if none does."""
    if byte >= 0xF5 or byte < 0xC2:
        return 1
    return 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2


class Titles:
    """The title that a program gives its terminal, from a stream cut anywhere."""

    def __init__(self) -> None:
        """Start with no title."""
        self.title = ""
        self._begun = b""

    def feed(self, data: bytes) -> bool:
        """Look through ``data``; return whether the title changed."""
        if not self._begun and b"\x1b]" not in data and not data.endswith(b"\x1b"):
            return False
        data = self._begun + data
        before = self.title
        at = 0
        for found in _TITLE.finditer(data):
            self.title = found[1].decode("utf-8", "replace")
            at = found.end()
        rest = data[max(at, len(data) - LONGEST_TITLE) :]
        begins = rest.rfind(b"\x1b]")
        if begins < 0 or b"\x07" in rest[begins:]:
            begins = len(rest) - 1 if rest.endswith(b"\x1b") else len(rest)
        self._begun = rest[begins:]
        return self.title != before
