"""Who appears in the daemon's tests: a caller, sessions, and a keyhole that is no hub."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from daebug.daemon import sessions
from daebug.daemon.keyhole import Caller, StdinChunk
from daebug.daemon.pages import Pages
from daebug.daemon.state import Session, State
from daebug.daemon.workspace.kept import Workspace
from daebug.daemon.workspace.trees import Trees
from daebug.protocol import dap
from daebug.protocol.config import Config
from daebug.protocol.errors import DaebugError
from daebug.protocol.facts import Fact
from daebug.protocol.orders import Answer, Breakpoint, BreakpointsSet, Launch, Order, SetBreakpoints

Body = TypeVar("Body")


def caller(cwd: str | Path = "/", **env: str) -> Caller:
    """Return somebody who types in ``cwd``."""
    return Caller(cwd=str(cwd), env=env)


def session(name: str = "prog", folder: str | Path = "/", **fields: Any) -> Session:
    """Return a session, stopped unless told otherwise."""
    launch = Launch(program=f"/bin/{name}", cwd=str(folder), env={})
    known = {"target": launch, "state": "stopped", **fields}
    return Session(name=name, folder=str(folder), **known)


@dataclasses.dataclass
class Peep:
    """A keyhole whose adapter answers from a table; it keeps what it was asked."""

    state: State = dataclasses.field(default_factory=State)
    caller: Caller = dataclasses.field(default_factory=caller)
    wanted_session: str = ""
    config: Config = dataclasses.field(default_factory=Config)
    folder: Path = Path("/")
    env: dict[str, str] = dataclasses.field(default_factory=dict)
    #: What the adapter answers, by DAP request: a body, or the error it ends with.
    answers: dict[str, dict[str, Any] | DaebugError] = dataclasses.field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = dataclasses.field(default_factory=list)
    orders: list[Order] = dataclasses.field(default_factory=list)
    #: Runs when somebody waits; what happens meanwhile.
    meanwhile: Callable[[], None] = lambda: None
    remarks: list[str] = dataclasses.field(default_factory=list)
    workspace: Workspace = dataclasses.field(default_factory=Workspace)
    #: What the caller's standard input holds.
    typed: bytes = b""
    left: bool = False
    #: The client of a lasting command was interrupted.
    interrupted: bool = False
    failed: bool = False
    status: int = 0

    @property
    def pages(self) -> Pages:
        """No command under test speaks of pages."""
        raise AssertionError("pages")

    @property
    def trees(self) -> Trees:
        """No command under test looks for files."""
        raise AssertionError("trees")

    def session(self) -> Session:
        """Return the session that is meant."""
        return sessions.resolve(self.state, self.wanted_session, self.caller)

    def seen_by(self, caller: Caller, wanted_session: str) -> Peep:
        """Return a keyhole of the same state for another caller."""
        return dataclasses.replace(self, caller=caller, wanted_session=wanted_session)

    async def order(self, role: str, message: Order, timeout_s: float) -> Answer:  # noqa: ARG002
        """Keep the order; breakpoints bind where they are wanted."""
        self.orders.append(message)
        assert isinstance(message, SetBreakpoints)
        return BreakpointsSet(bound=[])

    async def dap(
        self,
        session: Session,  # noqa: ARG002
        command: str,
        kind: type[Body],
        arguments: dict[str, Any],
    ) -> Body:
        """Keep the request; answer from the table."""
        self.asked.append((command, arguments))
        answer = self.answers.get(command, {})
        if isinstance(answer, DaebugError):
            raise answer
        return dap.read(msgspec.json.encode(answer), kind)

    async def until(self, holds: Callable[[], bool], timeout_s: float) -> bool:  # noqa: ARG002
        """Let the meantime pass; no time does."""
        self.meanwhile()
        return holds()

    async def stdin(self) -> StdinChunk:
        """Return what was typed, then the end of the caller's input."""
        data, self.typed = self.typed, b""
        return StdinChunk(data)

    async def ensure(self, role: str) -> None:
        """Every role is there."""

    def tell(self, fact: Fact) -> None:
        """No fact is told by the commands under test."""
        raise AssertionError(fact)

    def touch(self) -> None:
        """Count a change."""
        self.state.revision += 1

    async def remark(self, text: str) -> None:
        """Keep what is said beside the answer."""
        self.remarks.append(text)

    def lasting(self) -> None:
        """Nobody interrupts but the test."""

    def raw(self) -> None:
        """No command under test takes over a terminal."""
        raise AssertionError("raw")

    def end_with(self, status: int) -> None:
        """Note the exit status."""
        self.status = status

    def fail(self) -> None:
        """Note that the code it ran failed."""
        self.failed = True

    def leave(self) -> None:
        """Note that the daemon was asked to end."""
        self.left = True


def breakpoint_at(line: int, number: int = 1, **fields: Any) -> Breakpoint:
    """Return a breakpoint of ``main.c``."""
    return Breakpoint(id=number, path="/src/main.c", line=line, **fields)
