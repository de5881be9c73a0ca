"""The settings: every key with its default, unit and reason, in one place.

A section is a class, a key is a field; ``config.example.toml`` and
``daebug config`` are written from here and a test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from .errors.usage import BadSetting, NoSuchSetting
from .sections import Pages, Section, Terminals, Workspace, why


class Daemon(Section, frozen=True, kw_only=True):
    """The processes."""

    idle_exit_s: Annotated[
        float, why("Exit after this long with no session; 0 = never.", "seconds", ge=0)
    ] = 1800.0
    prestart: Annotated[
        list[str],
        why("Roles to start at once, not on need: bridge, watcher, gateway, terminals."),
    ] = []


class Log(Section, frozen=True, kw_only=True):
    """The log files."""

    level: Annotated[
        str,
        why(
            "What is written: debug, info, warning, error.", pattern="^(debug|info|warning|error)$"
        ),
    ] = "info"
    format: Annotated[
        str, why("text for people, json for one JSON object a line.", pattern="^(text|json)$")
    ] = "text"
    file_bytes: Annotated[
        int, why("A log file is rotated at this size; two are kept.", "bytes", ge=10_000)
    ] = 5_000_000


class Adapters(Section, frozen=True, kw_only=True):
    """The debug adapters."""

    lldb_dap: Annotated[
        str, why("Path of lldb-dap; empty = PATH, known places, our own environment.")
    ] = ""
    debugpy: Annotated[
        str, why("Python whose debugpy serves as adapter; empty = the one Daebug runs on.")
    ] = ""
    gdb: Annotated[str, why("Path of gdb (14 or newer); empty = the newest that is found.")] = ""
    delve: Annotated[
        str, why("Path of dlv, Delve's program; empty = the newest that is found.")
    ] = ""
    node: Annotated[
        str, why("Path of node for JavaScript; empty = the first on the program's PATH.")
    ] = ""
    cdt_gdb: Annotated[str, why("Path of cdtDebugAdapter; empty = PATH, what setup installed.")] = (
        ""
    )
    js_debug: Annotated[
        str, why("Path of vscode-js-debug's DAP server; empty = Mason's, what setup installed.")
    ] = ""
    codelldb: Annotated[
        str, why("Path of codelldb; empty = PATH, VS Code's extension, what setup installed.")
    ] = ""
    spare: Annotated[
        bool, why("Keep one started adapter ready, so that the next start need not wait for it.")
    ] = True
    spare_s: Annotated[
        float, why("A spare adapter that nobody took ends after this long.", "seconds", ge=1)
    ] = 600.0
    start_s: Annotated[
        float, why("Longest wait for a program to come up under its adapter.", "seconds", gt=0)
    ] = 30.0
    request_s: Annotated[
        float, why("Longest wait for the answer of an adapter.", "seconds", gt=0)
    ] = 15.0


class Described(Section, frozen=True, kw_only=True):
    """An adapter that is only described: a table ``[adapters.NAME]``.

    In ``command``, ``launch`` and ``attach`` these stand for values: ``${program}``,
    ``${args}``, ``${cwd}``, ``${env}``, ``${hold}`` (stop before the first line),
    ``${pid}``, ``${port}`` and ``${pipe}``.
    """

    #: Program and arguments.
    command: Annotated[list[str], Meta(min_length=1)]
    #: How it is reached: it speaks on its streams, listens on ``${port}``, dials ``${port}``,
    #: or listens on the socket file ``${pipe}``.
    transport: Literal["stdio", "tcp", "dials", "pipe"] = "stdio"
    languages: list[str] = []
    #: Files it debugs: ``.sh``.
    extensions: list[str] = []
    #: Arguments of DAP's ``launch`` and ``attach``; empty = it can't.
    launch: dict[str, Any] = {}
    attach: dict[str, Any] = {}
    #: DAP's context of ``evaluate`` for expressions.
    context: str = "watch"
    #: How an assignment is written, with ``{variable}`` and ``{value}``.
    assignment: str = ""
    #: DAP's context of ``evaluate`` for an assignment; empty = as for expressions.
    assignment_context: str = ""
    #: How a hit count is written, with ``{count}``.
    hits: str = "{count}"
    #: Exception filters that are on unless the caller chose.
    exceptions: list[str] = []
    #: How to get it.
    install: str = ""


class Answers(Section, frozen=True, kw_only=True):
    """What an answer shows."""

    timeout_s: Annotated[
        float, why("How long a run command waits for the stop.", "seconds", ge=0)
    ] = 30.0
    source_lines: Annotated[
        int, why("Lines of source before and after the current one.", "lines", ge=0, le=50)
    ] = 3
    frames: Annotated[int, why("Frames of the stack in a stop.", "frames", ge=1, le=200)] = 5
    variables: Annotated[int, why("Variables in a stop.", "variables", ge=1, le=1000)] = 30
    children: Annotated[
        int, why("Elements of one struct or array in a stop.", "elements", ge=1, le=1000)
    ] = 10
    value_chars: Annotated[
        int, why("Characters of one value.", "characters", ge=10, le=100_000)
    ] = 200
    output_lines: Annotated[
        int, why("Lines of the program's output in a stop.", "lines", ge=1, le=10_000)
    ] = 20


class Output(Section, frozen=True, kw_only=True):
    """The output of debuggees."""

    keep_bytes: Annotated[
        int,
        why("Output kept of one session; older output is dropped and told.", "bytes", ge=65536),
    ] = 268_435_456


class Config(Section, frozen=True, kw_only=True):
    """All settings."""

    #: The tables ``[adapters.NAME]``, by name; no section of its own in the file.
    described: dict[str, Described] = {}
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
        if section.name == "described":
            continue
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
    tables, described = _apart(tables)
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
        return msgspec.convert({**tables, "described": described}, Config)
    except msgspec.ValidationError as error:
        why, _, path = str(error).partition(" - at `$.")
        key = path.rstrip("`")
        if key.startswith("described"):
            # msgspec says only that it is one of the tables, and which key in it.
            raise BadSetting(
                where=where, key="adapters", value=sorted(described), why=why
            ) from error
        raise BadSetting(where=where, key=key, value=value(tables, key), why=why) from error


def _apart(tables: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return ``tables`` without the tables in ``[adapters]``, and those."""
    adapters = tables.get("adapters")
    if not isinstance(adapters, dict):
        return tables, {}
    described = {name: item for name, item in adapters.items() if isinstance(item, dict)}
    rest = {name: item for name, item in adapters.items() if name not in described}
    return {**tables, "adapters": rest}, described


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
