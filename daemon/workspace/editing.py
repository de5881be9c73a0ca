"""Edits of one or several files, all or nothing.

The order of things: lock the files, read them, see that nobody changed what
the agent has read, find and replace in memory, write.  All of it but the
lock is done in a thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from ...protocol.errors.usage import BadUsage
from ...protocol.errors.workspace import (
    BlankText,
    CantEncode,
    FileChanged,
    FileTooLarge,
    NoMatch,
    SameText,
    SeveralMatches,
)
from . import diffing, nearest, replacing, seen, text, transaction
from .containment import Place
from .contents import Content, load
from .replacing import Found, Nowhere, Several
from .text import Text

#: Most of a diff that an answer shows.
DIFF_BYTES, DIFF_LINES = 51_200, 2000

#: Places named of a text that is there several times; changed parts named of a file.
NAMED_PLACES, NAMED_PARTS = 10, 100


class Edit(msgspec.Struct, kw_only=True):
    """One replacement: ``old`` by ``new``, in every place with ``all``."""

    old: str
    new: str
    all: bool = False
    #: The file; empty = the one named for the whole call.
    file: str = ""


class Applied(msgspec.Struct, kw_only=True):
    """How one edit was done."""

    #: Which of the nine strategies found it.
    strategy: str
    #: Places that were replaced.
    count: int
    note: str = ""


class EditedFile(msgspec.Struct, kw_only=True):
    """What became of one file."""

    file: str
    edits: list[Applied]
    #: First and last line, from 1, of each changed part as the file is now.
    lines: list[tuple[int, int]]
    added: int
    removed: int
    #: Unified; applying it to what was there gives what is there.
    diff: str
    diff_left_out_lines: int
    #: Names the content as it is now; see ``--expect``.
    hash: str
    notes: list[str] = []


@dataclass(frozen=True)
class Wish:
    """The edits of one file, and what its agent knows of it."""

    place: Place
    edits: list[Edit]
    #: Numbers of the edits in the call, from 1; empty = it is the only one.
    numbers: list[int]
    #: Digests that the content must have: what the agent last saw, what it named.
    last_seen: str | None = None
    expected: str = ""
    agent: str = ""


def edited(
    wishes: list[Wish], limit_bytes: int, *, dry_run: bool, durable: bool = True
) -> list[EditedFile]:
    """Do the edits of all files; blocks, so it belongs into a thread.

    Raises:
        DaebugError: why one can't be done; nothing was written.
    """
    changes, told = [], []
    for wish in wishes:
        before = load(wish.place, limit_bytes)
        expect(wish, before)
        like = text.read(before.data)
        after, applied = _replaced(wish, like)
        data = _bytes(wish.place, like, after)
        if data == before.data:
            raise SameText(path=wish.place.shown)
        if len(data) > limit_bytes:
            raise FileTooLarge(path=wish.place.shown, size_bytes=len(data), limit_bytes=limit_bytes)
        changes.append(transaction.Change(wish.place, data, before))
        digest, notes = seen.digest(data), _notes(before)
        told.append(report(wish.place, like, after, applied, digest=digest, notes=notes))
    if not dry_run:
        transaction.commit(changes, durable=durable)
    return told


def expect(wish: Wish, before: Content) -> None:
    """See that the file is what its agent takes it for.

    Raises:
        FileChanged: it is not.
    """
    wanted = wish.expected or wish.last_seen
    if wanted and seen.digest(before.data) != wanted:
        raise FileChanged(path=wish.place.shown, agent=wish.agent or "you")


def report(
    place: Place, before: Text, after: str, applied: list[Applied], *, digest: str, notes: list[str]
) -> EditedFile:
    """Return what was changed, bounded in size."""
    found = diffing.difference(before.text, after)
    ending = "\r\n" if before.ending == "\r\n" else "\n"
    lines = diffing.unified(place.shown.lstrip("/"), found, ending=ending)
    shown, size = 0, 0
    for line in lines[:DIFF_LINES]:
        size += len(line.encode("utf-8", "surrogatepass")) + 1
        if size > DIFF_BYTES:
            break
        shown += 1
    return EditedFile(
        file=place.shown,
        edits=applied,
        lines=found.spans(NAMED_PARTS),
        added=found.added,
        removed=found.removed,
        diff="".join(f"{line}\n" for line in lines[:shown]),
        diff_left_out_lines=len(lines) - shown,
        hash=digest,
        notes=notes,
    )


def _replaced(wish: Wish, like: Text) -> tuple[str, list[Applied]]:
    """Return the text after all edits of one file, and how each was done."""
    now, applied = like.text, []
    for n, edit in enumerate(wish.edits):
        if replacing.blank(edit.old):
            raise BlankText(path=wish.place.shown)
        if edit.old == edit.new:
            raise SameText(path=wish.place.shown)
        old = text.asked(like, edit.old)
        found = replacing.find(now, old, everywhere=edit.all)
        if not isinstance(found, Found):
            number = wish.numbers[n] if len(wish.numbers) > n else 0
            raise _missed(found, wish.place, now, old, number)
        here = Text(now, like.encoding, like.mark, like.ending)
        new = [text.fitting(here, edit.new, start, end) for start, end in found.spans]
        now = replacing.put(now, found.spans, new)
        applied.append(Applied(strategy=found.strategy, count=len(found.spans), note=_note(found)))
    return now, applied


def _note(found: Found) -> str:
    """Return what an agent should know of how a place was found."""
    if found.passed:
        return f"the old text is there {found.passed} times; {found.strategy} singled one out"
    if found.strategy == "block-anchor":
        return "only its first and last line were compared closely: see the diff"
    return ""


def _missed(
    found: Several | Nowhere, place: Place, now: str, old: str, number: int
) -> NoMatch | SeveralMatches:
    """Return the error for a text that is not there, or too often."""
    which = f" (edit {number})" if number else ""
    if isinstance(found, Nowhere):
        told, offset = nearest.told(now, old)
        return NoMatch(path=place.shown, which=which, nearest=told, offset=offset)
    starts = [start for start, _ in found.spans]
    lines, at, line = [], 0, 0
    for start in starts[:NAMED_PLACES]:
        line += now.count("\n", at, start)
        at = start
        lines.append(line)
    told = "".join(nearest.numbered(now, n, 1) for n in dict.fromkeys(lines))
    more = len(starts) - NAMED_PLACES
    if more > 0:
        told += f"\n  and {more} more"
    many = (
        f"{replacing.MOST_PLACES} or more" if len(starts) == replacing.MOST_PLACES else len(starts)
    )
    return SeveralMatches(
        path=place.shown, which=which, count=many, places=told, offset=max(0, lines[0] - 5)
    )


def _bytes(place: Place, like: Text, after: str) -> bytes:
    """Return the edited text as bytes of its file."""
    try:
        return text.written(like, after)
    except UnicodeEncodeError as error:
        raise CantEncode(path=place.shown, encoding=like.told, why=error.reason) from error


def _notes(before: Content) -> list[str]:
    """Return what else an agent should know of the file."""
    if before.status.st_nlink > 1:
        return ["it had other names (hard links); those keep the old content"]
    return []


def read_json(data: bytes, file: str) -> tuple[list[Edit], Mapping[str, object]]:
    """Return the edits of a JSON object, and what else it says (``dry_run``, ``expect``).

    Either one edit, ``{"file", "old", "new", "all"}``, or ``{"file", "edits": [...]}``.

    Raises:
        BadUsage: it is none of these.
    """
    try:
        found = msgspec.json.decode(data, type=_Call)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadUsage(why=f"standard input: {error}", command="daebug edit") from error
    edits = found.edits
    if found.old is not None or found.new is not None:
        if edits or found.old is None or found.new is None:
            raise BadUsage(
                why='standard input: give "old" and "new", or "edits"', command="daebug edit"
            )
        edits = [Edit(old=found.old, new=found.new, all=found.all)]
    for one in edits:
        one.file = one.file or found.file or file
    if not edits or not all(one.file for one in edits):
        raise BadUsage(why="standard input names no edit or no file", command="daebug edit")
    return edits, {"dry_run": found.dry_run, "expect": found.expect}


class _Call(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The JSON object on standard input."""

    file: str = ""
    old: str | None = None
    new: str | None = None
    all: bool = False
    edits: list[Edit] = []
    dry_run: bool = False
    expect: str = ""
