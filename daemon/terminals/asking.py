"""What commands ask of the terminals' role, through the keyhole."""

from __future__ import annotations

from typing import TypeVar

from ...protocol.errors.daemon import NoAnswer, ProcessDown
from ...protocol.errors.terminals import NoSuchTerminal
from ...protocol.orders import Answer, Order
from ...protocol.terminals import (
    CloseTerminal,
    ListTerminals,
    ReadTerminal,
    ResizeTerminal,
    ServeTerminalPages,
    StartTerminal,
    Terminal,
    TerminalClosed,
    TerminalPagesServed,
    TerminalRead,
    TerminalsListed,
    TerminalTold,
    WriteTerminal,
)
from ..keyhole import Keyhole

ROLE = "terminals"

#: Seconds for an order that waits for nothing, and what the bus may take beside a wait.
ORDER_S = 5.0

#: Seconds for the gateway to import its server and listen.
PAGE_S = 10.0

Wanted = TypeVar("Wanted")


async def start(
    hub: Keyhole,
    command: list[str],
    *,
    env: dict[str, str] | None = None,
    size: tuple[int, int] = (80, 24),
    title: str = "",
    tty: bool = True,
    lossless: bool = False,
    cwd: str = "",
) -> Terminal:
    """Start ``command`` in a new terminal, as the caller.

    Raises:
        TooManyTerminals, CantStartTerminal: it does not run.
    """
    await hub.ensure(ROLE)
    settings = hub.config.terminals
    order = StartTerminal(
        command=command,
        cwd=cwd or hub.caller.cwd,
        env=hub.caller.env if env is None else env,
        cols=size[0],
        rows=size[1],
        title=title,
        tty=tty,
        lossless=lossless,
        buffer_bytes=settings.buffer_bytes,
        keep_s=settings.keep_s,
        most=settings.most,
    )
    return (await _asked(hub, order, TerminalTold)).terminal


async def every(hub: Keyhole) -> list[Terminal]:
    """Return all terminals, oldest first; nothing is started for it."""
    if not _there(hub):
        return []
    return (await _asked(hub, ListTerminals(), TerminalsListed)).terminals


async def write(hub: Keyhole, name: str, data: bytes) -> Terminal:
    """Type ``data``; return the terminal as of before.

    Raises:
        NoSuchTerminal, TerminalExited, TerminalFull: nobody reads it.
    """
    order = WriteTerminal(terminal=name, data=data)
    return (await _asked(hub, order, TerminalTold, name)).terminal


async def read(
    hub: Keyhole,
    name: str,
    *,
    limit: int,
    since: int = -1,
    wait_s: float = 0.0,
    until: str = "",
    reader: str = "",
    ended: bool = False,
) -> TerminalRead:
    """Return output; see ``ReadTerminal``.

    Raises:
        NoSuchTerminal: it is not there.
        BadPattern: ``until`` is no regular expression.
    """
    order = ReadTerminal(
        terminal=name,
        since=since,
        limit=limit,
        wait_s=wait_s,
        until=until,
        reader=reader,
        ended=ended,
    )
    return await _asked(hub, order, TerminalRead, name, wait_s)


async def resize(
    hub: Keyhole, name: str, size: tuple[int, int] = (0, 0), title: str | None = None
) -> Terminal:
    """Change size (0 = as it is) and title.

    Raises:
        NoSuchTerminal: it is not there.
    """
    order = ResizeTerminal(terminal=name, cols=size[0], rows=size[1], title=title)
    return (await _asked(hub, order, TerminalTold, name)).terminal


async def close(
    hub: Keyhole, name: str, *, keep: bool = False, grace_s: float = 0.2
) -> TerminalClosed:
    """End a terminal and all that it started.

    Raises:
        NoSuchTerminal: it is not there.
    """
    order = CloseTerminal(terminal=name, keep=keep, grace_s=grace_s)
    return await _asked(hub, order, TerminalClosed, name, grace_s + ORDER_S)


async def page(hub: Keyhole, name: str) -> str:
    """Return the address at which a browser shows the terminal.

    Raises:
        NoSuchTerminal: it is not there.
    """
    one = await resize(hub, name)
    await hub.ensure("gateway")
    served = await hub.order("gateway", ServeTerminalPages(), PAGE_S)
    if not isinstance(served, TerminalPagesServed):
        raise NoAnswer(role="gateway", waited_s=PAGE_S)
    return f"{served.url}{one.id}#{served.key}"


def _there(hub: Keyhole) -> bool:
    """Whether the role runs; without it there is no terminal."""
    return ROLE in hub.state.roles and hub.state.roles[ROLE].state == "up"


async def _asked(
    hub: Keyhole, order: Order, kind: type[Wanted], name: str = "", wait_s: float = 0.0
) -> Wanted:
    """Return the answer of the role."""
    if name and not _there(hub):
        raise NoSuchTerminal(terminal=name, terminals="none")
    try:
        answer: Answer = await hub.order(ROLE, order, wait_s + ORDER_S)
    except ProcessDown:
        if name:
            raise NoSuchTerminal(terminal=name, terminals="none") from None
        raise
    if not isinstance(answer, kind):
        raise NoAnswer(role=ROLE, waited_s=wait_s)
    return answer
