"""Errors about the program to be debugged, its breakpoints and expressions."""

from __future__ import annotations

from . import (
    ADAPTER,
    FAILED,
    NOT_FOUND,
    UNREACHABLE,
    USAGE,
    WRONG_STATE,
    Broken,
    Refused,
)


class NoSuchProgram(Refused):
    """The program to start is not there."""

    code = "no-such-program"
    exit_status = NOT_FOUND
    message = "{path} does not exist{near}"
    hint = "ls {folder}"


class NotExecutable(Refused):
    """A file that the system won't run."""

    code = "not-executable"
    exit_status = USAGE
    message = "{path} can't be run: {why}"
    hint = "{fix}"


class BuildFailed(Refused):
    """A source file that does not build."""

    code = "build-failed"
    exit_status = FAILED
    message = "{source} can't be built: {why}"
    hint = "{command}"


class LaunchFailed(Broken):
    """The adapter could not start the program."""

    code = "launch-failed"
    exit_status = FAILED
    message = "{adapter} could not start {program}: {why}"
    hint = "daebug logs --process bridge --tail 30"


class AttachFailed(Broken):
    """The adapter could not attach to the process."""

    code = "attach-failed"
    exit_status = FAILED
    message = "{adapter} could not attach to process {pid}: {why}"
    hint = "{fix}"


class NoSuchProcess(Refused):
    """A pid that is gone."""

    code = "no-such-process"
    exit_status = NOT_FOUND
    message = "there is no process {pid}"
    hint = "ps -e"


class NotYourProcess(Refused):
    """A process that this user may not trace."""

    code = "not-your-process"
    exit_status = USAGE
    message = "process {pid} ({name}) belongs to user {owner}; this user may not trace it"
    hint = "sudo -u {owner} daebug attach {pid}"


class LineBeyondEnd(Refused):
    """A breakpoint past the last line."""

    code = "line-beyond-end"
    exit_status = NOT_FOUND
    message = "{path} has {lines} lines; there is no line {line}"
    hint = "daebug source {path}:{lines}"


class BadLocation(Refused):
    """A location that is neither file:line nor a function."""

    code = "bad-location"
    exit_status = USAGE
    message = "{location} is no location: {why}"
    hint = "daebug break --help"


class NoSuchBreakpoint(Refused):
    """A breakpoint number that is not set."""

    code = "no-such-breakpoint"
    exit_status = NOT_FOUND
    message = "there is no breakpoint {breakpoint}; there are: {breakpoints}"
    hint = "daebug breakpoint list"


class BadCondition(Refused):
    """A condition that can't be parsed."""

    code = "bad-condition"
    exit_status = USAGE
    message = "the condition {condition} does not parse: {why}"
    hint = "daebug break {location} --if 'n == 3'"


class CantEvaluate(Refused):
    """An expression the debuggee's language refuses."""

    code = "cant-evaluate"
    exit_status = FAILED
    message = "can't evaluate {expression}: {why}"
    hint = "{fix}"


class CantSet(Refused):
    """A variable that could not be changed."""

    code = "cant-set"
    exit_status = FAILED
    message = "can't set {variable} to {value}: {why}"
    hint = "daebug locals"


class NoSource(Refused):
    """No source text to show."""

    code = "no-source"
    exit_status = NOT_FOUND
    message = "no source for {what}{why}"
    hint = "daebug backtrace"


class NoInput(Refused):
    """The debuggee's standard input is not ours to write."""

    code = "no-input"
    exit_status = USAGE
    message = "can't write to the standard input of session {session}: {why}"
    hint = "daebug start {program}"


class NoAddress(Refused):
    """An expression whose value is nowhere in memory."""

    code = "no-address"
    exit_status = USAGE
    message = "{expression} is {value}: neither a pointer nor a place in memory"
    hint = "daebug memory '&{expression}'"


class NoMemory(Refused):
    """Memory that can't be read or written."""

    code = "no-memory"
    exit_status = NOT_FOUND
    message = "the memory at {address} can't be {done}: {why}"
    hint = "{fix}"


class PostMortem(Refused):
    """Something that only a living process can do."""

    code = "post-mortem"
    exit_status = WRONG_STATE
    message = "session {session} is a core file: there is no process that could {what}"
    hint = "daebug backtrace --session {session}"


class BadCoreFile(Broken):
    """A core file that the debugger can't open."""

    code = "bad-core-file"
    exit_status = FAILED
    message = "{adapter} can't open {core} as a core file of {program}: {why}"
    hint = "file {core}"


class CantConnect(Broken):
    """Nobody who speaks the debugger's protocol answers there."""

    code = "cant-connect"
    exit_status = UNREACHABLE
    message = "{adapter} can't connect to {address}: {why}"
    hint = "ss -ltn"


class NoSuchName(Refused):
    """A name that no process has, or more than one."""

    code = "no-such-name"
    exit_status = NOT_FOUND
    message = "no one process is meant by {name}: {why}"
    hint = "{fix}"


class NoSuchText(Refused):
    """No line, or more than one, holds a text."""

    code = "no-such-text"
    exit_status = NOT_FOUND
    message = "no one line of {path} is meant by '{text}': {why}"
    hint = "daebug source {path}:{line}"


class LineSays(Refused):
    """A line that does not say what was expected."""

    code = "line-says"
    exit_status = NOT_FOUND
    message = "line {line} of {path} does not say '{text}', but: {says}"
    hint = "daebug break {path} --text '{text}'"


class CantWatch(Refused):
    """Something that no data breakpoint can be set on."""

    code = "cant-watch"
    exit_status = ADAPTER
    message = "{expression} can't be watched: {why}"
    hint = "daebug break FILE:LINE --if '{expression} != 0'"


class NoSuchTarget(Refused):
    """A call that the current line does not make."""

    code = "no-such-target"
    exit_status = NOT_FOUND
    message = "this line calls nothing named {name}; it calls: {targets}"
    hint = "daebug step"


class CantGo(Refused):
    """A place that the program can't be put at."""

    code = "cant-go"
    exit_status = FAILED
    message = "can't go to {location}: {why}"
    hint = "daebug until {location}"


class NoSuchFilter(Refused):
    """An exception filter that the adapter has not."""

    code = "no-such-filter"
    exit_status = NOT_FOUND
    message = "{adapter} has no exception filter {filter}; it has: {filters}"
    hint = "daebug catch"
