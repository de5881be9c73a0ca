"""Errors of the workspace tools: files that are read, edited, written and unpacked."""

from __future__ import annotations

from . import NOT_FOUND, TIMED_OUT, UNREACHABLE, USAGE, WRONG_STATE, Broken, Refused


class OutsideProject(Refused):
    """A path that leads out of the folders the caller may touch."""

    code = "outside-project"
    exit_status = USAGE
    message = "{path} is outside {roots}{real}"
    hint = "daebug {verb} {path} --allow-outside"


class LinkLeadsOut(Refused):
    """Writing through a link in the project to a place that is not in it."""

    code = "link-leads-out"
    exit_status = USAGE
    message = "{path} goes through a link out of the project, to {real}; nothing is written there"
    hint = "daebug {verb} --allow-outside {real}"


class CantRead(Broken):
    """The system refuses to let a file be read."""

    code = "cant-read"
    exit_status = UNREACHABLE
    message = "can't read {path}: {why}"
    hint = "ls -la {folder}"


class NotAFile(Refused):
    """A folder, a socket or the like where a file is wanted."""

    code = "not-a-file"
    exit_status = USAGE
    message = "{path} is {kind}, not a file"
    hint = "{look} {path}"


class NotAFolder(Refused):
    """A file where a folder is wanted."""

    code = "not-a-folder"
    exit_status = USAGE
    message = "{path} is not a folder"
    hint = "daebug read {path}"


class BinaryFile(Refused):
    """A file that is no text."""

    code = "binary-file"
    exit_status = USAGE
    message = "{path} is binary ({why})"
    hint = "xxd {path}"


class FileTooLarge(Refused):
    """A file, or what would be written into it, over the limit."""

    code = "file-too-large"
    exit_status = USAGE
    message = "{path} has {size_bytes} bytes, over workspace.edit_bytes ({limit_bytes})"
    hint = "daebug config set workspace.edit_bytes {size_bytes}"


class ReadOnlyFile(Refused):
    """A file whose mode forbids writing."""

    code = "read-only-file"
    exit_status = WRONG_STATE
    message = "{path} may not be written (mode {mode})"
    hint = "chmod u+w {path}"


class MayNotWrite(Broken):
    """A file, its folder or its disk that the system protects."""

    code = "may-not-write"
    exit_status = UNREACHABLE
    message = "{path} may not be written: {why}"
    hint = "ls -ld {folder} {path}"


class FileExists(Refused):
    """A file that would be made is there already."""

    code = "file-exists"
    exit_status = WRONG_STATE
    message = "{path} is there already{more}"
    hint = "daebug {verb} --help"


class NotRead(Refused):
    """A file would be replaced as a whole by an agent that has not read it."""

    code = "not-read"
    exit_status = WRONG_STATE
    message = "{path} is there already, and {agent} has not read it; nothing was written"
    hint = "daebug read {path}"


class FileChanged(Refused):
    """A file is not what the agent has read."""

    code = "file-changed"
    exit_status = WRONG_STATE
    message = "{path} was changed since {agent} read it; nothing was written"
    hint = "daebug read {path}"


class FileBusy(Refused):
    """A file that another program writes just now."""

    code = "file-busy"
    exit_status = WRONG_STATE
    message = "{path} is being written by another program; nothing was written"
    hint = "daebug read {path}"


class LockTimedOut(Refused):
    """Another agent holds a file for too long."""

    code = "lock-timed-out"
    exit_status = TIMED_OUT
    message = "waited {waited_s:g} s for {path}, which is held by {holder}"
    hint = "daebug locks"


class BlankText(Refused):
    """An edit whose old text is empty or nothing but blanks."""

    code = "blank-text"
    exit_status = USAGE
    message = "the old text is blank, so it says no place in {path}; nothing was written"
    hint = "daebug read {path}"


class SameText(Refused):
    """An edit that would change nothing."""

    code = "same-text"
    exit_status = USAGE
    message = "the new text is the old one, so {path} stays as it is"
    hint = "daebug read {path}"


class NoMatch(Refused):
    """The old text of an edit is nowhere in the file."""

    code = "no-match"
    exit_status = NOT_FOUND
    message = "the old text is not in {path}{which}; nothing was written{nearest}"
    hint = "daebug read {path} --offset {offset} --limit 20"


class SeveralMatches(Refused):
    """The old text of an edit is in the file more than once."""

    code = "several-matches"
    exit_status = USAGE
    message = (
        "the old text is in {path} {count} times{which}; "
        "nothing was written; give more lines around it, or --all:{places}"
    )
    hint = "daebug read {path} --offset {offset} --limit 20"


class CantEncode(Refused):
    """Text that can't be written in the encoding of its file."""

    code = "cant-encode"
    exit_status = USAGE
    message = "the new text can't be written to {path}, which is {encoding}: {why}"
    hint = "daebug read {path}"


class BadPatch(Refused):
    """A patch that can't be read."""

    code = "bad-patch"
    exit_status = USAGE
    message = "line {line} of the patch: {why}; nothing was written"
    hint = "daebug patch --help"


class PatchMismatch(Refused):
    """A hunk of a patch that does not fit its file."""

    code = "patch-mismatch"
    exit_status = NOT_FOUND
    message = "{path}: hunk {hunk} {why}; nothing was written{nearest}"
    hint = "daebug read {path} --offset {offset} --limit 20"


class UnsafeArchive(Refused):
    """An archive with an entry that would do harm."""

    code = "unsafe-archive"
    exit_status = USAGE
    message = "{path} was not unpacked: entry {entry} {why}"
    hint = "daebug unpack --help"


class BadArchive(Refused):
    """A file that is no archive, or a damaged one."""

    code = "bad-archive"
    exit_status = USAGE
    message = "{path} can't be unpacked: {why}"
    hint = "file {path}"
