"""Errors of the command line and of the settings."""

from __future__ import annotations

from . import NOT_FOUND, USAGE, Refused


class BadUsage(Refused):
    """The command line can't be read."""

    code = "bad-usage"
    exit_status = USAGE
    message = "{why}"
    hint = "{command} --help"


class NoSuchVerb(Refused):
    """A verb that nobody has."""

    code = "no-such-verb"
    exit_status = USAGE
    message = "there is no command {verb}{near}"
    hint = "daebug --help"


class NoSuchSetting(Refused):
    """A key that is in no section of the settings."""

    code = "no-such-setting"
    exit_status = USAGE
    message = "{where} has an unknown key {key}{near}"
    hint = "daebug config unset {key}"


class BadSetting(Refused):
    """A value of the wrong type or out of range."""

    code = "bad-setting"
    exit_status = USAGE
    message = "{where}: {key} can't be {value}: {why}"
    hint = "daebug config unset {key}"


class BadSettingsFile(Refused):
    """The settings file is no TOML."""

    code = "bad-settings-file"
    exit_status = USAGE
    message = "{path} can't be read: {why}"
    hint = "vi {path}"


class NoSuchFile(Refused):
    """A file the caller named is not there."""

    code = "no-such-file"
    exit_status = NOT_FOUND
    message = "{path} does not exist{near}"
    hint = "ls {folder}"


class NoSuchRef(Refused):
    """A value reference that this stop does not have."""

    code = "no-such-ref"
    exit_status = NOT_FOUND
    message = "{ref} is not known in this stop; references end when the program runs on"
    hint = "daebug locals"


class ReadOnly(Refused):
    """A change, by a client that may only look."""

    code = "read-only"
    exit_status = USAGE
    message = "{request} is not for you: session {session} is shared to look only"
    hint = "daebug share --write --session {session}"


class CantShare(Refused):
    """A port that somebody else listens on."""

    code = "cant-share"
    exit_status = USAGE
    message = "nobody can listen on port {port}: {why}"
    hint = "daebug share --port 0"


class BadScenario(Refused):
    """A scenario file that can't be run as it is."""

    code = "bad-scenario"
    exit_status = USAGE
    message = "{path} is no scenario: {why}"
    hint = "daebug test-scenario --help"


class NoSuchConfiguration(Refused):
    """A configuration that launch.json has not."""

    code = "no-such-configuration"
    exit_status = NOT_FOUND
    message = "there is no configuration '{name}' in {path}{near}; there are: {names}"
    hint = "daebug start --help"


class BadLaunchJson(Refused):
    """A launch.json that can't be used as it is."""

    code = "bad-launch-json"
    exit_status = USAGE
    message = "{path} can't be used: {why}"
    hint = "daebug start ./prog"
