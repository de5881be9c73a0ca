"""Errors about debug adapters."""

from __future__ import annotations

from . import ADAPTER, FAILED, NOT_FOUND, TIMED_OUT, USAGE, Broken, Refused


class NoSuchAdapter(Refused):
    """A name that no adapter has."""

    code = "no-such-adapter"
    exit_status = USAGE
    message = "there is no adapter {adapter}; there are: {adapters}"
    hint = "daebug adapters"


class AdapterMissing(Refused):
    """The adapter is not installed, or not found."""

    code = "adapter-missing"
    exit_status = NOT_FOUND
    message = "{adapter} was not found; looked in: {looked}"
    hint = "{install}"


class AdapterDied(Broken):
    """The adapter's process ended under us."""

    code = "adapter-died"
    exit_status = ADAPTER
    message = "{adapter} died while session {session} was in use ({how})"
    hint = "daebug restart --session {session}"


class AdapterSilent(Broken):
    """The adapter did not answer a request in time."""

    code = "adapter-silent"
    exit_status = TIMED_OUT
    message = "{adapter} did not answer {request} within {waited_s:g} s"
    hint = "daebug stop --session {session}"


class AdapterRefused(Broken):
    """The adapter answered a request with a failure."""

    code = "adapter-refused"
    exit_status = ADAPTER
    message = "{adapter} refused {request}: {why}"
    hint = "daebug logs --process bridge --tail 30"


class AdapterGarbage(Broken):
    """Bytes from the adapter that are no DAP message."""

    code = "adapter-garbage"
    exit_status = ADAPTER
    message = "{adapter} sent what is no DAP message: {why}"
    hint = "daebug logs --process bridge --tail 30"


class NotSupported(Refused):
    """The adapter lacks a capability; the request was not sent."""

    code = "not-supported"
    exit_status = ADAPTER
    message = "{adapter} can't do {request} (it does not announce {capability})"
    hint = "{instead}"


class SetupFailed(Broken):
    """An adapter could not be installed; nothing of it is left."""

    code = "setup-failed"
    exit_status = FAILED
    message = "{adapter} was not installed: {why}; the command was: {command}"
    hint = "{fix}"


class NotSetUp(Refused):
    """An adapter that setup did not install, and so does not remove."""

    code = "not-set-up"
    exit_status = NOT_FOUND
    message = "daebug setup did not install {adapter}; it installed: {installed}"
    hint = "daebug adapters"
