"""Options that several commands share, and the request fields they fill."""

from __future__ import annotations

import click
import msgspec

from ..protocol.errors.usage import BadUsage
from .keyhole import Keyhole


def _not_negative(_: click.Context, __: click.Parameter, seconds: float | None) -> float | None:
    """Return ``seconds``; a wait of less than nothing is a slip."""
    if seconds is not None and seconds < 0:
        raise click.BadParameter("seconds are 0 or more")
    return seconds


TIMEOUT = click.Option(
    ["--timeout", "-t"],
    type=float,
    callback=_not_negative,
    metavar="S",
    help="Longest wait for the stop, in seconds (default: answers.timeout_s, 30).",
)
NO_WAIT = click.Option(["--no-wait"], is_flag=True, help="Answer at once; see daebug await.")
FRAME = click.Option(
    ["--frame", "-f"],
    type=str,
    metavar="N",
    help="Frame number or @fN (default: the selected one).",
)
THREAD = click.Option(["--thread"], type=int, metavar="N", help="Of another thread.")
ALL = click.Option(["--all", "-a"], is_flag=True, help="Show all, however long.")

BASE = [
    click.Option(["--hex", "base"], flag_value="hex", help="Integers in hex."),
    click.Option(["--bin", "base"], flag_value="bin", help="Integers in binary."),
    click.Option(["--dec", "base"], flag_value="dec", help="Integers in decimal."),
]
REVEAL = click.Option(["--reveal"], is_flag=True, help="Show passwords and tokens, too.")
COUNT = click.Option(
    ["--count", "-n"], type=click.IntRange(1, 10_000), default=1, metavar="N", help="Steps (1)."
)

#: Of the commands that bring up a Python program.
PYTHON = (
    click.Option(
        ["--just-my-code/--no-just-my-code"],
        default=True,
        help="Python: stop and step in its own code only (default).",
    ),
    click.Option(
        ["--subprocesses/--no-subprocesses"],
        default=True,
        help="Python: debug the processes it starts (default).",
    ),
)

#: Of every command that lets the program run.
WAITING = (TIMEOUT, NO_WAIT)

#: Of those that can let one thread run while the others wait.
RUNNING = (
    click.Option(["--thread"], type=int, metavar="N", help="Run this thread alone."),
    *WAITING,
)


class Waiting(msgspec.Struct, kw_only=True):
    """The fields of ``WAITING``."""

    #: Seconds; None = the setting ``answers.timeout_s``.
    timeout: float | None = None
    no_wait: bool = False

    def wait_s(self, hub: Keyhole) -> float:
        """Return the seconds to wait for the stop."""
        if self.no_wait:
            return 0.0
        return hub.config.answers.timeout_s if self.timeout is None else max(0.0, self.timeout)


class Running(Waiting, kw_only=True):
    """The fields of ``RUNNING``."""

    #: The only thread that runs; None = all do.
    thread: int | None = None


class Counted(Running, kw_only=True):
    """The fields of ``COUNT`` and ``RUNNING``."""

    count: int = 1


def frame_number(text: str | None) -> int | None:
    """Return the number in ``2`` or ``@f2``; ``None`` for none.

    Raises:
        BadUsage: it is no number.
    """
    if text is None:
        return None
    if not text.removeprefix("@f").isdigit():
        raise BadUsage(why=f"{text} is no frame; give a number or @fN", command="daebug frame")
    return int(text.removeprefix("@f"))
