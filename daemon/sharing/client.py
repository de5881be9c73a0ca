"""One connected DAP client: its requests in, answers and events out."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

import msgspec

from ...protocol.dap_framing import Framer, NotDap, frame
from ...protocol.errors import DaebugError
from ...protocol.errors.sessions import NoSuchSession
from ..keyhole import Keyhole
from ..state import Session
from . import requests
from .told import Told

#: Bytes of one read.
READ_BYTES = 64 * 1024

#: A client that takes nothing for so many seconds is let go.
TAKE_S = 10.0

#: Seconds to say who it is.
GREET_S = 10.0

#: Longest silence before the state is looked at again, in seconds.
LOOK_S = 3600.0


class Request(msgspec.Struct, kw_only=True):
    """DAP, Request."""

    seq: int
    type: str = "request"
    command: str = ""
    arguments: Any = None


_request = msgspec.json.Decoder(Request, strict=False)


class Client:
    """Serves one connection; see ``requests`` for what each request does."""

    def __init__(
        self,
        hub: Keyhole,
        name: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        token: str,
        write: bool,
    ) -> None:
        """Serve session ``name`` to who knows ``token``."""
        self.hub = hub
        self.name = name
        self.write = write
        #: Hub numbers of the breakpoints this client has listed, by source path (or ``""``).
        self.listed: dict[str, set[int]] = {}
        self.left = False
        self._reader, self._writer = reader, writer
        self._token = token
        self._known = False
        self._seq = 0
        self._configured = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def session(self) -> Session:
        """The session as it is now.

        Raises:
            NoSuchSession: it is gone.
        """
        found = self.hub.state.sessions.get(self.name)
        if found is None:
            raise NoSuchSession(session=self.name, sessions=", ".join(self.hub.state.sessions))
        return found

    async def serve(self) -> None:
        """Answer requests and tell events until the client leaves."""
        telling = asyncio.create_task(self._tell())
        framer = Framer()
        try:
            while not self.left:
                timeout_s = None if self._known else GREET_S
                data = await asyncio.wait_for(self._reader.read(READ_BYTES), timeout_s)
                if not data:
                    return
                for body in framer.feed(data):
                    await self._take(_request.decode(body))
        except (NotDap, msgspec.DecodeError, TimeoutError):
            return  # what it sends can't be answered
        finally:
            for task in (telling, *self._tasks):
                task.cancel()
            await asyncio.gather(telling, *self._tasks, return_exceptions=True)

    async def event(self, name: str, body: dict[str, Any]) -> None:
        """Send an event."""
        await self._send({"type": "event", "event": name, "body": body})

    async def _take(self, request: Request) -> None:
        """Answer one request; those that may wait for the program are answered beside others."""
        arguments = request.arguments if isinstance(request.arguments, dict) else {}
        match request.command:
            case "initialize":
                await self._answer(request, requests.offered(self.session, write=self.write))
            case "attach" if hmac.compare_digest(str(arguments.get("token", "")), self._token):
                self._known = True
                await self.event("initialized", {})
                await self._answer(request, {})
            case "attach":
                await self._answer(request, "the token is wrong; daebug share prints the right one")
                self.left = True
            case "disconnect" | "terminate":
                await self._answer(request, {})
                self.left = True
            case _ if not self._known:
                await self._answer(request, "attach first, with the token")
                self.left = request.command != "launch"
            case "configurationDone":
                await self._answer(request, {})
                self._configured.set()
            case _:
                task = asyncio.create_task(self._carry_out(request, arguments))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _carry_out(self, request: Request, arguments: dict[str, Any]) -> None:
        """Do what is asked and answer."""
        try:
            answer: dict[str, Any] | str = await requests.carry_out(
                self, request.command, arguments
            )
        except DaebugError as error:
            answer = error.text
        await self._answer(request, answer)

    async def _answer(self, request: Request, outcome: dict[str, Any] | str) -> None:
        """Send a response: a body, or why not."""
        message: dict[str, Any] = {
            "type": "response",
            "request_seq": request.seq,
            "command": request.command,
            "success": not isinstance(outcome, str),
        }
        if isinstance(outcome, str):
            message["message"] = outcome
            message["body"] = {"error": {"id": 1, "format": outcome, "showUser": True}}
        else:
            message["body"] = outcome
        await self._send(message)

    async def _send(self, message: dict[str, Any]) -> None:
        """Send a message; a client that takes nothing any more is let go."""
        self._seq += 1
        self._writer.write(frame(msgspec.json.encode({"seq": self._seq, **message})))
        try:
            await asyncio.wait_for(self._writer.drain(), TAKE_S)
        except TimeoutError:
            self.left = True
            self._writer.transport.abort()

    async def _tell(self) -> None:
        """Send an event for each change, from the end of the configuration on."""
        await self._configured.wait()
        told = Told()
        while True:
            session = self.hub.state.sessions.get(self.name)
            if session is None:
                await self.event("terminated", {})
                return
            # Before the events go out: what changes meanwhile is news for the next turn.
            seen = self._now()
            for name, body in told.news(session):
                await self.event(name, body)
            await self.hub.until(lambda seen=seen: self._now() != seen, LOOK_S)  # type: ignore[misc]  # bound per turn

    def _now(self) -> tuple[int, int]:
        """Return what changes with everything that is to be told."""
        session = self.hub.state.sessions.get(self.name)
        return self.hub.state.revision, session.output.end if session else -1
