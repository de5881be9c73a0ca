"""What the commands for files share: options, whose file it is, standard input."""

from __future__ import annotations

import click

from ...protocol.errors.workspace import FileTooLarge
from ..keyhole import Keyhole
from . import containment, kept
from .containment import Place

AGENT = click.Option(
    ["--agent"],
    default="",
    metavar="NAME",
    help="Who asks (default: DAEBUG_AGENT); files are watched for changes by it.",
)
ALLOW_OUTSIDE = click.Option(
    ["--allow-outside"], is_flag=True, help="Leave the project; see workspace.allow_outside."
)
EXPECT = click.Option(
    ["--expect"], default="", metavar="HASH", help="Only if the content is the one of this hash."
)
DRY_RUN = click.Option(["--dry-run"], is_flag=True, help="Say what would be done; write nothing.")


def place(
    hub: Keyhole, name: str, *, verb: str, allow_outside: bool, writing: bool = False
) -> Place:
    """Return where ``name`` leads.

    Raises:
        BadUsage, OutsideProject, LinkLeadsOut, CantRead: see ``containment.resolve``.
    """
    return containment.resolve(
        name, hub.caller, hub.config, verb=verb, allow_outside=allow_outside, writing=writing
    )


def agent(hub: Keyhole, named: str) -> str:
    """Return the name under which the caller's reads are kept; may be empty."""
    return kept.agent(named, hub.caller)


def holder(hub: Keyhole, named: str, verb: str) -> str:
    """Return how a lock names the caller."""
    return kept.holder(agent(hub, named), verb, hub.caller)


async def standard_input(hub: Keyhole) -> bytes:
    """Return all of the caller's standard input.

    Raises:
        FileTooLarge: it is over ``workspace.edit_bytes``.
    """
    limit = hub.config.workspace.edit_bytes
    pieces, size = [], 0
    while data := (await hub.stdin()).data:
        pieces.append(data)
        size += len(data)
        if size > limit:
            raise FileTooLarge(path="standard input", size_bytes=size, limit_bytes=limit)
    return b"".join(pieces)
