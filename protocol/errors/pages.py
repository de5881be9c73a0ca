"""Errors about served folders and the pages in them."""

from __future__ import annotations

from . import (
    INTERRUPTED,
    NOT_FOUND,
    TIMED_OUT,
    UNREACHABLE,
    USAGE,
    WRONG_STATE,
    Broken,
    Refused,
)


class NoSuchRoot(Refused):
    """A folder that is not served."""

    code = "no-such-root"
    exit_status = NOT_FOUND
    message = "{root} is not served; there are: {roots}"
    hint = "daebug status"


class CantServe(Refused):
    """A folder that can't be served, or not in that way."""

    code = "cant-serve"
    exit_status = USAGE
    message = "can't serve {root}: {why}"
    hint = "ls -ld {root}"


class PortTaken(Broken):
    """No port to be had."""

    code = "port-taken"
    exit_status = UNREACHABLE
    message = "none of the ports {ports} on {host} is free for {root}: {why}"
    hint = "ss -ltnp"


class NoSuchRealm(Refused):
    """A page or worker that is not there."""

    code = "no-such-realm"
    exit_status = NOT_FOUND
    message = "there is no live realm {realm} in {root}; live: {realms}"
    hint = "daebug realms"


class RealmGone(Refused):
    """The page was closed, reloaded or navigated before it had the job."""

    code = "realm-gone"
    exit_status = WRONG_STATE
    message = "{realm} is not the page it was: {why}"
    hint = "daebug realms"


class NoRoot(Refused):
    """Nothing is served here."""

    code = "no-root"
    exit_status = NOT_FOUND
    message = "no folder is served that holds {folder}; served: {roots}"
    hint = "daebug start"


class RealmLives(Refused):
    """A page that is there can't be forgotten."""

    code = "realm-lives"
    exit_status = WRONG_STATE
    message = "{realm} is {state}; only a realm that is gone can be forgotten"
    hint = "daebug realms"


class JobTimedOut(Broken):
    """The page did not answer in time; the code may go on."""

    code = "job-timed-out"
    exit_status = TIMED_OUT
    message = "{realm} did not finish job {job} within {waited_s:g} s; its code may still run"
    hint = "daebug reload {realm}"


class JobInterrupted(Broken):
    """The page was closed or loaded anew while it ran the job."""

    code = "job-interrupted"
    exit_status = WRONG_STATE
    message = "job {job} of {realm} was interrupted: {why}"
    hint = "daebug realms"


class JobCancelled(Refused):
    """Somebody gave the job up."""

    code = "job-cancelled"
    exit_status = INTERRUPTED
    message = "job {job} of {realm} was cancelled: {why}"
    hint = "daebug realms"


class RequestWithdrawn(Refused):
    """A request of a transcript that was edited away."""

    code = "request-withdrawn"
    exit_status = WRONG_STATE
    message = "the request is not in transcript {transcript} any more"
    hint = "daebug realms"
