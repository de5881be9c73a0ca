"""What a patch says: unified diffs, git's among them, and the patches that agents write.

An agent's patch stands between ``*** Begin Patch`` and ``*** End Patch`` and
has ``*** Add|Update|Delete File: PATH`` with hunks that name no line numbers,
only, after ``@@``, a line above them.  Numbers of a unified diff are taken for
hints: counts that are off by a little are what models write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...protocol.errors.workspace import BadPatch
from . import patch_names

_RANGE = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_SECTION = re.compile(r"\*\*\* (Add|Update|Delete) File: (.+)")
_BEGIN, _END, _MOVE, _EOF = (
    *("*** Begin Patch", "*** End Patch"),
    *("*** Move to: ", "*** End of File"),
)


@dataclass
class Hunk:
    """Lines to find, and what they become; without their line feeds."""

    #: ``(" ", "-" or "+", text)`` each, in order.
    body: list[tuple[str, str]] = field(default_factory=list)
    #: Line of the file where it should be, from 1; 0 = not told, or before the first.
    at: int = 0
    #: ``at`` was told.
    ranged: bool = False
    #: A line that is somewhere above; empty = not told.
    above: str = ""
    #: It reaches to the end of the file.
    to_end: bool = False
    #: The last line of the old, of the new text has no line feed.
    old_open: bool = False
    new_open: bool = False

    @property
    def old(self) -> list[str]:
        """The lines that are to be there."""
        return [text for sign, text in self.body if sign != "+"]

    @property
    def new(self) -> list[str]:
        """The lines that take their place."""
        return [text for sign, text in self.body if sign != "-"]


@dataclass
class FilePatch:
    """What is to become of one file."""

    path: str
    #: ``add``, ``update`` or ``delete``.
    action: str = "update"
    move: str = ""
    hunks: list[Hunk] = field(default_factory=list)
    #: Permissions of a new file, as git has them; 0 = the usual.
    mode: int = 0


def read(text: str) -> list[FilePatch]:
    """Return what a patch is to do, in its order.

    Raises:
        BadPatch: it can't be read; the line is told.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    agents = any(line.strip() == _BEGIN for line in lines)
    found = _agents(lines) if agents else _unified(lines)
    if not found:
        raise BadPatch(line=1, why="there is no change in it that can be read")
    return found


def _agents(lines: list[str]) -> list[FilePatch]:
    """Read an agent's patch."""
    at = next(n for n, line in enumerate(lines) if line.strip() == _BEGIN) + 1
    found: list[FilePatch] = []
    while at < len(lines) and lines[at].strip() != _END:
        line = lines[at]
        section = _SECTION.fullmatch(line.rstrip())
        if section is None:
            raise BadPatch(line=at + 1, why=f"expected *** Update File: PATH, found {line[:80]!r}")
        one = FilePatch(section[2].strip(), section[1].lower())
        found.append(one)
        at += 1
        if at < len(lines) and lines[at].startswith(_MOVE):
            one.move = lines[at][len(_MOVE) :].strip()
            at += 1
        if one.action != "delete":
            at = _sections_hunks(lines, at, one)
    if at == len(lines):
        raise BadPatch(line=at, why=f"it ends without {_END}")
    return found


def _sections_hunks(lines: list[str], at: int, one: FilePatch) -> int:
    """Read the hunks of one section; return the line after them."""
    hunk = Hunk()
    while at < len(lines):
        line = lines[at]
        if line.startswith("*** ") and line.strip() != _EOF:
            break
        if line.startswith("@@"):
            if hunk.body:
                one.hunks.append(hunk)
            ranged = _RANGE.match(line)
            hunk = Hunk(at=int(ranged[1]) if ranged else 0, ranged=bool(ranged))
            hunk.above = "" if ranged else line[2:].removesuffix("@@").strip()
        elif line.strip() == _EOF:
            hunk.to_end = True
        elif line[:1] in {" ", "-", "+"} and (one.action == "update" or line[0] == "+"):
            hunk.body.append((line[0], line[1:]))
        elif not line and one.action == "update":
            hunk.body.append((" ", ""))  # an empty line of context that lost its blank
        else:
            raise BadPatch(
                line=at + 1, why=f"a line of a hunk starts with blank, + or -: {line[:60]!r}"
            )
        at += 1
    if hunk.body:
        one.hunks.append(hunk)
    if one.action == "update" and not one.hunks and not one.move:
        raise BadPatch(line=at, why=f"{one.path} is to be updated, but there is no hunk")
    return at


class _Unified:
    """Reads a unified diff line by line."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.found: list[FilePatch] = []
        self.one: FilePatch | None = None

    def header(self, at: int) -> int:
        """Read a line outside of hunks; return the next."""
        line = self.lines[at]
        if line.startswith("diff --git "):
            self.one = None
            if name := patch_names.second(line[11:]):
                self.one = FilePatch(name)
                self.found.append(self.one)
        elif line.startswith(("GIT binary patch", "Binary files ")):
            raise BadPatch(line=at + 1, why="it changes a binary file")
        elif line.startswith("--- ") and self._next(at).startswith("+++ "):
            self._names(patch_names.named(line[4:]), patch_names.named(self.lines[at + 1][4:]))
            return at + 2
        elif line.startswith("@@"):
            return self.hunk(at)
        elif self.one is not None:
            self._extended(line, at)
        return at + 1

    def _extended(self, line: str, at: int) -> None:
        """Read a line of git between a file's name and its hunks."""
        assert self.one is not None
        if line.startswith(("new file mode ", "new mode ")):
            mode = line.rsplit(" ", 1)[1]
            if not mode.startswith("100"):
                raise BadPatch(line=at + 1, why=f"it makes something that is no file (mode {mode})")
            self.one.mode = int(mode[3:], 8) & 0o777
            if line.startswith("new file"):
                self.one.action = "add"
        elif line.startswith("deleted file mode "):
            self.one.action = "delete"
        elif line.startswith("rename from "):
            self.one.path = patch_names.named(line[12:])
        elif line.startswith("rename to "):
            self.one.move = patch_names.named(line[10:])
        elif line.startswith("copy from "):
            raise BadPatch(line=at + 1, why="it copies a file")

    def _names(self, old: str, new: str) -> None:
        """A pair of names: of the file that git announced, or of another."""
        if self.one is None or self.one.hunks:
            self.one = FilePatch("")
            self.found.append(self.one)
        if old == "/dev/null":
            self.one.action = "add"
        elif new == "/dev/null":
            self.one.action = "delete"
        if not self.one.move:
            self.one.path = patch_names.bare(old if new == "/dev/null" else new)
            # Without git's own word a change of name is no rename: patch(1) takes the new name.

    def hunk(self, at: int) -> int:
        """Read one hunk; return the line after it."""
        if self.one is None:
            raise BadPatch(line=at + 1, why="a hunk before any --- and +++")
        ranged = _RANGE.match(self.lines[at])
        if ranged is None and self.lines[at].strip(" @"):
            raise BadPatch(line=at + 1, why=f"no range of lines: {self.lines[at][:60]!r}")
        hunk = Hunk(at=int(ranged[1]) if ranged else 0, ranged=bool(ranged))
        left = int(ranged[2] or 1) if ranged else 1 << 30
        grown = int(ranged[4] or 1) if ranged else 1 << 30
        at += 1
        while at < len(self.lines) and not self._ends(at, left, grown):
            line = self.lines[at]
            sign, text = line[:1] or " ", line[1:]
            if sign == "\\":
                _open(hunk)
            elif sign in {" ", "-", "+"}:
                hunk.body.append((sign, text))
                left -= sign != "+"
                grown -= sign != "-"
            else:
                break
            at += 1
        if not hunk.body:
            raise BadPatch(line=at, why="a hunk without lines")
        self.one.hunks.append(hunk)
        return at

    def _ends(self, at: int, left: int, grown: int) -> bool:
        """Whether the hunk is over before line ``at``: a header follows, or it is complete."""
        line = self.lines[at]
        if line.startswith(("@@ -", "diff --git ")):
            return True
        if line.startswith("--- ") and self._next(at).startswith("+++ "):
            return left <= 0 or self._next(at + 1).startswith("@@")
        complete = left <= 0 and grown <= 0
        if complete and not line:
            return True  # an empty line between hunks or after the last
        return complete and line.startswith("-- ")  # a mail's signature

    def _next(self, at: int) -> str:
        """Return the line after line ``at``."""
        return self.lines[at + 1] if at + 1 < len(self.lines) else ""


def _unified(lines: list[str]) -> list[FilePatch]:
    """Read a unified diff."""
    reader = _Unified(lines)
    at = 0
    while at < len(lines):
        at = reader.header(at)
    for one in reader.found:
        if not (one.hunks or one.move or one.mode or one.action != "update"):
            raise BadPatch(line=1, why=f"nothing is said of {one.path}")
    return reader.found


def _open(hunk: Hunk) -> None:
    """The line before has no line feed."""
    sign = hunk.body[-1][0] if hunk.body else " "
    hunk.old_open = hunk.old_open or sign != "+"
    hunk.new_open = hunk.new_open or sign != "-"
