"""What a search found, file by file; a line becomes text when it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Lines that are kept before the search is ended.
MOST_LINES = 10_000


@dataclass
class Found:
    """The lines that match.

    They are kept as the engine told them, ``NUMBER:TEXT`` in bytes: of ten thousand a
    hundred are shown, and to decode all of them takes longer than to find them.
    """

    #: By path, relative to the folder; those of a file in their order.
    files: dict[str, list[bytes]] = field(default_factory=dict)
    #: Lines of all files.
    matches: int = 0
    #: It was ended after ``MOST_LINES``.
    ended: bool = False
    #: Binary files that match somewhere.
    binary: int = 0
    #: What could not be read.
    problems: list[str] = field(default_factory=list)

    def shown(self, name: str, most: int) -> list[tuple[int, str]]:
        """Return the first ``most`` lines of a file: number and text, in their order."""
        rows = (line.partition(b":") for line in self.files[name][:most])
        return [(int(number), _text(text)) for number, _, text in rows]


def _text(line: bytes) -> str:
    """Return a line without its end."""
    return line.rstrip(b"\r").decode("utf-8", "replace")
