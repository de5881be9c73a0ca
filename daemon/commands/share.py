"""Let editors and other agents attach to this very session, over DAP.

Prints a port on 127.0.0.1 and a token: a DAP client connects to the port and
sends attach with {"token": ...}.  They see the same stops, breakpoints and
output; with --write they drive it too.  The session does not end with them.

Examples:
  daebug share
  daebug share --write --port 4711
  daebug share --stop
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.usage import CantShare
from .. import sessions
from ..keyhole import Caller, Keyhole
from ..look import Look
from ..sharing.server import Server

TOPIC = "session"

PARAMS = (
    click.Option(
        ["--port"], type=click.IntRange(0, 65535), default=0, metavar="N", help="0 = any free one."
    ),
    click.Option(["--write", "-w"], is_flag=True, help="Let them drive it."),
    click.Option(["--stop"], is_flag=True, help="Share it no more."),
)


class Request(msgspec.Struct, kw_only=True):
    """Where, and how much others may."""

    port: int = 0
    write: bool = False
    stop: bool = False


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How to attach."""

    session: str
    port: int = 0
    token: str = ""
    write: bool = False
    #: Clients that were let go, or are there.
    clients: int = 0


async def run(request: Request, hub: Keyhole) -> Reply:
    """Share it, anew if it was shared already.

    Raises:
        CantShare: somebody else has the port.
    """
    session = hub.session()
    shared = hub.state.shares.pop(session.name, None)
    clients = shared.clients if shared else 0
    if shared is not None:
        await shared.close()
    if request.stop:
        return Reply(session=session.name, clients=clients)
    sessions.need_live(session, "share")
    seen = hub.seen_by(Caller(cwd=session.folder, env={}), session.name)
    server = Server(seen, session, write=request.write)
    try:
        await server.open(request.port)
    except OSError as error:
        raise CantShare(port=request.port, why=error.strerror or str(error)) from error
    hub.state.shares[session.name] = server
    return Reply(session=session.name, port=server.port, token=server.token, write=request.write)


def render(reply: Reply, look: Look) -> str:
    """Return what a client needs."""
    if not reply.port:
        return f"{reply.session} is shared no more ({reply.clients} clients left)\n"
    may = "look and drive" if reply.write else "look"
    return (
        f"{reply.session} is shared at 127.0.0.1:{reply.port} (to {may})\n"
        f"token: {reply.token}\n"
        f'attach with: {{"request": "attach", "token": "{reply.token}"}}'
        f', in VS Code with "debugServer": {reply.port}\n'
    )
