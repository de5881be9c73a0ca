"""Several files written together: all of them, or none.

Every new content lies beside its file before the first is renamed, so a full
disk or a missing permission is met while nothing has happened yet.  If a
rename fails all the same, those before it are taken back.  A daemon that is
killed between two renames leaves some files new and some old, none torn.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from ...protocol.errors import DaebugError
from . import contents, drafts
from .containment import Place
from .contents import Content
from .drafts import Draft

log = logging.getLogger("daebug.workspace")


@dataclass(frozen=True)
class Change:
    """What is to become of one file."""

    place: Place
    #: The new content; ``None`` = the file goes away.
    data: bytes | None
    #: What was read; ``None`` = there is no file yet.
    before: Content | None
    #: Permissions; ``None`` = those it has, or the usual ones.
    mode: int | None = None


def commit(changes: list[Change], *, durable: bool = True) -> None:
    """Make all of ``changes``; ``durable``: each is on the disk before the first takes its name.

    Raises:
        DaebugError: one can't be made; nothing is changed then.
    """
    waiting: list[Draft | None] = []
    done: list[Change] = []
    try:
        for one in changes:
            waiting.append(_draft(one, durable=durable))  # noqa: PERF401 - those made so far must be known
        for one, draft in zip(changes, waiting, strict=True):
            if draft is not None:
                drafts.put(draft)
            elif one.before is not None:
                contents.remove(one.place, one.before)
            done.append(one)
    except BaseException:
        for one in reversed(done):
            _take_back(one)
        raise
    finally:
        for draft in waiting:
            if draft is not None:
                drafts.drop(draft)


def _draft(one: Change, *, durable: bool) -> Draft | None:
    """Return the new content beside its file; none where the file goes away."""
    if one.data is None:
        return None
    return drafts.draft(one.place, one.data, one.before, mode=one.mode, durable=durable)


def _take_back(one: Change) -> None:
    """Undo a change that was made; what fails is logged, the error that led here is told."""
    try:
        now = None if one.data is None else contents.load(one.place, len(one.data) + 1)
        if one.before is None:
            if now is not None:
                contents.remove(one.place, now)
            return
        mode = one.before.status.st_mode & 0o7777
        drafts.put(drafts.draft(one.place, one.before.data, now, mode=mode))
    except DaebugError as error:
        log.error("%s could not be put back: %s", one.place.path, error.text)  # noqa: TRY400 - said whole
