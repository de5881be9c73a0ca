"""Errors of the daemon itself: its socket, its processes, its files."""

from __future__ import annotations

from . import BUG, TIMED_OUT, UNREACHABLE, USAGE, WRONG_STATE, Broken, Refused


class Unexpected(Broken):
    """A bug of ours; the log holds the traceback."""

    code = "unexpected"
    exit_status = BUG
    message = "something went wrong inside daebug: {what}"
    hint = "daebug logs --tail 50"


class FrameTooLarge(Broken):
    """A length prefix over the limit."""

    code = "frame-too-large"
    exit_status = USAGE
    message = "a message of {size_bytes} bytes is over the limit of {limit_bytes} bytes"
    hint = "daebug --help"


class BadMessage(Broken):
    """Bytes on a socket that are no message of ours."""

    code = "bad-message"
    exit_status = USAGE
    message = "that is no message this daemon understands: {why}"
    hint = "daebug version"


class WrongVersion(Refused):
    """Client and daemon are of different versions and sessions are live."""

    code = "wrong-version"
    exit_status = WRONG_STATE
    message = (
        "this command is version {client}, the running daemon is {daemon} "
        "and holds {sessions} session(s), so it was not restarted"
    )
    hint = "daebug stop --all"


class ProcessDown(Broken):
    """A role of the daemon died while it was needed."""

    code = "process-down"
    exit_status = UNREACHABLE
    message = "the {role} process of daebug died ({how}); it is being restarted"
    hint = "daebug status"


class ProcessAbsent(ProcessDown):
    """A role was not there to be asked: nothing was handed over."""

    code = "process-absent"
    exit_status = UNREACHABLE
    message = "the {role} process of daebug is not there ({how}); it is being started"
    hint = "daebug status"


class NoAnswer(Broken):
    """A role of the daemon kept silent past the deadline."""

    code = "no-answer"
    exit_status = TIMED_OUT
    message = "the {role} process did not answer within {waited_s:g} s"
    hint = "daebug status"


class NotAllowed(Refused):
    """The peer of a socket belongs to another user."""

    code = "not-allowed"
    exit_status = UNREACHABLE
    message = "this daemon serves user {owner} only; the caller is user {caller}"
    hint = "env -u DAEBUG_RUNTIME_DIR daebug status"


class Stopping(Refused):
    """The daemon is on its way out."""

    code = "stopping"
    exit_status = WRONG_STATE
    message = "the daemon is stopping"
    hint = "daebug status"


class UnsafePlace(Refused):
    """The runtime folder is not ours alone."""

    code = "unsafe-place"
    exit_status = UNREACHABLE
    message = "{path} must be a folder of user {owner} with mode 0700: {why}"
    hint = "export DAEBUG_RUNTIME_DIR=$(mktemp -d)"


class CantWrite(Broken):
    """A file of ours could not be written."""

    code = "cant-write"
    exit_status = UNREACHABLE
    message = "can't write {path}: {why}"
    hint = "df -h"


class NotStarted(Broken):
    """The daemon did not come up."""

    code = "not-started"
    exit_status = UNREACHABLE
    message = "the daemon of daebug did not start: {why}"
    hint = "daebug status"


class Unreachable(Broken):
    """A daemon lives, but its socket is gone."""

    code = "daemon-unreachable"
    exit_status = UNREACHABLE
    message = "process {pid} is the daemon of {folder}, but its socket there is gone"
    hint = "kill {pid}"
