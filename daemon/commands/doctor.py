"""Look at all that Daebug needs, on one page for a bug report.

Versions, folders, sockets, permissions, processes, adapters, tools, the last
errors of the logs; what is not well comes with a command that mends it.
No secrets: variables by name only, the home folder as ~.  The exit status is
1 if something is wrong.

Examples:
  daebug doctor
  daebug doctor --json
  daebug doctor > report.txt
"""

from __future__ import annotations

import msgspec

from ...protocol import config as settings
from ...protocol.errors import DaebugError
from ...protocol.listing import AdapterSeen, AdaptersListed, ListAdapters
from .. import opening
from ..checkup import installation, machine
from ..checkup.findings import NOTE, OK, WRONG, Finding, homely
from ..keyhole import Keyhole
from ..look import Look
from ..setup import projects
from . import status
from .logs import PROCESSES

TOPIC = "daemon"

#: Seconds to try adapters; they are tried at once, for 10 s at most.
TRIED_S = 25.0

#: Sections in the order of the page.
SECTIONS = ("versions", "paths", "sockets", "permissions", "environment", "settings", "processes",
            "adapters", "tools", "logs")  # fmt: skip

MARKS = {OK: "ok", NOTE: "note", WRONG: "wrong"}
COLOURS = {OK: "green", NOTE: "yellow", WRONG: "red"}

PARAMS = ()


class Request(msgspec.Struct, kw_only=True):
    """Nothing to say."""


class Reply(msgspec.Struct, kw_only=True):
    """What was found, by section, and how much of it is to be mended."""

    wrong: int
    notes: int
    findings: list[Finding]


async def run(request: Request, hub: Keyhole) -> Reply:
    """Look at everything; one thing that fails is a finding too."""
    env = hub.env
    config = _settings(hub)
    found = [
        *machine.versions(hub.state.version),
        *installation.paths(hub.folder, env),
        *installation.sockets(hub.folder),
        *machine.permissions(),
        *installation.environment(env, hub.caller.env),
        *_problem(hub),
        *await _processes(hub),
        *await _adapters(hub, config),
        *await machine.tools(env, config.pages.browser),
        *installation.last_errors(env, list(PROCESSES)),
    ]
    for one in found:
        one.text, one.fix = homely(one.text, env), homely(one.fix, env)
    states = [one.state for one in found]
    if WRONG in states:
        hub.fail()
    return Reply(wrong=states.count(WRONG), notes=states.count(NOTE), findings=found)


def _settings(hub: Keyhole) -> settings.Config:
    """Return the settings; as they come if the file is wrong."""
    try:
        return hub.config
    except DaebugError:
        return settings.Config()


def _problem(hub: Keyhole) -> list[Finding]:
    """Return what is wrong with the settings file."""
    try:
        _ = hub.config
    except DaebugError as error:
        finding = Finding(section="settings", name=error.code, state=WRONG, text=error.text)
        finding.fix = error.next_step
        return [finding]
    return [Finding(section="settings", name="file", text="can be read")]


async def _processes(hub: Keyhole) -> list[Finding]:
    """Return the processes of the daemon, its sessions counted."""
    told = await status.run(status.Request(memory=True), hub)
    found = []
    for process in (*told.processes, *told.adapters):
        finding = Finding(section="processes", name=process.name)
        finding.text = f"{process.state}, {process.memory_bytes / 1e6:.0f} MB"
        if process.state == "not answering":
            finding.state, finding.fix = WRONG, "daebug stop --all"
        if process.restarts:
            finding.state, finding.fix = NOTE, f"daebug logs --process {process.name}"
            finding.text += f", died {process.restarts} times, last by {process.ended}"
        found.append(finding)
    sessions = ", ".join(f"{s.name} ({s.state})" for s in told.sessions) or "none"
    return [*found, Finding(section="processes", name="sessions", text=sessions)]


async def _adapters(hub: Keyhole, config: settings.Config) -> list[Finding]:
    """Return what `daebug adapters` would tell."""
    paths = opening.adapter_paths(config.adapters)
    order = ListAdapters(adapter_paths=paths, described=opening.described(hub, config))
    try:
        await hub.ensure("bridge")
        answer = await hub.order("bridge", order, TRIED_S)
    except DaebugError as error:
        text = f"they can't be tried: {error.text}"
        return [
            Finding(section="adapters", name="all", state=WRONG, text=text, fix=error.next_step)
        ]
    assert isinstance(answer, AdaptersListed)
    native = any(one.verified for one in answer.adapters if one.name in projects.NATIVE)
    found = [_adapter(one, wanted=paths.get(one.name, "")) for one in answer.adapters]
    if not native:
        text = "nothing here debugs C, C++ and Rust"
        fix = f"daebug setup {projects.SMALLEST}"
        found.append(Finding(section="adapters", name="native", state=WRONG, text=text, fix=fix))
    return found


def _adapter(one: AdapterSeen, *, wanted: str) -> Finding:
    """Return one adapter: to be mended is what is here, or ``wanted``, and does not work."""
    finding = Finding(section="adapters", name=one.name)
    if one.verified:
        finding.text = f"{one.version or '-'}  {one.path}  greets in {one.greeted_s * 1000:.0f} ms"
        return finding
    there = one.path or wanted
    finding.state = WRONG if there else NOTE
    finding.text = f"{there} does not work: {one.why}" if there else "is not here"
    finding.fix = one.install
    return finding


def render(reply: Reply, look: Look) -> str:
    """Return the page, what to do at its end."""
    lines: list[str] = []
    for section in SECTIONS:
        found = [one for one in reply.findings if one.section == section]
        if found:
            lines += [look.paint(section, "bold"), *(_line(one, look) for one in found)]
    todo = [one for one in reply.findings if one.fix and one.state == WRONG]
    todo += [one for one in reply.findings if one.fix and one.state == NOTE]
    if todo:
        lines.append(look.paint("to do", "bold"))
        lines += [f"  {one.section} {one.name}: {one.fix}" for one in todo]
    lines.append(f"{reply.wrong} wrong, {reply.notes} to know")
    return "\n".join(lines) + "\n"


def _line(one: Finding, look: Look) -> str:
    """Return one finding."""
    mark = look.paint(f"{MARKS[one.state]:<5}", COLOURS[one.state])
    return f"  {mark} {one.name:<12} {one.text}"
