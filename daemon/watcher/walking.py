"""Walk a folder as git would: without what is ignored, links not followed.

The patterns are those of ``.ignore`` and ``.gitignore`` in each folder, of the
repository's ``info/exclude`` and of the user's own file; outside a repository
too.  A folder with a ``.git`` in it begins anew: outer patterns end there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from . import ignoring
from .ignoring import Rules
from .level import Level

#: Files of patterns in a folder, the strongest first.
NAMES = (".ignore", ".gitignore")

#: A file of patterns longer than this is not one.
_LONGEST = 4 << 20


@dataclass
class Folder:
    """One folder of the tree."""

    #: Relative, with a slash at the end; empty = the root.
    path: str
    level: Level
    #: Names of the files in it that are listed.
    files: set[str] = field(default_factory=set)
    #: Names of its folders that were entered.
    folders: list[str] = field(default_factory=list)
    #: It has a ``.ignore``.
    other_ignores: bool = False


def walk(root: str, start: str, above: Level, entered: Callable[[str], None]) -> Iterator[Folder]:
    """Yield the folder ``start`` of ``root`` and those in it, those above first.

    ``entered`` is called with each before it is read, so that a watch misses nothing.
    """
    waiting = [(start, above)]
    made_up = pseudo(root)
    while waiting:
        path, level = waiting.pop()
        if path in made_up:
            continue
        try:
            entered(path)
            found = _read(root, path, level)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            continue
        yield found
        waiting += [(f"{path}{name}/", found.level) for name in reversed(found.folders)]


def pseudo(root: str) -> set[str]:
    """Return the folders under ``root`` that the kernel makes up, relative, as ``proc/``.

    proc(5), /proc/PID/mountinfo: the mount point is the fifth field, the type stands
    behind the dash.
    """
    found = set()
    top = root.rstrip("/") + "/"
    for line in _text("/proc/self/mountinfo").splitlines():
        before, _, after = line.partition(" - ")
        place = before.split(" ")[4].replace("\\040", " ")
        if after.split(" ")[0] in _MADE_UP and place.startswith(top):
            found.add(place[len(top) :] + "/")
    return found


_MADE_UP = {
    "proc", "sysfs", "cgroup", "cgroup2", "devpts", "debugfs", "tracefs", "securityfs",
    "bpf", "pstore", "efivarfs", "mqueue", "configfs", "fusectl", "binfmt_misc", "devtmpfs",
}  # fmt: skip


def _read(root: str, path: str, above: Level) -> Folder:
    """Return one folder."""
    here = os.path.join(root, path) if path else root
    files: list[str] = []
    folders: list[str] = []
    with os.scandir(here) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                files.append(entry.name)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
    return folder(root, path, above, _text_of(files), _text_of(folders))


def folder(root: str, path: str, above: Level, files: str, folders: str) -> Folder:
    """Return the folder ``path``, in which these names are, each with a NUL behind it."""
    level, special = above, set[str]()
    if ".git" in files or ".ignore" in files or ".git" in folders:
        special = _SPECIAL.intersection(files.split("\0")) | _SPECIAL.intersection(
            folders.split("\0")
        )
    if special:
        level = _level(os.path.join(root, path) if path else root, path, above, special)
    return Folder(
        path,
        level,
        level.kept(path, files, folder=False),
        sorted(level.kept(path, folders, folder=True)),
        ".ignore" in special,
    )


def _text_of(names: list[str]) -> str:
    """Return names with a NUL behind each."""
    return "\0".join([*names, ""])


_SPECIAL = {*NAMES, ".git"}


def _level(here: str, path: str, above: Level, special: set[str]) -> Level:
    """Return the patterns in force in a folder that has some, or begins a repository."""
    weakest = above.chain
    if ".git" in special:
        weakest = _repository(here, path)
    own = [
        ignoring.rules(text, path)
        for name in NAMES
        if name in special and (text := _text(os.path.join(here, name)))
    ]
    return Level((*own, *weakest))


def _repository(here: str, path: str) -> tuple[Rules, ...]:
    """Return the patterns that a repository starts with: its own, then the user's."""
    exclude = _text(os.path.join(git_folder(here), "info", "exclude"))
    return (*([ignoring.rules(exclude, path)] if exclude else []), *user(path))


def user(path: str = "") -> tuple[Rules, ...]:
    """Return the patterns of the user's own file (git-config(1), core.excludesFile)."""
    text = _text(user_file())
    return (ignoring.rules(text, path),) if text else ()


def user_file() -> str:
    """Return where the user's own patterns are, be there a file or not."""
    home = os.path.expanduser("~")
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    for place in (os.path.join(home, ".gitconfig"), os.path.join(config, "git", "config")):
        if said := _EXCLUDES.search(_text(place)):
            return os.path.expanduser(said[1].strip().strip('"'))
    return os.path.join(config, "git", "ignore")


_EXCLUDES = re.compile(r"^\s*excludesfile\s*=\s*(.+)$", re.IGNORECASE | re.MULTILINE)


def git_folder(work: str) -> str:
    """Return the folder that holds what all work trees of a repository share.

    gitrepository-layout(5): a ``.git`` file says ``gitdir: PATH``, and ``commondir``
    there "the path to the main repository".
    """
    dot = os.path.join(work, ".git")
    if os.path.isdir(dot):
        return dot
    place = os.path.join(work, _text(dot).removeprefix("gitdir:").strip())
    shared = _text(os.path.join(place, "commondir")).strip()
    return os.path.join(place, shared) if shared else place


def _text(path: str) -> str:
    """Return what a small file says; nothing if it is not there, or no file."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            return file.read(_LONGEST) if os.path.isfile(path) else ""
    except OSError:
        return ""
