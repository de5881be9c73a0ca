"""What ``start`` was told, as the order's launch: paths absolute, variables put in."""

from __future__ import annotations

import os
from typing import Protocol

from ..protocol.errors.programs import NoSuchProgram
from ..protocol.errors.usage import BadUsage, NoSuchFile
from ..protocol.orders import Launch
from . import existing
from .keyhole import Caller


class Wanted(Protocol):
    """A request that names a program and how to run it."""

    program: str
    args: list[str]
    #: ``program`` is the name of a Python module, or Python text.
    module: bool
    code: bool
    cwd: str
    env: list[str]
    stdin: str
    tty: bool
    python: str
    just_my_code: bool
    subprocesses: bool


def launch(request: Wanted, caller: Caller) -> Launch:
    """Return the launch that the request asks for, every path absolute.

    Raises:
        NoSuchProgram, NoSuchFile: program, folder or input file are not there.
        BadUsage: an --env that is no K=V; a module that is text, too.
    """
    if request.module and request.code:
        raise BadUsage(why="give --module or --code", command="daebug start")
    cwd = existing.folder(caller.path(request.cwd) if request.cwd else caller.cwd)
    stdin = caller.path(request.stdin) if request.stdin else ""
    if stdin and not os.path.exists(stdin):
        raise NoSuchFile(path=stdin, near="", folder=os.path.dirname(stdin))
    env = dict(caller.env)
    for item in request.env:
        name, separator, value = item.partition("=")
        if not separator or not name:
            raise BadUsage(why=f"--env {item} is no NAME=VALUE", command="daebug start")
        env[name] = value
    python = caller.path(request.python) if os.sep in request.python else request.python
    named = request.program
    if request.code:
        named = "-c"
    elif not request.module:
        named = program(request.program, caller)
    return Launch(
        program=named,
        args=request.args,
        cwd=cwd,
        env=env,
        stdin=stdin,
        tty=request.tty,
        python=python,
        module=request.module,
        code=request.program if request.code else "",
        just_my_code=request.just_my_code,
        children=request.subprocesses,
    )


def program(name: str, caller: Caller) -> str:
    """Return the absolute path of the program; a bare name may also be on PATH.

    Raises:
        NoSuchProgram: it is not there, with the nearest one.
    """
    path = caller.path(name)
    if os.path.exists(path):
        return path
    if os.sep not in name:
        for folder in caller.env.get("PATH", "").split(os.pathsep):
            found = os.path.join(folder, name)
            if folder and os.access(found, os.X_OK) and os.path.isfile(found):
                return found
    near = existing.nearest(path)
    raise NoSuchProgram(path=path, near=near, folder=os.path.dirname(path))
