"""What ``${...}`` in a launch.json stands for.

https://code.visualstudio.com/docs/reference/variables-reference
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..protocol.errors.usage import BadLaunchJson

_VARIABLE = re.compile(r"\$\{(?:(?P<kind>env|config|command|input):)?(?P<name>[^}]*)\}")


class Variables(msgspec.Struct, frozen=True, kw_only=True):
    """All that can be put in."""

    #: The launch.json, for errors.
    path: str
    #: Name -> text, of those without a kind.
    values: Mapping[str, str]
    env: Mapping[str, str]
    #: ``a.b`` -> the value in ``.vscode/settings.json``.
    settings: Mapping[str, Any] = {}
    #: Id of an input -> its default.
    inputs: Mapping[str, str] = {}

    def filled(self, value: Any) -> Any:
        """Return ``value`` with variables put in wherever there is text in it.

        Raises:
            BadLaunchJson: one that only an editor can fill in.
        """
        if isinstance(value, dict):
            return {key: self.filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        return _VARIABLE.sub(self._put, value) if isinstance(value, str) else value

    def _put(self, match: re.Match[str]) -> str:
        """Return what one variable stands for."""
        kind, name = match["kind"], match["name"]
        if kind == "env":
            return self.env.get(name, "")
        known: Mapping[str | None, Mapping[str, Any]] = {
            None: self.values,
            "config": self.settings,
            "input": self.inputs,
        }
        if name in (found := known.get(kind, {})) and not isinstance(found[name], dict | list):
            return str(found[name])
        raise BadLaunchJson(
            path=self.path, why=f"{match[0]} can't be filled in here{_fix(kind, name)}"
        )


def _fix(kind: str | None, name: str) -> str:
    """Return what would fill a variable in, in brackets; empty = nothing."""
    if kind is None and name.startswith(("file", "relativeFile")):
        return " (give the file: --file FILE)"
    if kind == "command" and name.lower().endswith(("pickprocess", "pickremoteprocess")):
        return " (daebug attach PID does it)"
    if kind == "config":
        return " (no such setting in .vscode/settings.json)"
    return " (give it a default in inputs)" if kind == "input" else ""


def settings(path: str) -> dict[str, Any]:
    """Return the settings beside the launch.json at ``path``; none if there are none to read."""
    import json5  # 30 ms: only this needs it

    try:
        found = json5.loads((Path(path).parent / "settings.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(_flat("", found)) if isinstance(found, dict) else {}


def _flat(before: str, found: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return nested settings under their dotted names."""
    flat: list[tuple[str, Any]] = []
    for key, value in found.items():
        name = f"{before}.{key}" if before else str(key)
        flat += _flat(name, value) if isinstance(value, dict) else [(name, value)]
    return flat


def paths(workspace: str, source: str) -> dict[str, str]:
    """Return the variables that stand for paths; ``source`` is the file of an editor, if any."""
    values = {
        "workspaceFolder": workspace,
        "workspaceRoot": workspace,
        "workspaceFolderBasename": os.path.basename(workspace),
        "cwd": workspace,
        "userHome": os.path.expanduser("~"),
        "pathSeparator": os.sep,
        "/": os.sep,
    }
    if source:
        path = Path(source)
        values |= {
            "file": source,
            "fileDirname": str(path.parent),
            "fileBasename": path.name,
            "fileBasenameNoExtension": path.stem,
            "fileExtname": path.suffix,
            "fileDirnameBasename": path.parent.name,
            "fileWorkspaceFolder": workspace,
            "relativeFile": os.path.relpath(source, workspace),
            "relativeFileDirname": os.path.relpath(path.parent, workspace),
        }
    return values
