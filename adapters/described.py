"""Adapters that no module is written for: a table ``[adapters.NAME]`` of the settings each.

A ``DescribedKind`` is what a module of this folder is, made from such a table.
Nothing is known of the adapter's habits: it does as DAP says, its output events
are the program's output, and it starts and ends the program itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..protocol.config import Described
from ..protocol.errors.adapter import AdapterMissing, NotSupported
from ..protocol.orders import Attach, Breakpoint, Launch, OpenSession, Profile
from . import attaching, find, template
from .breakpoints import Hidden
from .debuggee import Debuggee
from .find import Found
from .kind import Ask, Kind, Place, Resume, Stop, Tell
from .output import Output


def kinds(described: Mapping[str, Described]) -> dict[str, Kind]:
    """Return the described adapters by name."""
    return {name: DescribedKind(name, item) for name, item in described.items()}


class DescribedKind:
    """One table of the settings as an adapter."""

    def __init__(self, name: str, described: Described) -> None:
        """Be the adapter called ``name``."""
        self.NAME = name
        self.LANGUAGES: Sequence[str] = described.languages
        self.INSTALL = described.install or f"daebug config get adapters.{name}"
        self.VERSION_WORDS: Sequence[str] = ()
        self.described = described

    def locate(self, wanted: str, env: Mapping[str, str]) -> Found:
        """Find the program of its command.

        Raises:
            AdapterMissing: it is nowhere.
        """
        described = self.described
        program = wanted or os.path.expanduser(described.command[0])
        folders = find.folders(env, ())
        paths = [Path(program)] if "/" in program else [folder / program for folder in folders]
        for path in paths:
            if os.access(path, os.X_OK) and path.is_file():
                break
        else:
            looked = ", ".join(map(str, folders)) if "/" not in program else program
            raise AdapterMissing(adapter=self.NAME, looked=looked, install=self.INSTALL)
        return Found(
            adapter=self.NAME,
            command=(str(path), *described.command[1:]),
            install=described.install,
            transport=described.transport,
        )

    def takes(self, program: Path, head: bytes, /) -> bool:
        """Whether the program's name ends as the table says, or its first line names a language."""
        if program.suffix and program.suffix in self.described.extensions:
            return True
        if not head.startswith(b"#!"):
            return False
        words = head.partition(b"\n")[0].decode(errors="replace").replace("/", " ").split()
        return any(language in words for language in self.described.languages)

    async def plan(self, order: OpenSession, _found: Found, place: Place, /) -> DescribedPlan:
        """Prepare a session.

        Raises:
            NotSupported: the table has no template for what is asked.
            NoSuchProcess, NotYourProcess, AttachFailed: the pid can't be attached to.
        """
        target = order.target
        request = {Launch: "launch", Attach: "attach"}.get(type(target), "core or remote")
        if not isinstance(target, Launch | Attach) or not getattr(self.described, request):
            instead = f"daebug config get adapters.{self.NAME}"
            capability = f"adapters.{self.NAME}.{request} in the settings"
            raise NotSupported(
                adapter=self.NAME, request=request, capability=capability, instead=instead
            )
        debuggee = Debuggee("", Output(order.session, place.push))
        if isinstance(target, Attach):
            attaching.check(target.pid, self.NAME)
            debuggee.identify(target.pid)
        else:
            debuggee.program = target.program
        return DescribedPlan(target, self.described, debuggee)


class DescribedPlan:
    """One session under a described adapter."""

    def __init__(self, target: Launch | Attach, described: Described, debuggee: Debuggee) -> None:
        """Plan for ``target``."""
        self.debuggee = debuggee
        self.request = "launch" if isinstance(target, Launch) else "attach"
        self.notes: list[str] = []
        self.exceptions = described.exceptions
        self.hidden: list[Hidden] = []
        self.one_by_one = False
        self.signals = False
        self.relays = True
        self.profile = Profile(
            language=described.languages[0] if described.languages else "",
            exceptions=described.exceptions,
            expression_context=described.context,
            assignment=described.assignment,
            assignment_context=described.assignment_context,
        )
        self._target = target
        self._described = described

    def arguments(self, _capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return the table's template, filled."""
        target, described = self._target, self._described
        if isinstance(target, Attach):
            values: dict[str, Any] = {"pid": target.pid, "hold": target.stop}
            return dict(template.filled(described.attach, values))
        values = {
            "program": target.program,
            "args": target.args,
            "cwd": target.cwd,
            "env": target.env,
            "hold": target.hold,
        }
        return dict(template.filled(described.launch, values))

    async def prepare(self, _ask: Ask, /) -> None:
        """Nothing: all that is needed is in the request."""

    def hits(self, point: Breakpoint, /) -> str:
        """Return the count as the table writes it."""
        return self._described.hits.format(count=point.hit)

    def check(self, _point: Breakpoint, /) -> None:
        """Accept every condition: its language is not known here."""

    async def heard(self, _event: str, _body: dict[str, Any], /) -> None:
        """Nothing: no event of its own is known."""

    async def live(self, _ask: Ask, /) -> None:
        """Nothing: the request said all."""

    async def judge(self, stop: Stop, _ask: Ask) -> Tell | Resume:
        """Report every stop; a first one for no breakpoint is the one that was asked for."""
        if stop.paused and not stop.hit:
            return Tell(reason="pause")
        if stop.first and not stop.hit and stop.reason not in ("exception", "breakpoint"):
            launched = isinstance(self._target, Launch)
            return Tell(reason="entry" if launched else "attach")
        reason = "breakpoint" if stop.reason.endswith(" breakpoint") else stop.reason
        return Tell(reason=reason, description=stop.description, text=stop.text)

    async def leave(self, _ask: Ask, /) -> None:
        """Nothing: ``disconnect`` says it."""

    def plain(self, why: str) -> str:
        """Return the words as they are."""
        return why

    def release(self) -> None:
        """Nothing is made before the program starts."""

    def exit(self, code: int | None) -> tuple[int | None, str]:
        """Return the code as the adapter told it."""
        return code, ""
