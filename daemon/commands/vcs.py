"""Look at a git repository, stage, commit, and check out.

The status is kept in memory while nothing changes.  No action waits for a lock,
asks for a password or opens an editor.  `stage` and `unstage` without a file
mean all files; `diff` shows untracked files whole.

Examples:
  daebug vcs
  daebug vcs diff src/main.c
  daebug vcs stage && daebug vcs commit -m "Fix the off-by-one"
  daebug vcs checkout main
"""

from __future__ import annotations

import click
import msgspec

from ...protocol import quoting
from ...protocol.errors.usage import BadUsage
from ..keyhole import Keyhole
from ..look import Look
from ..workspace import porcelain, repository, vcs
from ..workspace.porcelain import Changed, Status
from ..workspace.repository import Repository
from ..workspace.vcs import Branch, WorkTree

TOPIC = "workspace"

ACTIONS = ("status", "diff", "branches", "stage", "unstage", "commit", "checkout", "info")

#: Actions that take names of files, and how many words the others take.
_WORDS = {"diff": -1, "stage": -1, "unstage": -1, "checkout": 1}

PARAMS = (
    click.Argument(["action"], type=click.Choice(ACTIONS), default="status"),
    click.Argument(["words"], nargs=-1),
    click.Option(["--message", "-m"], default="", metavar="M", help="Message of the commit."),
    click.Option(["--staged"], is_flag=True, help="The diff of what is staged."),
    click.Option(
        ["--limit", "-n"],
        type=click.IntRange(min=1),
        default=500,
        metavar="N",
        help="Most files or branches (default: 500).",
    ),
)


class Request(msgspec.Struct, kw_only=True):
    """What to do, with what."""

    action: str = "status"
    words: list[str] = []
    message: str = ""
    staged: bool = False
    limit: int = 500


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The repository after the action, and what was asked for."""

    action: str
    #: Top of the work tree.
    root: str
    #: Empty = detached.
    branch: str = ""
    #: The branch has no commit yet.
    unborn: bool = False
    #: First seven digits; of ``commit`` the new one.
    commit: str = ""
    subject: str = ""
    upstream: str = ""
    upstream_gone: bool = False
    ahead: int = 0
    behind: int = 0
    stashes: int = 0
    #: merge, rebase, cherry-pick, revert, bisect; empty = none is under way.
    operation: str = ""
    #: added, modified, deleted, conflicts; zeros are left out.
    counts: dict[str, int] = {}
    files: list[Changed] = []
    branches: list[Branch] = []
    worktrees: list[WorkTree] = []
    submodules: list[str] = []
    diff: str = ""
    #: Files or branches, or bytes of a diff, that are not in this answer.
    left_out: int = 0
    #: Nothing changed since git was asked.
    kept: bool = False


async def run(request: Request, hub: Keyhole) -> Reply:
    """Do it."""
    if request.action not in ACTIONS:
        raise BadUsage(why=f"there is no action {request.action}", command="daebug vcs")
    most = _WORDS.get(request.action, 0)
    if most >= 0 and len(request.words) > most:
        raise BadUsage(why=f"{request.action} takes no {request.words[most]}", command="daebug vcs")
    where = await vcs.place(hub)
    reply = Reply(action=request.action, root=where.root)
    await _acted(request, hub, where, reply)
    if request.action not in ("diff", "branches"):
        status, reply.kept = await vcs.status(hub, where)
        _tell(status, reply, request, where)
    return reply


async def _acted(request: Request, hub: Keyhole, where: Repository, reply: Reply) -> None:
    """Carry out the action."""
    match request.action:
        case "diff":
            reply.branch = repository.head(where)
            reply.diff, reply.left_out = await vcs.diff(
                hub, where, request.words, staged=request.staged
            )
        case "branches":
            found = await vcs.branches(hub, where)
            reply.branch = repository.head(where)
            reply.branches = found[: request.limit]
            reply.left_out = len(found) - len(reply.branches)
        case "stage":
            await vcs.stage(hub, where, request.words)
        case "unstage":
            await vcs.unstage(hub, where, request.words)
        case "commit":
            _, reply.subject = await vcs.commit(hub, where, request.message)
        case "checkout":
            await vcs.checkout(hub, where, (request.words or [""])[0])
        case "info":
            reply.worktrees = await vcs.worktrees(hub, where)
            reply.submodules = await vcs.submodules(hub, where)
        case _:
            pass


def _tell(status: Status, reply: Reply, request: Request, where: Repository) -> None:
    """Put a status into the reply."""
    reply.branch, reply.unborn = status.branch, status.unborn
    reply.commit = status.commit[:7]
    reply.upstream, reply.upstream_gone = status.upstream, status.upstream_gone
    reply.ahead, reply.behind, reply.stashes = status.ahead, status.behind, status.stashes
    reply.operation = repository.operation(where)
    reply.counts = porcelain.counts(status.changes)
    if request.action != "info":
        reply.files = status.changes[: request.limit]
        reply.left_out = len(status.changes) - len(reply.files)


def render(reply: Reply, look: Look) -> str:
    """Return it as text."""
    if reply.action == "diff":
        text = reply.diff or "no differences\n"
        return text + (f"[{reply.left_out} bytes left out]\n" if reply.left_out else "")
    if reply.action == "branches":
        lines = [_branch(one, look) for one in reply.branches] or ["no branch has a commit yet"]
    else:
        lines = [_where(reply, look)]
        if reply.action == "commit":
            lines = [f"committed {reply.commit} {reply.subject}", *lines]
        lines += [_file(one, look) for one in reply.files]
        if reply.action == "info":
            lines += _info(reply)
        elif not reply.files:
            lines.append("nothing changed")
    if reply.left_out:
        lines.append(f"[{reply.left_out} more left out; --limit N shows more]")
    return "".join(f"{line}\n" for line in lines)


def _where(reply: Reply, look: Look) -> str:
    """Return where the repository stands, as a line."""
    on = look.paint(reply.branch, "bold") if reply.branch else f"detached at {reply.commit}"
    said = [f"on {on}" if reply.branch else on]
    if reply.unborn:
        said.append("no commit yet")
    elif reply.branch:
        said.append(reply.commit)
    if reply.upstream:
        far = [f"{n} {word}" for n, word in ((reply.ahead, "ahead"), (reply.behind, "behind")) if n]
        tracked = "gone" if reply.upstream_gone else ", ".join(far) or "up to date"
        said.append(f"{reply.upstream}: {tracked}")
    if reply.operation:
        said.append(look.paint(f"in the middle of a {reply.operation}", "yellow"))
    if reply.stashes:
        said.append(f"{reply.stashes} stashed")
    said += [f"{number} {name}" for name, number in reply.counts.items()]
    return ", ".join(said)


def _file(one: Changed, look: Look) -> str:
    """Return a changed file as a line: what is staged, what is not, the name."""
    if one.conflict:
        return f"  {look.paint(f'conflict: {one.conflict}', 'red'):<26} {quoting.shown(one.path)}"
    said = [f"staged: {one.index}"] if one.index else []
    said += [one.work] if one.work else []
    words = ", ".join(said)
    style = "green" if one.index and not one.work else "yellow"
    was = f"{quoting.shown(one.was)} -> " if one.was else ""
    parts = f" (submodule: {', '.join(one.submodule)})" if one.submodule else ""
    return f"  {look.paint(f'{words:<26}', style)} {was}{quoting.shown(one.path)}{parts}"


def _branch(one: Branch, look: Look) -> str:
    """Return a branch as a line."""
    name = look.paint(one.name, "green") if one.head else one.name
    said = [f"{'*' if one.head else ' '} {name}", one.commit]
    if one.upstream:
        said.append(f"[{one.upstream}{': ' + one.track if one.track else ''}]")
    if one.worktree:
        said.append(f"(in {one.worktree})")
    return " ".join([*said, one.subject])


def _info(reply: Reply) -> list[str]:
    """Return the lines that only ``info`` has."""
    lines = [f"top: {reply.root}"]
    for tree in reply.worktrees if len(reply.worktrees) > 1 else []:
        at = "bare" if tree.bare else tree.branch or f"detached at {tree.commit}"
        notes = [note for note in (tree.locked and "locked", tree.prunable) if note]
        lines.append(f"work tree: {tree.path} ({', '.join([at, *notes])})")
    return lines + [f"submodule: {path}" for path in reply.submodules]
