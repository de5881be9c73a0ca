"""Show the settings in force and where each comes from, or set one.

Examples:
  daebug config
  daebug config get answers.timeout_s
  daebug config set answers.timeout_s 60
  daebug config unset answers.timeout_s
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import msgspec

from ...protocol import config, places
from ...protocol.errors.usage import BadUsage
from .. import settings
from ..keyhole import Keyhole
from ..look import Look

TOPIC = "daemon"

PARAMS = (
    click.Argument(
        ["action"],
        type=click.Choice(["show", "get", "set", "unset"]),
        default="show",
        required=False,
    ),
    click.Argument(["key"], required=False, default=""),
    click.Argument(["value"], required=False, default=None),
)


class Request(msgspec.Struct, kw_only=True):
    """What to do with which key."""

    action: str = "show"
    key: str = ""
    value: str | None = None


class Shown(msgspec.Struct, kw_only=True):
    """One setting."""

    key: str
    value: Any
    default: Any
    #: ``default``, or the file that says otherwise.
    origin: str
    unit: str
    why: str


class Reply(msgspec.Struct, kw_only=True):
    """The settings that were asked for."""

    file: str
    settings: list[Shown]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Show or change.

    Raises:
        BadUsage: there is no such key.
        NoSuchSetting, BadSetting, BadSettingsFile: the file is wrong, or would be; it is as it was.
        CantWrite: the file can't be written.
    """
    path = places.config_file(hub.env)
    known = {setting.key for setting in config.settings()}
    if request.action in ("get", "set") and request.key not in known:
        why = f"there is no setting {request.key or '(none)'}{config.near(request.key, known)}"
        raise BadUsage(why=why, command="daebug config")
    if request.action in ("set", "unset"):
        _change(request, path)
    return _reply(request, path)


def _change(request: Request, path: Path) -> None:
    """Write the file with one key changed, if the whole is right then."""
    tables = settings.tables(path)
    section, _, name = request.key.partition(".")
    table = tables.setdefault(section, {})
    if request.action == "unset":
        table.pop(name, None)
    elif request.value is None:
        raise BadUsage(why="config set takes a key and a value", command="daebug config")
    else:
        table[name] = _typed(request.value, config.value(config.Config(), request.key))
    config.read(tables, str(path))
    settings.write(path, {key: value for key, value in tables.items() if value})


def _typed(text: str, like: Any) -> Any:
    """Return ``text`` as the kind of value that the default is; what fails is told by ``read``."""
    if isinstance(like, str):
        return text
    if isinstance(like, list) and not text.startswith("["):
        return [item for item in text.split(",") if item]
    try:
        value = json.loads(text.lower() if isinstance(like, bool) else text)
    except ValueError:
        return text
    return float(value) if isinstance(like, float) and isinstance(value, int) else value


def _reply(request: Request, path: Path) -> Reply:
    """Return the settings as they are in force now."""
    tables = settings.tables(path)
    now = config.read(tables, str(path))
    shown = [
        Shown(
            key=s.key,
            value=config.value(now, s.key),
            default=s.default,
            origin=str(path) if config.value(tables, s.key) is not None else "default",
            unit=s.unit,
            why=s.why,
        )
        for s in config.settings()
        if not request.key or s.key == request.key
    ]
    return Reply(file=str(path), settings=shown)


def render(reply: Reply, look: Look) -> str:
    """Return a line a setting."""
    lines = [f"# {reply.file}"]
    for setting in reply.settings:
        unit = f" {setting.unit}" if setting.unit else ""
        value = json.dumps(setting.value)
        origin = look.paint(f"  ({setting.origin})", "dim")
        lines.append(f"{setting.key} = {value}{unit}{origin}")
    return "\n".join(lines) + "\n"
