"""What an adapter module offers: the shape that ``lldb_dap`` and ``debugpy`` have.

No base class: a module of this folder with these names is an adapter.  Its
``plan`` makes a ``Plan``, which holds all of its habits for one session, so
``session`` needs no word of any adapter.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import msgspec

from ..protocol.errors.adapter import NotSupported
from ..protocol.facts import Wrote
from ..protocol.orders import Breakpoint, OpenSession, Profile
from .breakpoints import Hidden
from .connection import Connection
from .debuggee import Debuggee
from .find import Found


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a session comes up: folder for its files, environments, where output goes."""

    folder: Path
    #: The daemon's environment; the debuggee's is in its ``Launch``.
    env: dict[str, str]
    push: Callable[[list[Wrote]], Awaitable[None]]


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """A ``stopped`` event with what the session knows about it."""

    reason: str
    description: str = ""
    text: str = ""
    thread_id: int | None = None
    #: Tags of our own breakpoints and numbers of the hub's that were hit.
    hidden: frozenset[str] = frozenset()
    hit: tuple[int, ...] = ()
    #: A ``pause`` was sent and no stop has come since.
    paused: bool = False
    #: The first stop of the session.
    first: bool = False


class Tell(msgspec.Struct, frozen=True, kw_only=True):
    """Report the stop, in these words."""

    reason: str
    description: str = ""
    text: str = ""
    #: Hidden breakpoints that have done their work.
    drop: frozenset[str] = frozenset()
    #: The thread to look at, where the adapter told none.
    thread_id: int | None = None


class Resume(msgspec.Struct, frozen=True):
    """Run on: this stop is none of the user's business."""


#: Send a DAP request of this session: command, arguments -> body.
Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]


class Plan(Protocol):
    """One session as one adapter wants it."""

    #: ``launch`` or ``attach``.
    request: str
    profile: Profile
    #: What the caller should know.
    notes: list[str]
    #: Exception filters that are on unless the caller chose.
    exceptions: list[str]
    #: Breakpoints of ours that the hub never sees.
    hidden: list[Hidden]
    #: Function breakpoints have to be set one by one: answers come sorted.
    one_by_one: bool
    #: The debuggee ends by a signal; else the adapter kills it.
    signals: bool
    #: The adapter tells the debuggee's output by events; else it has streams of ours.
    relays: bool
    debuggee: Debuggee

    def arguments(self, capabilities: Mapping[str, Any], /) -> dict[str, Any]:
        """Return the arguments of ``request``."""

    async def prepare(self, ask: Ask, /) -> None:
        """Act before ``request`` is sent; the adapter has greeted."""

    def hits(self, point: Breakpoint, /) -> str:
        """Return DAP's ``hitCondition`` for "at hit ``point.hit`` and every later one"."""

    def check(self, point: Breakpoint, /) -> None:
        """Refuse a condition that can't work (``BadCondition``)."""

    async def heard(self, event: str, body: dict[str, Any], /) -> None:
        """Act on an event that only this adapter sends."""

    async def live(self, ask: Ask, /) -> None:
        """Act once the session is up."""

    async def judge(self, stop: Stop, ask: Ask) -> Tell | Resume:
        """Say what a stop means."""

    async def leave(self, ask: Ask, /) -> None:
        """Let a program that was launched run on, where ``disconnect`` alone would end it."""

    def plain(self, why: str) -> str:
        """Return the reason of a refusal without the adapter's noise."""

    def release(self) -> None:
        """Let go of what only the start needed."""

    def exit(self, code: int | None) -> tuple[int | None, str]:
        """Return code and signal for the ``exitCode`` that the adapter told."""


@runtime_checkable
class Pairs(Protocol):
    """A plan whose adapter wants more than one connection."""

    def pair(self, connection: Connection, /) -> None:
        """Take note of the session's connection, greeted; ``prepare`` comes next."""


@runtime_checkable
class Clings(Protocol):
    """A plan whose adapter ends what it has started, whatever it is asked."""

    def clings(self) -> NotSupported:
        """Return the refusal to let a program that was launched run on."""


class Kind(Protocol):
    """An adapter module."""

    NAME: str
    #: What it debugs, for people.
    LANGUAGES: Sequence[str]
    #: How to get it.
    INSTALL: str
    #: What makes its program print its version; empty = ``Found`` tells it.
    VERSION_WORDS: Sequence[str]

    def locate(self, wanted: str, env: Mapping[str, str]) -> Found:
        """Find the adapter; ``wanted`` is a path that overrides (``AdapterMissing``)."""

    def takes(self, program: Path, head: bytes, /) -> bool:
        """Whether this adapter debugs ``program``, whose first bytes are ``head``."""

    async def plan(self, order: OpenSession, found: Found, place: Place, /) -> Plan:
        """Prepare one session; may refuse it with an error of the catalogue."""


@runtime_checkable
class Recognises(Protocol):
    """An adapter module that knows its processes, and is taken for them unless another is named."""

    def runs(self, pid: int, /) -> bool:
        """Whether process ``pid`` is what this adapter is for."""


def kinds() -> dict[str, Kind]:
    """Return the adapters by name: the modules of this folder that have a ``NAME``."""
    package = __name__.rpartition(".")[0]
    folder = Path(__file__).parent
    names = [found.name for found in pkgutil.iter_modules([str(folder)]) if not found.ispkg]
    modules: list[Any] = [importlib.import_module(f"{package}.{name}") for name in names]
    return {module.NAME: module for module in modules if hasattr(module, "NAME")}
