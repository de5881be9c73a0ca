"""A terminal as a line of text."""

from __future__ import annotations

from ...protocol.terminals import Terminal


def line(one: Terminal) -> str:
    """Return a terminal as a line."""
    state = "running" if one.state == "running" else f"ended {how(one)}"
    size = f"{one.cols}x{one.rows}" if one.tty else "pipe"
    command = " ".join(one.command)
    return f"{one.id}  {state}  pid {one.pid}  {size}  {one.title}  {command}  in {one.cwd}\n"


def how(one: Terminal) -> str:
    """Return how its program ended."""
    return f"by {one.signal}" if one.signal else f"with exit status {one.code}"
