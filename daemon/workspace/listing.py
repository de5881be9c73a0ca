"""The files below a folder, level by level, so that a limit cuts the deepest first.

Links are shown and not followed.  Folders that hold what programs made are
left out by name.  Blocks; belongs into a thread.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from dataclasses import dataclass, field

from ...protocol.errors.usage import NoSuchFile
from ...protocol.errors.workspace import CantRead, NotAFolder
from .containment import Place, reason

#: Folders that are not entered, unless they are asked for by their path.
SKIPPED = frozenset(
    {
        *("node_modules", "__pycache__", ".git", "dist", "build", "target", "vendor", "bin"),
        *("obj", ".idea", ".vscode", ".zig-cache", "zig-out", ".coverage", "coverage", "tmp"),
        *("temp", ".cache", "cache", "logs", ".venv", "venv", "env"),
    }
)

#: Folders entered in one listing: about a second.
MOST_FOLDERS = 20_000

#: Folders in folders that are entered: an answer nests as deep.
MOST_DEPTH = 60


@dataclass
class Folder:
    """One folder: what is in it, sorted; ``entered`` is false where the limit came first."""

    name: str
    folders: list[Folder] = field(default_factory=list)
    #: Names of files; a link is ``name -> target``.
    files: list[str] = field(default_factory=list)
    entered: bool = False
    #: Why it can't be read, if so; or that it is left out.
    why: str = ""


@dataclass(frozen=True)
class Listing:
    """A folder as a tree."""

    top: Folder
    files: int
    folders: int
    #: There is more than the limit.
    more: bool


def listing(place: Place, limit: int, skipped: frozenset[str]) -> Listing:
    """Return up to ``limit`` files below the folder at ``place``.

    Raises:
        NoSuchFile, NotAFolder, CantRead: it can't be listed.
    """
    top = Folder(place.shown)
    queue = deque([(top, place.path, 0)])
    files = folders = 0
    more = False
    while queue:
        if files >= limit or folders >= MOST_FOLDERS:
            more = True
            break
        folder, path, depth = queue.popleft()
        try:
            found = _entries(path)
        except OSError as error:
            if folder is top:
                raise _refusal(place, error) from error
            folder.why = reason(error)
            continue
        folder.entered = True
        folders += 1
        room = limit - files
        names = [name for name, kind in found if not kind]
        files += min(room, len(names))
        more = more or len(names) > room
        folder.files = [_named(path, name) for name in names[:room]]
        for name in (name for name, kind in found if kind):
            below = Folder(name)
            folder.folders.append(below)
            if name in skipped:
                below.why = "left out"
            elif depth >= MOST_DEPTH:
                below.why = "too deep"
            else:
                queue.append((below, os.path.join(path, name), depth + 1))
    return Listing(top, files, folders, more or bool(queue))


def _entries(path: str) -> list[tuple[str, bool]]:
    """Return the names in a folder, sorted, and whether each is a folder itself."""
    with os.scandir(path) as found:
        return sorted((one.name, one.is_dir(follow_symlinks=False)) for one in found)


def _named(path: str, name: str) -> str:
    """Return a file's name; a link with where it leads."""
    try:
        if stat.S_ISLNK(os.lstat(os.path.join(path, name)).st_mode):
            return f"{name} -> {os.readlink(os.path.join(path, name))}"
    except OSError:
        pass  # it is gone by now
    return name


def _refusal(place: Place, error: OSError) -> CantRead | NoSuchFile | NotAFolder:
    """Return why a folder can't be listed."""
    if isinstance(error, FileNotFoundError):
        return NoSuchFile(path=place.shown, near="", folder=os.path.dirname(place.path))
    if isinstance(error, NotADirectoryError):
        return NotAFolder(path=place.shown)
    return CantRead(path=place.shown, why=reason(error), folder=os.path.dirname(place.path))
