"""Errors about which session, and what state it is in."""

from __future__ import annotations

from . import NOT_FOUND, TIMED_OUT, WRONG_STATE, Broken, Refused


class NoSession(Refused):
    """Nothing is being debugged here."""

    code = "no-session"
    exit_status = NOT_FOUND
    message = "nothing is being debugged in {folder}"
    hint = "daebug start ./prog"


class NoSuchSession(Refused):
    """A name that no session has."""

    code = "no-such-session"
    exit_status = NOT_FOUND
    message = "there is no session {session}; there are: {sessions}"
    hint = "daebug sessions"


class WhichSession(Refused):
    """Several sessions fit, and none was named."""

    code = "which-session"
    exit_status = WRONG_STATE
    message = "several sessions are live here: {sessions}"
    hint = "daebug use {first}"


class SessionTaken(Refused):
    """A live session has that name already."""

    code = "session-taken"
    exit_status = WRONG_STATE
    message = "session {session} is already {state}"
    hint = "daebug stop --session {session}"


class NotStopped(Refused):
    """The program runs, and this needs it stopped."""

    code = "not-stopped"
    exit_status = WRONG_STATE
    message = "can't {what} while the program of session {session} is running"
    hint = "daebug await --session {session}"


class NotRunning(Refused):
    """The program is stopped or over, and this needs it running."""

    code = "not-running"
    exit_status = WRONG_STATE
    message = "can't {what}: the program of session {session} is {state}"
    hint = "daebug status"


class HasExited(Refused):
    """The program is over."""

    code = "has-exited"
    exit_status = WRONG_STATE
    message = "can't {what}: the program of session {session} has ended ({how})"
    hint = "daebug restart --session {session}"


class SessionLost(Broken):
    """The adapter or the bridge died under a session."""

    code = "session-lost"
    exit_status = WRONG_STATE
    message = "session {session} was lost: {why}"
    hint = "daebug restart --session {session}"


class NoSuchThread(Refused):
    """A thread id that the program does not have."""

    code = "no-such-thread"
    exit_status = NOT_FOUND
    message = "there is no thread {thread}; there are: {threads}"
    hint = "daebug threads"


class NoSuchFrame(Refused):
    """A frame number past the end of the stack."""

    code = "no-such-frame"
    exit_status = NOT_FOUND
    message = "there is no frame {frame}; the stack has {frames}"
    hint = "daebug backtrace"


class StartTimedOut(Broken):
    """A session did not come up in time."""

    code = "start-timed-out"
    exit_status = TIMED_OUT
    message = "{program} did not come up under {adapter} within {waited_s:g} s (at step {step})"
    hint = "daebug logs --process bridge --tail 30"
