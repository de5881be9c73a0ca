"""Start a program and hold it before its first line, or serve this folder.

With --break or --run the program runs at once, and the answer is its first
stop or its end.  A single source file (.c, .cpp, .rs, .go) is built first.
-m runs a Python module and -c Python text, as Python does.
What stands after -- is passed to the program.  Without a program the folder
(or --root) is served: its pages and daebug.md, in the foreground with daebug
alone.  --config takes a configuration of .vscode/launch.json, or a compound.

Examples:
  daebug start ./prog -- arg1 arg2
  daebug start ./prog --break main.c:42
  daebug start script.py --run --env DEBUG=1
  daebug start -m pytest --break tests/test_sum.py:12 -- tests -k sum
  daebug start -c 'import json; print(json.loads("[1]"))'
  daebug start --root site --port 8200
  daebug start --config 'Launch Tests' --break main.c:42
"""

from __future__ import annotations

import click
import msgspec

from ...protocol.errors.usage import BadLaunchJson, BadUsage
from .. import (
    breakpoints,
    building,
    launch_json,
    launching,
    locations,
    opening,
    running,
    serving_root,
    show,
)
from ..answers import Outcome
from ..keyhole import Keyhole
from ..look import Look
from ..options import PYTHON, WAITING, Waiting
from ..realm_list import ListedRoot, listed_root
from . import attach

TOPIC = "session"

PARAMS = (
    click.Argument(["program"], required=False, default=""),
    click.Argument(["args"], nargs=-1, type=click.UNPROCESSED),
    click.Option(
        ["--break", "-b", "breaks"],
        multiple=True,
        metavar="LOC",
        help="Set a breakpoint first and run (repeatable).",
    ),
    click.Option(["--module", "-m"], is_flag=True, help="PROGRAM is a Python module."),
    click.Option(["--code", "-c"], is_flag=True, help="PROGRAM is Python text."),
    click.Option(["--run", "-r"], is_flag=True, help="Run; don't hold before the first line."),
    click.Option(["--cwd"], default="", metavar="DIR", help="The program's folder."),
    click.Option(
        ["--env", "-e"], multiple=True, metavar="K=V", help="Set a variable (repeatable)."
    ),
    click.Option(["--stdin"], default="", metavar="FILE", help="Standard input from a file."),
    click.Option(["--tty"], is_flag=True, help="Give the program a terminal of its own."),
    click.Option(["--adapter"], default="", metavar="NAME", help="One that daebug adapters lists."),
    click.Option(["--python"], default="", metavar="PATH", help="The interpreter of a script."),
    *PYTHON,
    click.Option(["--config"], default="", metavar="NAME", help="Of .vscode/launch.json."),
    click.Option(["--file"], default="", metavar="FILE", help="What ${file} stands for."),
    click.Option(["--root"], default="", metavar="DIR", help=serving_root.ROOT_HELP),
    click.Option(["--port"], type=serving_root.PORTS, metavar="N", help=serving_root.PORT_HELP),
    *WAITING,
)


class Request(Waiting, kw_only=True):
    """A program, how to run it, and where to stop."""

    program: str = ""
    args: list[str] = []
    module: bool = False
    code: bool = False
    just_my_code: bool = True
    subprocesses: bool = True
    breaks: list[str] = []
    run: bool = False
    cwd: str = ""
    env: list[str] = []
    stdin: str = ""
    tty: bool = False
    adapter: str = ""
    python: str = ""
    config: str = ""
    file: str = ""
    root: str = ""
    #: 0 = the setting, else the one that follows from the folder's name.
    port: int = 0


class Reply(Outcome, kw_only=True, omit_defaults=True):
    """Where the program is, or the folder that is served."""

    served: ListedRoot | None = None


async def run(request: Request, hub: Keyhole) -> Outcome:
    """Start the program and answer with its first stop, its end, or ``running``; or serve."""
    if request.config:
        return await _configured(request, hub)
    if not request.program:
        return await _serve(request, hub)
    if request.root or request.port:
        raise BadUsage(why="give a program, or --root and --port", command="daebug start")
    source, command = "", ""
    if building.is_source(request.program) and not (request.module or request.code):
        source = launching.program(request.program, hub.caller)
        built, command = await building.build(source, hub.caller.env, hub.env)
        request = msgspec.structs.replace(request, program=built)
    target = msgspec.structs.replace(
        launching.launch(request, hub.caller), hold=not (request.run or request.breaks)
    )
    async with opening.entered(hub, target, adapter=request.adapter) as session:
        session.source = source
        session.notes += [f"built with: {command}"] if command else []
        if target.program.endswith(".py") or target.module or target.code:
            session.profile = msgspec.structs.replace(session.profile, language="python")
        for text in request.breaks:
            place = locations.read(text, hub.caller, source or target.program)
            breakpoints.add(session, place, text=text)
        await opening.bring_up(hub, session)
    return await running.outcome(hub, session, request.wait_s(hub))


async def _configured(request: Request, hub: Keyhole) -> Outcome:
    """Start what a configuration of launch.json says; of a compound each, the last one answers.

    Raises:
        NoSuchConfiguration, BadLaunchJson: it is not there, or not usable.
    """
    if request.program:
        raise BadUsage(why="give a program or --config", command="daebug start")
    file = launch_json.read(launch_json.found(hub.caller.cwd))
    source = hub.caller.path(request.file) if request.file else ""
    answer: Outcome | None = None
    notes: list[str] = []
    for one in launch_json.chosen(file, request.config, hub.caller.env, source):
        notes += one.notes
        if one.request == "attach":
            asked = attach.Request(
                pid=one.pid or None,
                connect=one.connect,
                adapter=one.adapter,
                just_my_code=request.just_my_code and one.just_my_code,
                subprocesses=request.subprocesses and one.subprocesses,
                timeout=request.timeout,
            )
            answer = await attach.run(asked, hub)
        else:
            answer = await run(_from(one, request), hub)
        notes.append(f"{one.name}: session {answer.session}")
    if answer is None:
        raise BadLaunchJson(path=file.path, why=f"the compound {request.config} is empty")
    answer.notes = [*notes, *answer.notes]
    return answer


def _from(one: launch_json.Configuration, request: Request) -> Request:
    """Return the start of one configuration."""
    return msgspec.structs.replace(
        request,
        config="",
        program=one.program,
        module=one.module,
        code=one.code,
        just_my_code=request.just_my_code and one.just_my_code,
        subprocesses=request.subprocesses and one.subprocesses,
        args=[*one.args, *request.args],
        cwd=one.cwd,
        env=[*(f"{name}={value}" for name, value in one.env.items()), *request.env],
        adapter=request.adapter or one.adapter,
        tty=request.tty or one.tty,
        python=request.python or one.python,
        run=request.run and not one.stop_on_entry,
    )


async def _serve(request: Request, hub: Keyhole) -> Reply:
    """Serve a folder.

    Raises:
        NoSuchFile: it is not there.
        BadUsage: an option that a program needs.
    """
    if request.breaks or request.run or request.args or request.stdin:
        raise BadUsage(why="Missing argument 'PROGRAM'", command="daebug start")
    path = serving_root.folder(request.root, hub.caller)
    root = await serving_root.served(hub, path, request.port)
    root.foreground = False
    next_steps = [f"open {root.url} in a browser", "daebug realms", "daebug stop"]
    return Reply(session="", state="served", served=listed_root(root), next=next_steps)


def render(reply: Outcome, look: Look) -> str:
    """Return the stop, or where the folder is served, as text."""
    if not isinstance(reply, Reply) or reply.served is None:
        return show.outcome(reply, look)
    served = reply.served
    return f"{served.path} is served at {served.url}\nindex: {served.index}\n"
