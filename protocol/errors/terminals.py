"""Errors of terminals and of shell commands."""

from __future__ import annotations

from . import FAILED, NOT_FOUND, USAGE, WRONG_STATE, Broken, Refused


class NoSuchTerminal(Refused):
    """A terminal that is not there."""

    code = "no-such-terminal"
    exit_status = NOT_FOUND
    message = "there is no terminal {terminal}; there are: {terminals}"
    hint = "daebug term list"


class TerminalExited(Refused):
    """Input for a program that has ended."""

    code = "terminal-exited"
    exit_status = WRONG_STATE
    message = "the program of terminal {terminal} has ended ({how})"
    hint = "daebug term read {terminal}"


class TerminalFull(Refused):
    """Input for a program that does not read."""

    code = "terminal-full"
    exit_status = WRONG_STATE
    message = (
        "{waiting_bytes} bytes wait for terminal {terminal} already and its program does not read"
    )
    hint = "daebug term read {terminal}"


class TooManyTerminals(Refused):
    """No room for one more."""

    code = "too-many-terminals"
    exit_status = WRONG_STATE
    message = "{most} terminals run already (terminals.most)"
    hint = "daebug term list"


class CantStartTerminal(Broken):
    """The program of a terminal could not be started."""

    code = "cant-start-terminal"
    exit_status = FAILED
    message = "can't run {program} in {cwd}: {why}"
    hint = "ls {cwd}"


class NotInteractive(Refused):
    """``attach`` without a terminal on both sides."""

    code = "not-interactive"
    exit_status = USAGE
    message = "daebug term attach needs a terminal as its standard input and output"
    hint = "daebug term read {terminal}"
