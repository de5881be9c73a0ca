"""Run git: bounded in time and output, with nobody to ask and no lock to wait for."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from dataclasses import dataclass

from ...protocol.errors import DaebugError
from ...protocol.errors.searching import (
    DamagedRepository,
    GitBusy,
    GitRefused,
    GitTimedOut,
    NoGit,
    NoRepository,
    NoWorkTree,
    RepositoryOfAnother,
)
from ..keyhole import Caller
from . import program, repository

#: Seconds for a question, and for something that may run hooks.
ASK_S, ACT_S = 30.0, 120.0

#: Bytes of output that are read; more is told as left out.
MOST_BYTES = 64 << 20

#: git(1), "Environment Variables": what names another repository than the folder's own,
#: as a hook that calls us has it, or asks somebody.
_DROPPED = {
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_CEILING_DIRECTORIES", "GIT_EXTERNAL_DIFF",
    "GIT_PAGER", "GIT_TRACE", "GPG_TTY",
}  # fmt: skip

_QUIET = {
    # "If this Boolean environment variable is set to false, Git will complete any
    # requested operation without performing any optional sub-operations that require
    # taking a lock."
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "SSH_ASKPASS": "true",
    "GIT_EDITOR": "true",
    "GIT_SEQUENCE_EDITOR": "true",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
    "LC_ALL": "C",
}

#: A repository must not make us run a program by being looked at.
_CONFIG = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager")

_LOCK = re.compile(r"Unable to create '(.+?\.lock)': File exists")


@dataclass(frozen=True)
class Said:
    """What git wrote, and how it ended."""

    out: bytes
    err: str
    code: int
    #: There was more than ``MOST_BYTES``.
    cut: bool = False


async def ask(caller: Caller, folder: str, *words: str, timeout_s: float = ASK_S) -> bytes:
    """Return what ``git WORDS`` says in ``folder``.

    Raises:
        NoRepository, DamagedRepository, RepositoryOfAnother, NoWorkTree, GitBusy, GitRefused: it
            ended with an error.
        GitTimedOut: it was ended, with all that it started.
        NoGit: it is not installed.
    """
    said = await run(caller, folder, *words, timeout_s=timeout_s)
    if said.code:
        raise error(said, folder, words[0])
    return said.out


async def run(caller: Caller, folder: str, *words: str, timeout_s: float = ASK_S) -> Said:
    """Run git and return what it said, whether it ended well or not.

    Raises:
        GitTimedOut, NoGit: as ``ask``.
    """
    env = {name: text for name, text in caller.env.items() if name not in _DROPPED} | _QUIET
    path = shutil.which("git", path=env.get("PATH", os.defpath))
    if path is None:
        raise NoGit(why="it is not found in PATH")
    line = ["git", "-C", folder, *_CONFIG, *words]
    try:
        done = await program.run(path, line, env, most_bytes=MOST_BYTES, timeout_s=timeout_s)
    except TimeoutError:
        raise GitTimedOut(verb=words[0], seconds=timeout_s) from None
    except (OSError, ValueError) as problem:
        raise NoGit(why=str(problem)) from problem
    err = done.err.decode("utf-8", "replace").strip()
    return Said(done.out, err, done.code, done.cut)


def error(said: Said, folder: str, verb: str) -> DaebugError:
    """Return what git's words mean."""
    text = said.err or said.out[-2000:].decode("utf-8", "replace").strip()
    why = re.sub(r"^(fatal|error): ", "", text, flags=re.MULTILINE)
    if busy := _LOCK.search(text):
        return GitBusy(lock=busy[1], age=_age(busy[1]))
    if "not a git repository" in text:
        return _none(folder, why.splitlines()[0])
    if "dubious ownership" in text:
        named = re.search(r"repository at '(.+)'", text)
        return RepositoryOfAnother(folder=named[1] if named else folder)
    if "must be run in a work tree" in text:
        return NoWorkTree(folder=folder)
    return GitRefused(verb=verb, why=why[:2000] or f"it ended with {said.code}")


def _none(folder: str, why: str) -> DaebugError:
    """Return the error for a folder that git finds no repository in."""
    found = repository.around(folder)
    dot = os.path.join(found.root, ".git") if found else ""
    # An empty folder is none yet; whatever else is there was one.
    if found and (not os.path.isdir(dot) or os.listdir(dot)):
        return DamagedRepository(path=dot, why=why)
    return NoRepository(folder=folder, why=why)


def _age(lock: str) -> str:
    """Return for how long a lock has been there, for people."""
    with contextlib.suppress(OSError):
        return f" (for {max(time.time() - os.stat(lock).st_mtime, 0):.0f} s)"
    return ""
