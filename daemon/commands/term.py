r"""Run programs in terminals that stay when you leave: start, read, write, attach.

ACTION is start, list, read, write, resize, attach, page or close.  start takes
the command (default: your shell); the others take the terminal, t1.

read shows what is there, as text without escape sequences (--raw: as it came),
and ends with a cursor.  With --since CURSOR it goes on from there, with
--reader NAME from where that reader stopped: so several readers each get
everything once.  --until RE waits until the text matches, --exit until the program
ends, --timeout bounds both (10 s): the exit status is 6 if it came to nothing.
--timeout alone waits for any output.

write types TEXT and Enter (--raw: TEXT only; TEXT - is standard input), then the
keys of --key: enter, tab, escape, up, ctrl-c, alt-x, f1.

attach makes your terminal that one: every key goes to it, Ctrl-] leaves it
running.  page prints an address that shows it in a browser; its key gives whoever
has it the use of every terminal.  close ends the program and everything that it started.

Examples:
  daebug term start
  daebug term start --title build -- make -j4
  daebug term write t1 'ls -l'
  daebug term read t1 --until '\$ $' --timeout 5
  daebug term write t1 --key ctrl-c
  daebug term attach t1
  daebug term page t1
  daebug term close t1
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import click
import msgspec

from ...protocol import errors
from ...protocol.errors.terminals import NotInteractive
from ...protocol.errors.usage import BadUsage
from ...protocol.terminals import Terminal
from .. import existing
from ..keyhole import Keyhole
from ..look import Look
from ..terminals import asking, attaching, escapes, keys, lines

TOPIC = "workspace"
ALIASES = ("terminal",)
TAKES_DASHES = False

ACTIONS = ("start", "list", "read", "write", "resize", "attach", "page", "close")

#: Bytes of one answer.
MOST_BYTES = 50_000

#: Seconds that ``read --until`` waits.
WAIT_S = 10.0

PARAMS = (
    click.Argument(["action"], type=click.Choice(ACTIONS), default="list", required=False),
    click.Argument(["words"], nargs=-1),
    click.Option(["--title"], metavar="TEXT", help="start, resize: what it is called."),
    click.Option(["--cols"], type=click.IntRange(1, 9999), help="start, resize: columns."),
    click.Option(["--rows"], type=click.IntRange(1, 9999), help="start, resize: rows."),
    click.Option(["--cwd"], default="", metavar="DIR", help="start: the folder to run in."),
    click.Option(["--since"], type=int, metavar="CURSOR", help="read: what came after it."),
    click.Option(["--reader"], default="", metavar="NAME", help="read: go on where NAME stopped."),
    click.Option(["--until"], default="", metavar="RE", help="read: wait until the text matches."),
    click.Option(["--exit"], is_flag=True, help="read: wait until the program ends."),
    click.Option(["--timeout", "-t"], type=float, metavar="S", help="read: wait at most so long."),
    click.Option(["--limit"], type=click.IntRange(1, 1_000_000), help="read: bytes of the answer."),
    click.Option(["--raw"], is_flag=True, help="read: as it came. write: without Enter."),
    click.Option(["--key"], multiple=True, metavar="KEY", help="write: a key by its name."),
)


class Request(msgspec.Struct, kw_only=True):
    """What to do with which terminal."""

    action: str = "list"
    #: The command of ``start``; else the terminal, and the text of ``write``.
    words: list[str] = []
    title: str | None = None
    cols: int = 0
    rows: int = 0
    cwd: str = ""
    since: int = -1
    reader: str = ""
    until: str = ""
    exit: bool = False
    timeout: float | None = None
    limit: int = MOST_BYTES
    raw: bool = False
    key: list[str] = []


class Reply(msgspec.Struct, kw_only=True):
    """The terminals it is about, and for ``read`` their output."""

    action: str
    terminals: list[Terminal]
    text: str = ""
    #: Go on from here.
    cursor: int = 0
    #: Bytes before ``text`` that were asked for and are not in it.
    left_out_bytes: int = 0
    #: What ``--until`` matched; empty = nothing.
    matched: str = ""
    timed_out: bool = False
    #: Bytes that were typed.
    typed: int = 0
    #: Processes beside the program that ``close`` ended.
    ended: int = 0
    #: Where a browser shows it.
    url: str = ""
    #: Output for a terminal, as it came.
    attached: bool = False


async def stream(request: Request, hub: Keyhole) -> AsyncIterator[Reply]:
    """Do it; ``attach`` answers in pieces."""
    if request.action == "list":
        yield Reply(action="list", terminals=await asking.every(hub))
    elif request.action == "start":
        yield await _start(request, hub)
    elif request.action == "attach":
        name = _name(request)
        if not hub.caller.interactive:
            raise NotInteractive(terminal=name)
        async for piece in attaching.attached(hub, name):
            if isinstance(piece, bytes):
                text = piece.decode("utf-8", "surrogateescape")
                yield Reply(action="attach", terminals=[], text=text, attached=True)
            else:
                yield Reply(action="attach", terminals=[piece])
    else:
        yield await _one(request, hub, _name(request))


def _name(request: Request) -> str:
    """Return the terminal that is meant.

    Raises:
        BadUsage: there is none, or too many words.
    """
    most = 2 if request.action == "write" else 1
    if not 1 <= len(request.words) <= most:
        takes = "a terminal and TEXT" if most == 2 else "one terminal"
        raise BadUsage(why=f"{request.action} takes {takes}", command="daebug term")
    return request.words[0]


async def _start(request: Request, hub: Keyhole) -> Reply:
    """Start the program, by default the caller's shell as a login shell.

    Raises:
        NoSuchFile, NotAFolder: the folder is not there.
    """
    env = hub.caller.env
    shell = env.get("SHELL") or "/bin/sh"
    cwd = existing.folder(hub.caller.path(request.cwd or "."))
    made = await asking.start(
        hub,
        request.words or [shell, "-l"],
        size=(request.cols or 80, request.rows or 24),
        title=request.title or "",
        cwd=cwd,
    )
    return Reply(action="start", terminals=[made], cursor=made.cursor)


async def _one(request: Request, hub: Keyhole, name: str) -> Reply:
    """Read, write, resize or close one terminal."""
    if request.action == "read":
        return await _read(request, hub, name)
    if request.action == "write":
        return await _write(request, hub, name)
    if request.action == "resize":
        size = (request.cols, request.rows)
        if size == (0, 0) and request.title is None:
            raise BadUsage(why="give --cols, --rows or --title", command="daebug term")
        told = await asking.resize(hub, name, size, request.title)
        return Reply(action="resize", terminals=[told], cursor=told.cursor)
    if request.action == "page":
        url = await asking.page(hub, name)
        return Reply(action="page", terminals=[await asking.resize(hub, name)], url=url)
    closed = await asking.close(hub, name)
    return Reply(action="close", terminals=[closed.terminal], ended=closed.ended)


async def _read(request: Request, hub: Keyhole, name: str) -> Reply:
    wait_s = request.timeout
    if wait_s is None:
        wait_s = WAIT_S if request.until or request.exit else 0.0
    if wait_s < 0:
        raise BadUsage(why="--timeout is not under 0 seconds", command="daebug term")
    read = await asking.read(
        hub,
        name,
        limit=request.limit,
        since=request.since,
        wait_s=wait_s,
        until=request.until,
        reader=request.reader,
        ended=request.exit,
    )
    if (request.until and not read.matched) or read.timed_out:
        hub.end_with(errors.TIMED_OUT)
    text = read.data.decode("utf-8", "replace") if request.raw else escapes.plain(read.data)
    return Reply(
        action="read",
        terminals=[read.terminal],
        text=text,
        cursor=read.cursor,
        left_out_bytes=read.left_out_bytes,
        matched=read.matched,
        timed_out=read.timed_out,
    )


async def _write(request: Request, hub: Keyhole, name: str) -> Reply:
    """Type text and keys; the cursor is that of before, so that a read gets the response."""
    typed = b""
    for named in request.key:
        found = keys.key(named)
        if found is None:
            why = f"there is no key {named}; there are: {', '.join(keys.NAMED)}, ctrl-X, alt-X"
            raise BadUsage(why=why, command="daebug term")
        typed += found
    text = request.words[1] if len(request.words) == 2 else None
    if text is None and not typed:
        raise BadUsage(why="give TEXT, - or --key", command="daebug term")
    first: Terminal | None = None
    count = 0
    if text == "-":
        while data := (await hub.stdin()).data:
            told = await asking.write(hub, name, data)
            first, count = first or told, count + len(data)
    elif text is not None:
        ending = b"" if request.raw or request.key else b"\r"
        typed = text.encode("utf-8", "surrogateescape") + ending + typed
    if typed:
        told = await asking.write(hub, name, typed)
        first, count = first or told, count + len(typed)
    known = first or await asking.resize(hub, name)
    return Reply(action="write", terminals=[known], typed=count, cursor=known.cursor)


def render(reply: Reply, look: Look) -> str:
    """Return the output, or a line for each terminal."""
    if reply.attached:
        return reply.text
    if reply.action == "read":
        return _shown(reply, look)
    if reply.action == "list":
        return (
            "".join(map(lines.line, reply.terminals))
            or "no terminals; start one: daebug term start\n"
        )
    one = reply.terminals[0]
    match reply.action:
        case "write":
            next_step = f"daebug term read {one.id} --since {reply.cursor}"
            return f"{one.id}: typed {reply.typed} bytes; the response: {next_step}\n"
        case "page":
            return f"{reply.url}\n"
        case "close":
            more = f", and {reply.ended} more of its processes" if reply.ended else ""
            return f"{one.id}: closed ({lines.command(one)}){more}\n"
        case "attach" if one.state == "running":
            return f"\r\nleft {one.id}; it runs on: daebug term attach {one.id}\r\n"
        case "attach":
            return f"\r\n{one.id} ended {lines.how(one)}\r\n"
    return lines.line(one)


def _shown(reply: Reply, look: Look) -> str:
    """Return output and cursor."""
    one = reply.terminals[0]
    parts = []
    if reply.left_out_bytes:
        parts.append(f"({reply.left_out_bytes} earlier bytes left out)\n")
    parts.append(reply.text)
    if reply.text and not reply.text.endswith("\n"):
        parts.append("\n")
    if reply.timed_out:
        parts.append(look.paint("-- nothing more came in time\n", "dim"))
    state = f"ended {lines.how(one)}, " if one.state == "exited" else ""
    after = f"daebug term read {one.id} --since {reply.cursor}"
    more = f"{one.cursor - reply.cursor} bytes more" if one.cursor > reply.cursor else "go on"
    parts.append(look.paint(f"-- {state}cursor {reply.cursor}, {more}: {after}\n", "dim"))
    return "".join(parts)
