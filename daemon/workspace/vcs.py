"""What the ``vcs`` command does with git, one function an action."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from ...protocol.config import near
from ...protocol.errors.searching import GitBusy, NoRepository, NoSuchBranch
from ...protocol.errors.usage import BadUsage, NoSuchFile
from ..keyhole import Caller, Keyhole
from . import containment, git, repository, statuses
from .porcelain import Status
from .repository import Repository

#: Bytes of a diff that are shown.
DIFF_BYTES = 100_000

_FIELDS = (
    "refname:short", "HEAD", "objectname:short", "upstream:short", "upstream:track,nobracket",
    "worktreepath", "contents:subject",
)  # fmt: skip

_FORMAT = "%00".join(f"%({field})" for field in _FIELDS)


class Branch(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One local branch."""

    name: str
    #: It is checked out here.
    head: bool = False
    commit: str = ""
    subject: str = ""
    upstream: str = ""
    #: ``ahead 1, behind 2`` or ``gone``.
    track: str = ""
    #: The work tree that has it checked out.
    worktree: str = ""


class WorkTree(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One work tree of the repository."""

    path: str
    commit: str = ""
    #: Empty = detached, or bare.
    branch: str = ""
    bare: bool = False
    #: Why it may not be removed, or that it is gone.
    locked: str = ""
    prunable: str = ""


async def place(hub: Keyhole) -> Repository:
    """Return the repository that the caller stands in.

    Raises:
        NoRepository, NoWorkTree: it stands in none, or in one that has no files.
    """
    folder = os.path.realpath(hub.caller.cwd)
    found = repository.around(folder)
    if found is None:
        # Git tells best why: a bare repository, a folder of somebody else.
        await git.ask(hub.caller, folder, "status", "--porcelain")
        raise NoRepository(folder=folder, why="no folder above it holds a .git")
    return found


async def status(hub: Keyhole, where: Repository) -> tuple[Status, bool]:
    """Return the status, and whether it was kept."""
    return await hub.workspace.statuses.status(hub.caller, hub.trees, where)


async def diff(
    hub: Keyhole, where: Repository, paths: list[str], *, staged: bool
) -> tuple[str, int]:
    """Return a diff and the bytes of it that are left out; untracked files are shown whole."""
    inside = await known(hub, where, paths)
    words = ["diff", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames"]
    asked = git.ask(
        hub.caller, where.root, *words, *(["--cached"] if staged else []), "--", *inside
    )
    untracked = b""
    if staged or not inside:
        out = await asked
    else:
        new = ("ls-files", "-z", "--others", "--exclude-standard", "--", *inside)
        out, untracked = await asyncio.gather(asked, git.ask(hub.caller, where.root, *new))
    for name in os.fsdecode(untracked).split("\0")[:-1][:100]:
        # It ends with 1 where the two differ, which they do.
        said = await git.run(hub.caller, where.root, *words, "--no-index", "--", os.devnull, name)
        out += said.out
    left = max(len(out) - DIFF_BYTES, 0)
    shown = out[:DIFF_BYTES] if not left else out[: out.rfind(b"\n", 0, DIFF_BYTES) + 1]
    return shown.decode("utf-8", "replace"), len(out) - len(shown)


async def branches(hub: Keyhole, where: Repository) -> list[Branch]:
    """Return the local branches, by name; an unborn one is not among them."""
    out = await git.ask(hub.caller, where.root, "for-each-ref", f"--format={_FORMAT}", "refs/heads")
    found = []
    for line in out.decode("utf-8", "replace").splitlines():
        name, head, commit, upstream, track, tree, subject = line.split("\0", 6)
        found.append(
            Branch(
                name=name,
                head=head == "*",
                commit=commit,
                subject=subject,
                upstream=upstream,
                track=track,
                worktree="" if head == "*" else tree,
            )
        )
    return found


async def stage(hub: Keyhole, where: Repository, paths: list[str]) -> None:
    """Stage ``paths``, or everything."""
    inside = await known(hub, where, paths)
    async with _turn(hub, where):
        await act(hub.caller, where, "add", "--all", "--", *inside)


async def unstage(hub: Keyhole, where: Repository, paths: list[str]) -> None:
    """Take ``paths``, or everything, out of what the next commit has; files stay as they are."""
    inside = await known(hub, where, paths)
    async with _turn(hub, where):
        born = await git.run(hub.caller, where.root, "rev-parse", "--verify", "-q", "HEAD")
        if born.code == 0:
            await act(hub.caller, where, "reset", "-q", "--", *inside)
            return
        listed = inside or ["."]
        words = ("rm", "-r", "-q", "--cached", "--ignore-unmatch")
        await act(hub.caller, where, *words, "--", *listed)


async def commit(hub: Keyhole, where: Repository, message: str) -> tuple[str, str]:
    """Commit what is staged; return the short id and the subject.

    Raises:
        GitRefused: nothing is staged, a hook refused, nobody said who commits.
    """
    if not message.strip():
        raise BadUsage(why="a commit has a message: -m MESSAGE", command="daebug vcs")
    async with _turn(hub, where):
        await act(hub.caller, where, "commit", "-q", "-m", message)
        said = await git.ask(hub.caller, where.root, "log", "-1", "--format=%h%x00%s")
    short, _, subject = said.decode("utf-8", "replace").strip().partition("\0")
    return short, subject


async def checkout(hub: Keyhole, where: Repository, branch: str) -> None:
    """Check out a branch, or a commit.

    Raises:
        NoSuchBranch: there is nothing of that name.
        GitRefused: changes in files would be lost.
    """
    if not branch or branch.startswith("-"):
        raise BadUsage(why="name the branch to check out", command="daebug vcs")
    async with _turn(hub, where):
        # The dashes say that it is no file, whose changes would be thrown away.
        said = await git.run(
            hub.caller, where.root, "checkout", "-q", branch, "--", timeout_s=git.ACT_S
        )
    if said.code and re.search(r"invalid reference|did not match|unknown revision", said.err):
        known = [one.name for one in await branches(hub, where)]
        raise NoSuchBranch(branch=branch, near=near(branch, known))
    if said.code:
        raise git.error(said, where.root, "checkout")


async def worktrees(hub: Keyhole, where: Repository) -> list[WorkTree]:
    """Return all work trees, the first one first."""
    out = await git.ask(hub.caller, where.root, "worktree", "list", "--porcelain", "-z")
    found = []
    for block in os.fsdecode(out).split("\0\0"):
        lines = dict(line.partition(" ")[::2] for line in block.split("\0") if line)
        if "worktree" in lines:
            found.append(
                WorkTree(
                    path=lines["worktree"],
                    commit=lines.get("HEAD", "")[:7],
                    branch=lines.get("branch", "").removeprefix("refs/heads/"),
                    bare="bare" in lines,
                    locked=(lines["locked"] or "locked") if "locked" in lines else "",
                    prunable=lines.get("prunable", ""),
                )
            )
    return found


async def submodules(hub: Keyhole, where: Repository) -> list[str]:
    """Return the paths of the submodules."""
    if not os.path.exists(os.path.join(where.root, ".gitmodules")):
        return []
    out = await git.ask(hub.caller, where.root, "ls-files", "-z", "--stage")
    entries = os.fsdecode(out).split("\0")
    return [entry.partition("\t")[2] for entry in entries if entry.startswith("160000 ")]


async def act(caller: Caller, where: Repository, *words: str) -> None:
    """Have git change something.

    Raises:
        GitBusy: somebody else holds its lock.
        GitRefused: it says no.
    """
    await git.ask(caller, where.root, *words, timeout_s=git.ACT_S)


async def known(hub: Keyhole, where: Repository, paths: list[str]) -> list[str]:
    """Return ``paths`` as ``names`` does; each is there, or git knows it.

    Raises:
        BadUsage: one lies outside.
        NoSuchFile: one is neither.
    """
    inside = names(hub, where, paths)
    for path, name in zip(paths, inside, strict=True):
        if os.path.lexists(os.path.join(where.root, name)):
            continue
        # In the index; or in the last commit, where its end is staged.
        for words in (("ls-files", "-z", "--"), ("ls-tree", "-z", "--name-only", "HEAD", "--")):
            if (await git.run(hub.caller, where.root, *words, name)).out:
                break
        else:
            raise NoSuchFile(path=path, near="", folder=where.root)
    return inside


def names(hub: Keyhole, where: Repository, paths: list[str]) -> list[str]:
    """Return ``paths``, as typed, relative to the top of the work tree.

    Raises:
        BadUsage: one lies outside.
    """
    found = []
    for path in paths:
        typed = os.path.normpath(os.path.join(hub.caller.cwd, os.path.expanduser(path)))
        # The name itself may be a link, which git keeps as such; the way to it may not lead out.
        real = os.path.join(os.path.realpath(os.path.dirname(typed)), os.path.basename(typed))
        real = where.root if os.path.realpath(typed) == where.root else real
        if not containment.within(real, where.root):
            raise BadUsage(why=f"{path} is outside {where.root}", command="daebug vcs")
        found.append(os.path.relpath(real, where.root))
    return found


@asynccontextmanager
async def _turn(hub: Keyhole, where: Repository) -> AsyncIterator[None]:
    """Hold the repository against other changes of ours."""
    turn = hub.workspace.statuses.turn(where)
    try:
        await asyncio.wait_for(turn.acquire(), statuses.TURN_S)
    except TimeoutError:
        raise GitBusy(
            lock=where.shared, age=f" of this daemon (for {statuses.TURN_S:g} s)"
        ) from None
    try:
        yield
    finally:
        turn.release()
