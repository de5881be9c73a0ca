"""The settings: every key with its default, unit and reason, in one place.

A section is a class, a key is a field; ``config.example.toml`` and
``daebug config`` are written from here and a test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from .errors.usage import BadSetting, NoSuchSetting


def _why(text: str, unit: str = "", **limits: Any) -> Meta:
    """Return a field's reason, unit and limits as msgspec keeps them."""
    return Meta(description=text, extra={"unit": unit}, **limits)


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the settings file."""


class Daemon(Section, frozen=True, kw_only=True):
    """The processes."""

    idle_exit_s: Annotated[
        float, _why("Exit after this long with no session; 0 = never.", "seconds", ge=0)
    ] = 1800.0
    prestart: Annotated[
        list[str],
        _why("Roles to start at once, not on need: bridge, watcher, gateway, terminals."),
    ] = []


class Log(Section, frozen=True, kw_only=True):
    """The log files."""

    level: Annotated[
        str,
        _why(
            "What is written: debug, info, warning, error.", pattern="^(debug|info|warning|error)$"
        ),
    ] = "info"
    format: Annotated[
        str, _why("text for people, json for one JSON object a line.", pattern="^(text|json)$")
    ] = "text"
    file_bytes: Annotated[
        int, _why("A log file is rotated at this size; two are kept.", "bytes", ge=10_000)
    ] = 5_000_000


class Adapters(Section, frozen=True, kw_only=True):
    """The debug adapters."""

    lldb_dap: Annotated[
        str, _why("Path of lldb-dap; empty = PATH, known places, our own environment.")
    ] = ""
    debugpy: Annotated[
        str, _why("Python whose debugpy serves as adapter; empty = the one Daebug runs on.")
    ] = ""
    spare: Annotated[
        bool, _why("Keep one started adapter ready, so that the next start need not wait for it.")
    ] = True
    spare_s: Annotated[
        float, _why("A spare adapter that nobody took ends after this long.", "seconds", ge=1)
    ] = 600.0
    start_s: Annotated[
        float, _why("Longest wait for a program to come up under its adapter.", "seconds", gt=0)
    ] = 30.0
    request_s: Annotated[
        float, _why("Longest wait for the answer of an adapter.", "seconds", gt=0)
    ] = 15.0


class Answers(Section, frozen=True, kw_only=True):
    """What an answer shows."""

    timeout_s: Annotated[
        float, _why("How long a run command waits for the stop.", "seconds", ge=0)
    ] = 30.0
    source_lines: Annotated[
        int, _why("Lines of source before and after the current one.", "lines", ge=0, le=50)
    ] = 3
    frames: Annotated[int, _why("Frames of the stack in a stop.", "frames", ge=1, le=200)] = 5
    variables: Annotated[int, _why("Variables in a stop.", "variables", ge=1, le=1000)] = 30
    children: Annotated[
        int, _why("Elements of one struct or array in a stop.", "elements", ge=1, le=1000)
    ] = 10
    value_chars: Annotated[
        int, _why("Characters of one value.", "characters", ge=10, le=100_000)
    ] = 200
    output_lines: Annotated[
        int, _why("Lines of the program's output in a stop.", "lines", ge=1, le=10_000)
    ] = 20


class Output(Section, frozen=True, kw_only=True):
    """The output of debuggees."""

    keep_bytes: Annotated[
        int,
        _why("Output kept of one session; older output is dropped and told.", "bytes", ge=65536),
    ] = 268_435_456


class Pages(Section, frozen=True, kw_only=True):
    """Served folders and the pages in them."""

    job_s: Annotated[
        float, _why("How long a page may run a job before it is told timed out.", "seconds", gt=0)
    ] = 60.0
    port: Annotated[
        int,
        _why(
            "Where to serve; 0 = one that follows from the folder's name.",
            "TCP port",
            ge=0,
            le=65535,
        ),
    ] = 0
    host: Annotated[str, _why("The address to serve on; any other than loopback needs a key.")] = (
        "127.0.0.1"
    )
    key: Annotated[str, _why("What callers from other machines must show; empty = none.")] = ""
    origins: Annotated[
        list[str], _why("Origins of other servers whose pages may join: http://localhost:5173.")
    ] = []
    keep_events: Annotated[int, _why("Background events kept of one realm.", "events", ge=100)] = (
        20_000
    )
    keep_event_bytes: Annotated[
        int, _why("Bytes of background events kept of one realm.", "bytes", ge=10_000)
    ] = 4_000_000
    gone_s: Annotated[
        float, _why("A realm that is gone is dropped from the lists after this.", "seconds", ge=0)
    ] = 60.0


class Workspace(Section, frozen=True, kw_only=True):
    """The tools for files: edit, patch, read, write, unpack and the like."""

    allow_outside: Annotated[
        list[str], _why("Folders beside the caller's project that may be read and written.")
    ] = []
    edit_bytes: Annotated[
        int, _why("A larger file is not edited, patched or written.", "bytes", ge=1024)
    ] = 20_000_000
    unpack_bytes: Annotated[int, _why("Most that one archive may unpack to.", "bytes", ge=1024)] = (
        1_000_000_000
    )
    lock_s: Annotated[
        float, _why("Longest wait for a file that another agent is changing.", "seconds", gt=0)
    ] = 10.0


class Terminals(Section, frozen=True, kw_only=True):
    """Terminals and shell runs."""

    buffer_bytes: Annotated[
        int, _why("Output kept of one terminal; older output is dropped.", "bytes", ge=65536)
    ] = 2_097_152
    most: Annotated[int, _why("Terminals that may run at a time.", "terminals", ge=1)] = 64
    keep_s: Annotated[
        float,
        _why("One that ended is forgotten when nobody read it for so long.", "seconds", ge=0),
    ] = 1800.0
    run_s: Annotated[
        float, _why("Longest run of a shell command without --timeout.", "seconds", gt=0)
    ] = 120.0


class Config(Section, frozen=True, kw_only=True):
    """All settings."""

    daemon: Daemon = Daemon()
    log: Log = Log()
    adapters: Adapters = Adapters()
    answers: Answers = Answers()
    output: Output = Output()
    pages: Pages = Pages()
    workspace: Workspace = Workspace()
    terminals: Terminals = Terminals()


class Setting(msgspec.Struct, frozen=True):
    """One key as ``daebug config`` shows it."""

    key: str
    default: Any
    unit: str
    why: str


def settings() -> Iterator[Setting]:
    """Yield every key (``section.name``), in the order of the example file."""
    for section in msgspec.structs.fields(Config):
        for field in msgspec.structs.fields(section.type):
            meta = next(m for m in field.type.__metadata__ if isinstance(m, Meta))
            default = (
                field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
            )
            yield Setting(
                f"{section.name}.{field.name}",
                default,
                (meta.extra or {}).get("unit", ""),
                meta.description or "",
            )


def read(tables: dict[str, Any], where: str) -> Config:
    """Return the settings in ``tables`` (parsed TOML); what is absent is the default.

    Raises:
        NoSuchSetting: a section or key that is in no class above, with the nearest one.
        BadSetting: a value of the wrong type or out of its limits.
    """
    known = {setting.key for setting in settings()}
    sections = {key.partition(".")[0] for key in known}
    for section, table in tables.items():
        names = list(table) if isinstance(table, dict) else []
        keys = [f"{section}.{name}" for name in names]
        unknown = [key for key in keys if key not in known]
        if section not in sections and not keys:
            unknown = [section]
        if unknown:
            raise NoSuchSetting(
                where=where, key=unknown[0], near=near(unknown[0], known | sections)
            )
    try:
        return msgspec.convert(tables, Config)
    except msgspec.ValidationError as error:
        why, _, path = str(error).partition(" - at `$.")
        key = path.rstrip("`")
        raise BadSetting(where=where, key=key, value=value(tables, key), why=why) from error


def value(tables: Any, key: str) -> Any:
    """Return what ``tables`` (parsed TOML, or ``Config``) hold at ``section.name``."""
    for part in key.split("."):
        name = part.split("[")[0]
        tables = tables.get(name) if isinstance(tables, dict) else getattr(tables, name, None)
    return tables


def near(word: str, words: set[str] | list[str]) -> str:
    """Return `` (did you mean X?)`` for the word of ``words`` nearest to ``word``, or nothing."""
    import difflib  # 1 ms; only who made a mistake waits for it

    found = difflib.get_close_matches(word, sorted(words), n=1, cutoff=0.6)
    return f" (did you mean {found[0]}?)" if found else ""
