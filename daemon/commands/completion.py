"""Print the completion script of a shell.

Examples:
  daebug completion bash > ~/.local/share/bash-completion/completions/daebug
  daebug completion zsh > ~/.zfunc/_daebug
  daebug completion fish > ~/.config/fish/completions/daebug.fish
"""

from __future__ import annotations

import click
import msgspec

from .. import completing
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "daemon"

PARAMS = (click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"])),)


class Request(msgspec.Struct, kw_only=True):
    """Which shell."""

    shell: str


class Reply(msgspec.Struct, kw_only=True):
    """The script."""

    script: str


async def run(request: Request, hub: Keyhole) -> Reply:
    """Write the script from the commands."""
    return Reply(script=completing.script(request.shell))


def render(reply: Reply, look: Look) -> str:
    """Return the script."""
    return reply.script
