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


class NeedsKey(Refused):
    """A folder that other machines could reach, without a key that keeps strangers out."""

    code = "needs-key"
    exit_status = USAGE
    message = (
        "can't serve {root} on {host}: other machines reach it there, so it needs an API key "
        "(pages.key) which who comes from them must show"
    )
    hint = "daebug config set pages.key $(openssl rand -hex 24)"


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


class NoSuchJob(Refused):
    """A job that is not known, or not any more."""

    code = "no-such-job"
    exit_status = NOT_FOUND
    message = "there is no job {job} in {root}, or it was over long ago"
    hint = "daebug realms"


class TooManyRequests(Refused):
    """Requests that were appended and not yet found in their transcripts."""

    code = "too-many-requests"
    exit_status = WRONG_STATE
    message = "{number} requests wait to be run already"
    hint = "daebug realms"


class RealmGone(Refused):
    """The page was closed, reloaded or navigated before it had the job."""

    code = "realm-gone"
    exit_status = WRONG_STATE
    message = "{realm} is not the page it was: {why}"
    hint = "daebug realms"


class PageHangs(Broken):
    """A page or worker whose own code does not let it do anything else."""

    code = "page-hangs"
    exit_status = TIMED_OUT
    message = (
        "{realm} did not react within {waited_s:g} s: its code is in an endless loop, "
        "or its tab is frozen; {advice}"
    )
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


class NoTests(Refused):
    """No file of the folder is a test file by the patterns."""

    code = "no-tests"
    exit_status = NOT_FOUND
    message = "no test file in {root}: looked for {patterns}, without {excluded}"
    hint = "daebug help test"


class NoBrowser(Refused):
    """There is no page to run tests in, and nothing to open one with."""

    code = "no-browser"
    exit_status = NOT_FOUND
    message = (
        "no page of {root} is open, and there is no browser to open one (looked for {names}); "
        "install one (apt-get install chromium), name one (--browser PATH, $CHROME_PATH, "
        "the setting pages.browser), or serve the folder and open its address by hand"
    )
    hint = "daebug start --root {root}"


class BrowserFailed(Broken):
    """A browser that was started for tests did not come up, or opened no page."""

    code = "browser-failed"
    exit_status = UNREACHABLE
    message = "{browser} can't be used: {why}"
    hint = "{browser} --version"
