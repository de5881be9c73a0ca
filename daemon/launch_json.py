"""VS Code's ``launch.json``: its configurations as starts of ours.  Pure but for reading the file.

https://code.visualstudio.com/docs/debugtest/debugging-configuration#_launchjson-attributes
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..protocol.config import near
from ..protocol.errors.usage import BadLaunchJson, NoSuchConfiguration
from . import launch_variables
from .launch_variables import Variables

#: Where it lies, in a folder of the project or above.
PLACE = ".vscode/launch.json"

#: ``type`` of a configuration -> our adapter; empty = chosen by what the program is.
ADAPTERS: Mapping[str, str] = {
    "cppdbg": "",
    "cppvsdbg": "",
    "lldb": "",
    "lldb-dap": "lldb-dap",
    "codelldb": "codelldb",
    "gdb": "gdb",
    "python": "debugpy",
    "debugpy": "debugpy",
    "go": "delve",
    "node": "node",
    "pwa-node": "node",
    "bashdb": "bash-dap",
    "rdbg": "rdbg",
}


class Configuration(msgspec.Struct, kw_only=True):
    """One configuration, its variables put in, as our start or attach takes it."""

    name: str
    request: str
    adapter: str
    program: str = ""
    args: list[str] = []
    cwd: str = ""
    env: dict[str, str] = {}
    stop_on_entry: bool = False
    pid: int = 0
    tty: bool = False
    python: str = ""
    #: ``program`` is the name of a Python module, or Python text.
    module: bool = False
    code: bool = False
    #: ``host:port`` where a Python program's debugger listens; empty = it does not.
    connect: str = ""
    just_my_code: bool = True
    subprocesses: bool = True
    #: What of it is not done, for people.
    notes: list[str] = []


class File(msgspec.Struct, kw_only=True):
    """What is in the file, as it stands there."""

    path: str
    configurations: list[dict[str, Any]] = []
    compounds: list[dict[str, Any]] = []
    #: What an editor would ask its user for.
    inputs: list[dict[str, Any]] = []

    @property
    def workspace(self) -> str:
        """The folder that holds ``.vscode``."""
        return str(Path(self.path).parent.parent)


def found(folder: str) -> str:
    """Return the path of the nearest launch.json in ``folder`` or above it.

    Raises:
        NoSuchConfiguration: there is none.
    """
    for place in (Path(folder), *Path(folder).parents):
        if (place / PLACE).is_file():
            return str(place / PLACE)
    raise NoSuchConfiguration(name="", path=f"{folder}/{PLACE}", near="", names="no such file")


def read(path: str) -> File:
    """Return the file at ``path``; comments and commas at ends are allowed.

    Raises:
        BadLaunchJson: it is no such file.
    """
    import json5  # 30 ms: only this needs it

    try:
        document = json5.loads(Path(path).read_text("utf-8"))
        return msgspec.convert(
            {
                "path": path,
                "configurations": document.get("configurations", []),
                "compounds": document.get("compounds", []),
                "inputs": document.get("inputs", []),
            },
            File,
        )
    except (OSError, ValueError, AttributeError, msgspec.ValidationError) as error:
        raise BadLaunchJson(path=path, why=" ".join(str(error).split())) from error


def chosen(file: File, name: str, env: Mapping[str, str], source: str = "") -> list[Configuration]:
    """Return the configurations that ``name`` means: one, or those of a compound.

    ``source`` stands for ``${file}``, which an editor would know.

    Raises:
        NoSuchConfiguration: neither is called so.
        BadLaunchJson: a variable that only an editor can fill.
    """
    by_name = {str(one.get("name")): one for one in file.configurations}
    for compound in file.compounds:
        if compound.get("name") == name:
            parts = [p if isinstance(p, str) else str(p.get("name")) for p in
                     compound.get("configurations", [])]  # fmt: skip
            return [_one(file, by_name, part, env, source) for part in parts]
    return [_one(file, by_name, name, env, source)]


def _one(
    file: File,
    by_name: Mapping[str, dict[str, Any]],
    name: str,
    env: Mapping[str, str],
    source: str,
) -> Configuration:
    """Return one configuration with everything put in."""
    if name not in by_name:
        compounds = [str(one.get("name")) for one in file.compounds]
        names = [*by_name, *compounds]
        raise NoSuchConfiguration(
            name=name, path=file.path, near=near(name, names), names=", ".join(names) or "none"
        )
    raw = dict(by_name[name])
    raw |= raw.pop(_platform(), {}) or {}
    fields = _variables(file, env, source).filled(raw)
    kind = str(fields.get("type", ""))
    cwd = str(fields.get("cwd") or file.workspace)
    return Configuration(
        name=name,
        request=str(fields.get("request", "launch")),
        adapter=_adapter(kind, fields),
        program=_program(fields, cwd),
        module=bool(fields.get("module")),
        code=bool(fields.get("code")) and not fields.get("module"),
        connect=_connect(fields),
        just_my_code=fields.get("justMyCode", True) is not False,
        subprocesses=fields.get("subProcess", True) is not False,
        args=_words(fields.get("args")),
        cwd=cwd,
        env=_environment(fields, cwd),
        stop_on_entry=bool(fields.get("stopOnEntry") or fields.get("stopAtEntry")),
        pid=int(fields.get("processId") or fields.get("pid") or 0),
        tty=fields.get("console") in ("integratedTerminal", "externalTerminal")
        or bool(fields.get("externalConsole")),
        python=_interpreter(fields),
        notes=_notes(name, fields),
    )


def _variables(file: File, env: Mapping[str, str], source: str) -> Variables:
    """Return what variables of the file stand for."""
    return Variables(
        path=file.path,
        values=launch_variables.paths(file.workspace, source),
        env=env,
        settings=launch_variables.settings(file.path),
        inputs={
            str(one.get("id")): str(one["default"])
            for one in file.inputs
            if one.get("default") is not None
        },
    )


def _notes(name: str, fields: Mapping[str, Any]) -> list[str]:
    """Return what of a configuration is not done."""
    return [
        f"{key} of {name} is not run: {fields[key]}"
        for key in ("preLaunchTask", "postDebugTask")
        if fields.get(key)
    ]


def _platform() -> str:
    """Return the key whose values hold on this system only."""
    return {"darwin": "osx", "win32": "windows"}.get(sys.platform, "linux")


def _adapter(kind: str, fields: Mapping[str, Any]) -> str:
    """Return our adapter for a configuration's type; one of its own name may be in our config."""
    if kind == "cppdbg" and fields.get("MIMode") == "gdb":
        return "gdb"
    return ADAPTERS.get(kind, kind)


def _program(fields: Mapping[str, Any], cwd: str) -> str:
    """Return the absolute path of the program, or module or text; empty = none is named."""
    if module := fields.get("module"):
        return str(module)
    if code := fields.get("code"):
        return "\n".join(map(str, code)) if isinstance(code, list) else str(code)
    named = str(fields.get("program") or fields.get("script") or "")
    return os.path.normpath(os.path.join(cwd, named)) if named else ""


def _connect(fields: Mapping[str, Any]) -> str:
    """Return the address where a program's debugger listens; the old spelling has no table."""
    where = fields.get("connect") or {"host": fields.get("host"), "port": fields.get("port")}
    if fields.get("request") != "attach" or not isinstance(where, dict) or not where.get("port"):
        return ""
    return f"{where.get('host') or '127.0.0.1'}:{where['port']}"


def _interpreter(fields: Mapping[str, Any]) -> str:
    """Return the Python that is named; it may be the first word of a list."""
    named = fields.get("python") or fields.get("pythonPath") or ""
    return str(named[0]) if isinstance(named, list) else str(named)


def _words(args: Any) -> list[str]:
    """Return arguments, which may be one string."""
    import shlex

    if isinstance(args, str):
        return shlex.split(args)
    return [str(word) for word in args or []]


def _environment(fields: Mapping[str, Any], cwd: str) -> dict[str, str]:
    """Return variables of ``envFile``, ``environment`` and ``env``, the last ones win."""
    env: dict[str, str] = {}
    if name := fields.get("envFile"):
        try:
            lines = Path(cwd, str(name)).read_text("utf-8").splitlines()
        except (OSError, ValueError):
            lines = []
        for line in lines:
            key, separator, value = line.strip().removeprefix("export ").partition("=")
            if separator and not key.startswith("#"):
                env[key.strip()] = value.strip().strip("'\"")
    env |= {str(one["name"]): str(one.get("value", "")) for one in fields.get("environment") or []}
    env |= {str(key): str(value) for key, value in (fields.get("env") or {}).items()}
    return env
