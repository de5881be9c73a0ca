"""A DAP client as editors have one: it asks, and collects the events meanwhile."""

from __future__ import annotations

import json
import socket
from typing import Any

from daebug.protocol.dap_framing import Framer, frame

#: Seconds any wait may take.
PATIENCE_S = 20.0


class Editor:
    """One connection to a shared session."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self._framer = Framer()
        self._messages: list[dict[str, Any]] = []
        self._seq = 0
        self.events: list[dict[str, Any]] = []

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Return the response to a request."""
        self._seq += 1
        asked = {"seq": self._seq, "type": "request", "command": command, "arguments": arguments}
        self._socket.sendall(frame(json.dumps(asked).encode()))
        while True:
            message = self._next()
            if message["type"] == "response":
                assert message["request_seq"] == self._seq
                return message
            self.events.append(message)

    def done(self, command: str, **arguments: Any) -> Any:
        """Return the body of a request that must succeed."""
        answer = self.ask(command, **arguments)
        assert answer["success"], answer
        return answer["body"]

    def attach(self, token: str) -> None:
        """Go through the whole greeting."""
        self.done("initialize", adapterID="editor")
        self.done("attach", token=token)
        self.event("initialized")
        self.done("configurationDone")

    def event(self, name: str) -> dict[str, Any]:
        """Return the body of the next event of that name; those before it are dropped."""
        while True:
            while self.events:
                found = self.events.pop(0)
                if found["event"] == name:
                    body: dict[str, Any] = found["body"]
                    return body
            self.events.append(self._next())

    def ended(self) -> bool:
        """Whether the other side closes the connection now."""
        try:
            while self._socket.recv(65536):
                pass
        except ConnectionError:
            pass
        return True

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._socket.sendall(data)

    def close(self) -> None:
        """Leave without a word."""
        self._socket.close()

    def _next(self) -> dict[str, Any]:
        while not self._messages:
            data = self._socket.recv(65536)
            if not data:
                raise ConnectionError("the session was closed")
            self._messages += [json.loads(body) for body in self._framer.feed(data)]
        return self._messages.pop(0)
