"""All that a command may see and do of the hub.

A command gets a ``Keyhole`` and nothing else, so it can be tested with a fake
one.  It reads ``state``, asks adapters through ``dap``, roles through
``order``, and waits through ``until``; it never touches a socket.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..protocol.config import Config
from ..protocol.facts import Fact
from ..protocol.orders import Answer, Order
from .state import Session, State

if TYPE_CHECKING:
    from .pages import Pages
    from .workspace.kept import Workspace
    from .workspace.trees import Trees

Body = TypeVar("Body")


@dataclass(frozen=True)
class Caller:
    """Who asks: relative paths and the debuggee's environment are the caller's."""

    cwd: str
    env: dict[str, str]
    cols: int = 80
    #: Whether standard output is a terminal that wants colour.
    color: bool = False
    #: Whether standard error is a terminal, where a line can be written anew.
    watching: bool = False
    pid: int = 0
    #: Standard input and output both are terminals.
    interactive: bool = False

    def path(self, name: str) -> str:
        """Return ``name`` as an absolute path, links kept."""
        return os.path.normpath(os.path.join(self.cwd, os.path.expanduser(name)))


@dataclass(frozen=True)
class StdinChunk:
    """A piece of the caller's standard input; empty = its end."""

    data: bytes = b""
    #: The caller's terminal has this size now (columns, rows), and ``data`` is empty; (0, 0) =
    #: it is a piece of input.
    size: tuple[int, int] = (0, 0)


@dataclass
class Surface:
    """What one ask shares between parsing, running and rendering."""

    json: bool = False
    session: str = ""
    notes: list[str] = field(default_factory=list)


class Keyhole(Protocol):
    """The hub as a command sees it."""

    caller: Caller
    #: The session named by ``--session``; empty = resolve by the rules of ``sessions``.
    wanted_session: str

    @property
    def state(self) -> State:
        """What the hub knows now."""

    @property
    def config(self) -> Config:
        """The settings in force.

        Raises:
            NoSuchSetting, BadSetting: the file was changed and is wrong now.
        """

    @property
    def folder(self) -> Path:
        """The runtime folder."""

    @property
    def env(self) -> dict[str, str]:
        """The daemon's own environment: where its settings and logs are."""

    @property
    def pages(self) -> Pages:
        """Roots and jobs of pages."""

    @property
    def workspace(self) -> Workspace:
        """What the tools for files keep between two commands."""

    @property
    def trees(self) -> Trees:
        """Lists of files, kept in step with the disk."""

    def session(self) -> Session:
        """Return the session this command means.

        Raises:
            NoSession, NoSuchSession, WhichSession: there is no one such session.
        """

    def seen_by(self, caller: Caller, wanted_session: str) -> Keyhole:
        """Return a keyhole of the same hub for another caller, who names that session."""

    async def ensure(self, role: str) -> None:
        """Have ``role`` running and on the bus.

        Raises:
            NoAnswer: it did not join in time.
        """

    async def order(self, role: str, message: Order, timeout_s: float) -> Answer:
        """Send an order and return its answer.

        Raises:
            DaebugError: what the role answered, or ``ProcessDown``, ``NoAnswer``.
        """

    async def dap(
        self, session: Session, command: str, kind: type[Body], arguments: dict[str, Any]
    ) -> Body:
        """Send one DAP request to the adapter of ``session``; return its answer as ``kind``.

        Raises:
            NotSupported: the adapter lacks the capability; nothing was sent.
            AdapterRefused, AdapterSilent, AdapterDied: as it says.
        """

    def tell(self, fact: Fact) -> None:
        """Change the state by a fact."""

    def touch(self) -> None:
        """Say that the state was changed: wake whoever waits."""

    async def until(self, holds: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until ``holds()``; return whether it does after ``timeout_s`` seconds."""

    async def stdin(self) -> StdinChunk:
        """Return the next piece of the caller's standard input."""

    async def remark(self, text: str) -> None:
        """Say one line on standard error, beside the answer; nothing where that is JSON.

        On a terminal a line takes the place of the remark before it; ``""`` wipes it away.
        """

    def lasting(self) -> None:
        """Go on after an interrupt of the client, which waits for the last words then."""

    @property
    def interrupted(self) -> bool:
        """Whether the client of a lasting command was interrupted, or is gone."""

    def raw(self) -> None:
        """Have the caller's terminal send every key as it is, and its size with each change."""

    def end_with(self, status: int) -> None:
        """The command is answered with this exit status: that of what it ran."""

    def fail(self) -> None:
        """The command is answered, but the code it ran failed: exit status 1."""

    def leave(self) -> None:
        """End the daemon when this command is answered."""
