"""A terminal as a line of text."""

from __future__ import annotations

from ...protocol import plain, quoting
from ...protocol.terminals import Terminal

#: Characters of a title, which the program chooses, that a line has.
TITLE_CHARS = 80


def line(one: Terminal) -> str:
    """Return a terminal as a line."""
    state = "running" if one.state == "running" else f"ended {how(one)}"
    size = f"{one.cols}x{one.rows}" if one.tty else "pipe"
    title = plain.one_line(one.title, TITLE_CHARS)
    return f"{one.id}  {state}  pid {one.pid}  {size}  {title}  {command(one)}  in {where(one)}\n"


def command(one: Terminal) -> str:
    """Return what runs in it, on one line."""
    return quoting.shown(" ".join(one.command))


def where(one: Terminal) -> str:
    """Return the folder it was started in, on one line."""
    return quoting.shown(one.cwd)


def how(one: Terminal) -> str:
    """Return how its program ended."""
    return f"by {one.signal}" if one.signal else f"with exit status {one.code}"
