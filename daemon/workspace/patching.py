"""A patch on files: worked out in memory for all of them, then written, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from ...protocol.errors.usage import NoSuchFile
from ...protocol.errors.workspace import (
    CantEncode,
    FileChanged,
    FileExists,
    FileTooLarge,
    PatchMismatch,
)
from . import contents, diffing, hunks, nearest, seen, text, transaction
from .containment import Place
from .contents import Content
from .patch_text import FilePatch


class PatchedFile(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What became of one file."""

    file: str
    #: ``added``, ``changed``, ``deleted`` or ``moved``.
    done: str
    #: Where it was before, if it was moved.
    moved_from: str = ""
    added: int = 0
    removed: int = 0
    #: Names the content as it is now; empty for a deleted file.
    hash: str = ""
    notes: list[str] = []


@dataclass
class _State:
    """One file while the patch goes on."""

    place: Place
    before: Content | None
    data: bytes | None
    mode: int | None = None


@dataclass
class Work:
    """A patch, where its files are, and what its agent knows of them."""

    patches: list[FilePatch]
    #: A path of the patch -> where it leads.
    places: dict[str, Place]
    #: A real path -> the digest that the agent last saw.
    last_seen: dict[str, str]
    agent: str
    limit_bytes: int
    #: Have new content on the disk before it takes the name.
    durable: bool = True
    states: dict[str, _State] = field(default_factory=dict)


def patched(work: Work, *, dry_run: bool) -> tuple[list[PatchedFile], dict[str, str]]:
    """Do all that the patch says; blocks, so it belongs into a thread.

    Returns what became of each file, and the digest of each that is there now by its real path.

    Raises:
        DaebugError: why it can't be done; nothing was written.
    """
    told = [_one(work, patch) for patch in work.patches]
    changes = [
        transaction.Change(state.place, state.data, state.before, state.mode)
        for state in work.states.values()
        if state.mode is not None or state.data != (state.before.data if state.before else None)
    ]
    if not dry_run:
        transaction.commit(changes, durable=work.durable)
    digests = {
        path: seen.digest(state.data)
        for path, state in work.states.items()
        if state.data is not None
    }
    return told, digests


def _one(work: Work, patch: FilePatch) -> PatchedFile:
    """Work out one part of the patch."""
    steps: dict[str, Callable[[Work, FilePatch], PatchedFile]] = {
        "add": _add,
        "update": _update,
        "delete": _delete,
    }
    return steps[patch.action](work, patch)


def _state(work: Work, path: str) -> _State:
    """Return a file as it is at this point of the patch."""
    place = work.places[path]
    if place.path not in work.states:
        try:
            before = contents.load(place, work.limit_bytes)
        except NoSuchFile:
            before = None
        work.states[place.path] = _State(place, before, before.data if before else None)
        last = work.last_seen.get(place.path)
        if before is not None and last and seen.digest(before.data) != last:
            raise FileChanged(path=place.shown, agent=work.agent or "you")
    return work.states[place.path]


def _add(work: Work, patch: FilePatch) -> PatchedFile:
    """Make a file."""
    state = _state(work, patch.path)
    if state.data is not None:
        raise FileExists(path=state.place.shown, more="; the patch would make it", verb="patch")
    lines = [line for hunk in patch.hunks for line in hunk.new]
    body = "\n".join(lines)
    if lines and not patch.hunks[-1].new_open:
        body += "\n"
    state.data = _bytes(work, state.place, text.Text(""), body)
    state.mode = patch.mode or None
    return PatchedFile(
        file=state.place.shown, done="added", added=len(lines), hash=seen.digest(state.data)
    )


def _update(work: Work, patch: FilePatch) -> PatchedFile:
    """Change a file, or move it, or both."""
    state = _state(work, patch.path)
    data = _there(state)
    like = text.read(data)
    found = _fitted(like, patch, state.place)
    after = _bytes(work, state.place, like, found.text)
    difference = diffing.difference(like.text, found.text)
    target = state
    if patch.move:
        target = _state(work, patch.move)
        if target.data is not None:
            raise FileExists(
                path=target.place.shown, more="; the patch would move a file there", verb="patch"
            )
        old_mode = state.before.status.st_mode & 0o7777 if state.before else None
        target.mode = state.mode or old_mode
        state.data = None
    target.data = after
    target.mode = patch.mode or target.mode
    return PatchedFile(
        file=target.place.shown,
        done="moved" if patch.move else "changed",
        moved_from=state.place.shown if patch.move else "",
        added=difference.added,
        removed=difference.removed,
        hash=seen.digest(after),
        notes=found.notes,
    )


def _delete(work: Work, patch: FilePatch) -> PatchedFile:
    """Take a file away; a patch that tells its content must be right about it."""
    state = _state(work, patch.path)
    like = text.read(_there(state))
    if patch.hunks and _fitted(like, patch, state.place).text:
        raise PatchMismatch(
            path=state.place.shown,
            hunk=len(patch.hunks),
            why="deletes the file, which has more lines",
            nearest="",
            offset=0,
        )
    state.data = None
    return PatchedFile(
        file=state.place.shown, done="deleted", removed=len(diffing.lines(like.text))
    )


def _there(state: _State) -> bytes:
    """Return the content of a file that the patch takes to be there."""
    if state.data is None:
        raise NoSuchFile(
            path=state.place.shown, near="", folder=state.place.path.rpartition("/")[0]
        )
    return state.data


def _fitted(like: text.Text, patch: FilePatch, place: Place) -> hunks.Patched:
    """Return the text with the hunks of one file."""
    try:
        return hunks.patched(like, patch.hunks)
    except hunks.Misfit as misfit:
        wanted = "\n".join(patch.hunks[misfit.hunk - 1].old)
        told, offset = "", max(0, misfit.line - 5)
        if misfit.why.startswith("fits nowhere") and wanted.strip():
            told, offset = nearest.told(like.text, wanted)
        raise PatchMismatch(
            path=place.shown, hunk=misfit.hunk, why=misfit.why, nearest=told, offset=offset
        ) from misfit


def _bytes(work: Work, place: Place, like: text.Text, after: str) -> bytes:
    """Return a patched text as bytes of its file."""
    try:
        data = text.written(like, after)
    except UnicodeEncodeError as error:
        raise CantEncode(path=place.shown, encoding=like.told, why=error.reason) from error
    if len(data) > work.limit_bytes:
        raise FileTooLarge(path=place.shown, size_bytes=len(data), limit_bytes=work.limit_bytes)
    return data
