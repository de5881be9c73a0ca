"""Which files a caller may touch: those of the project it stands in, by their real path.

The roots of a caller are the top of the version-controlled tree around its
folder (the folder itself where there is none, or where the tree would be a
whole home) and the folders of ``workspace.allow_outside``.  A name is judged
by where it really leads, links resolved; what is opened afterwards is that
real path, each folder of it entered without following links, so that a link
put there meanwhile leads nowhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from ...protocol.config import Config
from ...protocol.errors.usage import BadUsage
from ...protocol.errors.workspace import CantRead, LinkLeadsOut, OutsideProject
from ..keyhole import Caller

#: What a version control system keeps at the top of a tree; a worktree has a file ``.git``.
MARKS = (".git", ".hg", ".jj", ".svn")

#: Enter a folder, never through a link; Linux and the BSDs have O_PATH or do without.
_ENTER = (
    getattr(os, "O_PATH", 0)
    | getattr(os, "O_DIRECTORY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


@dataclass(frozen=True)
class Place:
    """A file or folder that the caller may touch."""

    #: Real absolute path: no part of it was a link when it was resolved.
    path: str
    #: As answers show it: relative to the caller's folder where it lies in it.
    shown: str
    #: It lies in no root; the caller allowed that.
    outside: bool = False


def project(folder: str) -> str:
    """Return the real top of the version-controlled tree around ``folder``, else ``folder``.

    A home or the root of the system is no project because it holds a ``.git``.
    """
    start = os.path.realpath(folder)
    at = start
    home = os.path.realpath(os.path.expanduser("~"))
    while at != os.path.dirname(at) and not within(home, at):
        if any(os.path.lexists(os.path.join(at, mark)) for mark in MARKS):
            return at
        at = os.path.dirname(at)
    return start


def roots(caller: Caller, config: Config) -> tuple[str, ...]:
    """Return the real folders that ``caller`` may touch; its project comes first.

    The root of the system is none: it would hold everything, and a caller whose
    folder was deleted stands there without having meant to.
    """
    more = [os.path.realpath(os.path.expanduser(one)) for one in config.workspace.allow_outside]
    own = project(caller.cwd)
    return tuple(dict.fromkeys(more if own == os.path.dirname(own) else [own, *more]))


def within(path: str, root: str) -> bool:
    """Whether ``path`` is ``root`` or lies in it; both are absolute and normal."""
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def resolve(
    name: str,
    caller: Caller,
    config: Config,
    *,
    verb: str,
    allow_outside: bool = False,
    writing: bool = False,
) -> Place:
    """Return where ``name``, typed by ``caller``, really leads; it need not exist.

    Raises:
        BadUsage: it is no name of a file.
        OutsideProject: it leads out of the roots, and ``allow_outside`` is not set.
        LinkLeadsOut: a link in the project leads to a place outside it that would be written.
        CantRead: the system can't follow it (a circle of links).
    """
    if not name or "\0" in name:
        raise BadUsage(why="a file has a name, without a NUL in it", command=f"daebug {verb}")
    typed = os.path.join(caller.cwd, os.path.expanduser(name))
    try:
        # As the system goes: ``link/..`` is the parent of where the link leads.
        real = os.path.realpath(typed)
        if os.path.islink(real):
            raise CantRead(path=name, why="its links go in a circle", folder=caller.cwd)
    except (OSError, ValueError) as error:
        raise CantRead(path=name, why=reason(error), folder=caller.cwd) from error
    allowed = roots(caller, config)
    shown = _shown(real, caller.cwd)
    if any(within(real, root) for root in allowed):
        return Place(real, shown)
    if writing and _typed_inside(typed, allowed):
        raise LinkLeadsOut(path=name, real=real, verb=verb)
    if not allow_outside:
        raise OutsideProject(path=name, real=_though(name, real), roots=_list(allowed), verb=verb)
    return Place(real, shown, outside=True)


def entered(folder: str, *, make: bool = False) -> int:
    """Return a descriptor of the real path ``folder``, for ``dir_fd``; the caller closes it.

    With ``make`` missing folders are made.

    Raises:
        OSError: a part of it is missing, is no folder, or has become a link.
    """
    at = os.open(os.sep, _ENTER)
    for part in folder.split(os.sep):
        if not part:
            continue
        try:
            below = _step(part, at, make=make)
        finally:
            os.close(at)
        at = below
    return at


def reason(error: OSError | ValueError) -> str:
    """Return what the system says, without the path that the message names anyway."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def _step(part: str, at: int, *, make: bool) -> int:
    """Return a descriptor of the folder ``part`` in ``at``."""
    try:
        return os.open(part, _ENTER, dir_fd=at)
    except FileNotFoundError:
        if not make:
            raise
    try:
        os.mkdir(part, dir_fd=at)
    except FileExistsError:
        pass  # somebody else made it
    return os.open(part, _ENTER, dir_fd=at)


def _typed_inside(typed: str, allowed: Iterable[str]) -> bool:
    """Whether the typed name, its links not followed, lies in a root: then a link leads out."""
    at = os.path.dirname(os.path.normpath(typed))
    while at != os.path.dirname(at):
        real = os.path.realpath(at)
        if any(within(real, root) for root in allowed):
            return True
        at = os.path.dirname(at)
    return False


def _shown(real: str, cwd: str) -> str:
    """Return ``real`` relative to ``cwd`` where it lies in it."""
    base = os.path.realpath(cwd)
    return os.path.relpath(real, base) if within(real, base) else real


def _though(name: str, real: str) -> str:
    """Return where ``name`` leads, if that can't be seen from it."""
    return "" if os.path.normpath(name) == real else f" (it leads to {real})"


def _list(allowed: tuple[str, ...]) -> str:
    """Return the roots for people, a few of them."""
    more = f" and {len(allowed) - 4} more" if len(allowed) > 4 else ""
    return (", ".join(allowed[:4]) or "none") + more
