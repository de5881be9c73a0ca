"""The text of ``config.example.toml``, made from the settings; a test keeps the file in step."""

from __future__ import annotations

from typing import Any

from . import config

HEAD = """\
# Settings of Daebug, each with its default.  Copy what you change to config.toml in
# the folder that `daebug config` names.  Made from protocol/config.py.
"""


def text() -> str:
    """Return the file: a table a section, over each key its reason and unit."""
    lines = [HEAD]
    section = ""
    for setting in config.settings():
        table, _, key = setting.key.partition(".")
        if table != section:
            lines.append(f"[{table}]")
            section = table
        unit = f"  ({setting.unit})" if setting.unit else ""
        lines.append(f"# {setting.why}{unit}\n{key} = {_toml(setting.default)}\n")
    return "\n".join(lines)


def _toml(value: Any) -> str:
    """Return a default as TOML: the settings are flags, numbers, strings and lists of these."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case _:
            return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
