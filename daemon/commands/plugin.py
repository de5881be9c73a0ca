"""Print how a dev server's pages join: Vite, esbuild, Rollup, webpack.

The lines go into the configuration of the build tool.  They hold a path of
this machine; for a configuration that others share, install the folder
instead: npm install --no-save $(daebug plugin --folder).

Examples:
  daebug plugin
  daebug plugin vite
  daebug plugin --folder
"""

from __future__ import annotations

import json
import os
from importlib.resources import files

import click
import msgspec

from ..keyhole import Keyhole
from ..look import Look

TOPIC = "pages"

#: By name: the file that it goes into, and what stands there after the import.
USES = {
    "vite": ("vite.config.js", "export default { plugins: [daebug()] };"),
    "webpack": ("webpack.config.mjs", "export default { plugins: [daebug()] };"),
    "rollup": ("rollup.config.js", "export default { plugins: [daebug()] };"),
    "esbuild": (
        "the script that builds",
        "const { port } = await serve(await esbuild.context(options), { servedir: 'www' });",
    ),
    "server": ("any server of Node's", "daebug().attach(server);"),
}

#: What is imported, where it is not the default.
_NAMED = {"esbuild": "{ serve }"}

PARAMS = (
    click.Argument(["names"], nargs=-1, type=click.Choice([*USES])),
    click.Option(["--folder"], is_flag=True, help="Print the folder of all plugins only."),
)


class Request(msgspec.Struct, kw_only=True):
    """Which plugins; empty = all."""

    names: list[str] = []
    folder: bool = False


class Plugin(msgspec.Struct, kw_only=True):
    """One plugin."""

    name: str
    #: Absolute.
    path: str
    #: Where the lines go.
    file: str
    lines: list[str]


class Reply(msgspec.Struct, kw_only=True):
    """The plugins, and the folder that they are in."""

    folder: str
    plugins: list[Plugin]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Tell them; nothing is started or served."""
    folder = os.path.realpath(str(files("daebug.shims") / "plugins"))
    names = [] if request.folder else request.names or list(USES)
    plugins = [_plugin(folder, name) for name in names]
    return Reply(folder=folder, plugins=plugins)


def _plugin(folder: str, name: str) -> Plugin:
    """Return the plugin ``name``."""
    path = os.path.join(folder, f"{name}.js")
    file, use = USES[name]
    # JSON's strings are JavaScript's.
    line = f"import {_NAMED.get(name, 'daebug')} from {json.dumps(path)};"
    return Plugin(name=name, path=path, file=file, lines=[line, use])


def render(reply: Reply, look: Look) -> str:
    """Return the lines to paste, or the folder."""
    if not reply.plugins:
        return f"{reply.folder}\n"
    parts = [
        "\n".join([look.paint(f"// {one.file}", "dim"), *one.lines]) + "\n" for one in reply.plugins
    ]
    return "\n".join(parts)
