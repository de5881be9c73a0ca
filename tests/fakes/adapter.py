"""A debug adapter that misbehaves on demand: ``python adapter.py SCENARIO``.

A real process that speaks DAP on its standard streams, written without any of
our code, so that it can't share our mistakes.  A scenario is one word; what it
does is the row of the same name in ``main``.
"""

from __future__ import annotations

import json
import os
import socketserver
import sys
import threading
from typing import Any, BinaryIO

#: Each scenario and what is wrong with it; tests run through all of them.
SCENARIOS = {
    "good": "nothing",
    "early": "says initialized before it is launched",
    "eager": "answers launch before configurationDone",
    "late-response": "answers the first threads request after 0.3 s",
    "dies": "exits when asked for threads",
    "dies-starting": "exits when asked to launch",
    "hangs": "never answers threads",
    "hangs-starting": "never says initialized",
    "garbage": "sends lines that are no DAP",
    "bad-json": "sends a body that is no JSON",
    "big-header": "sends a header without end",
    "big-body": "announces a body of 1 GB",
    "split": "cuts every message in single bytes",
    "refuses": "refuses to launch, with text in body.error.format",
    "chatty": "sends events and requests nobody knows",
    "terminal": "runs the program in a terminal of the client",
    "child": "asks for a child session on a TCP port of its own",
    "poor": "has no capabilities at all",
}

CAPABILITIES = {
    "supportsConfigurationDoneRequest": True,
    "supportsFunctionBreakpoints": True,
    "supportsConditionalBreakpoints": True,
    "supportTerminateDebuggee": True,
}


class Adapter:
    """One connection: reads requests, answers them in the way of its scenario."""

    def __init__(self, scenario: str, source: BinaryIO, sink: BinaryIO) -> None:
        """Speak on two binary streams."""
        self.scenario = scenario
        self.source = source
        self.sink = sink
        self.seq = 0
        self.launch: dict[str, Any] = {}
        self.seen_threads = False
        self.lock = threading.Lock()

    def raw(self, data: bytes) -> None:
        """Write bytes, one by one if the scenario says so."""
        for piece in [bytes([b]) for b in data] if self.scenario == "split" else [data]:
            self.sink.write(piece)
            self.sink.flush()

    def send(self, message: dict[str, Any]) -> None:
        """Write one message."""
        with self.lock:
            self.seq += 1
            body = json.dumps({"seq": self.seq, **message}, ensure_ascii=False).encode()
            self.raw(b"X-Extra: 1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    def event(self, name: str, **body: Any) -> None:
        """Send an event."""
        self.send({"type": "event", "event": name, "body": body})

    def answer(self, request: dict[str, Any], **body: Any) -> None:
        """Answer a request with success."""
        self.send(
            {
                "type": "response",
                "request_seq": request["seq"],
                "success": True,
                "command": request["command"],
                "body": body,
            }
        )

    def refuse(self, request: dict[str, Any], **body: Any) -> None:
        """Answer a request with a failure."""
        self.send(
            {
                "type": "response",
                "request_seq": request["seq"],
                "success": False,
                "command": request["command"],
                "message": None,
                "body": body,
            }
        )

    def run(self) -> None:
        """Serve until the stream ends."""
        while line := self.source.readline():
            if not line.lower().startswith(b"content-length"):
                continue
            size = int(line.split(b":")[1])
            self.source.readline()
            message = json.loads(self.source.read(size))
            if message["type"] == "request":
                name = "on_" + message["command"]
                getattr(self, name, self.unknown)(message)

    def unknown(self, _request: dict[str, Any]) -> None:
        """Do what the strictest adapters do."""
        os._exit(42)

    def on_initialize(self, request: dict[str, Any]) -> None:
        """Greet."""
        if self.scenario == "chatty":
            self.event("strangeEvent", some="thing")
            self.send({"type": "request", "command": "strangeRequest", "arguments": {}})
            self.send({"type": "thought", "body": 1})
        self.answer(request, **({} if self.scenario == "poor" else CAPABILITIES))
        if self.scenario == "early":
            self.event("initialized")

    def on_launch(self, request: dict[str, Any]) -> None:
        """Launch, or pretend to."""
        self.launch = request
        match self.scenario:
            case "dies-starting":
                sys.stderr.write("out of luck\n")
                sys.stderr.flush()
                os._exit(3)
            case "refuses":
                error = {"id": 1, "format": "no {what} here", "variables": {"what": "luck"}}
                self.refuse(request, error=error)
                return
            case "hangs-starting":
                return
            case "eager":
                self.answer(request)
        if self.scenario != "early":
            self.event("initialized")
        if self.scenario == "poor":
            self.begin()

    on_attach = on_launch

    def on_setBreakpoints(self, request: dict[str, Any]) -> None:  # noqa: N802 - DAP's name
        """Bind every line."""
        lines = request["arguments"].get("breakpoints") or []
        bound = [
            {"id": 10 + n, "verified": True, "line": item["line"]} for n, item in enumerate(lines)
        ]
        self.answer(request, breakpoints=bound)

    def on_setFunctionBreakpoints(self, request: dict[str, Any]) -> None:  # noqa: N802
        """Bind no function."""
        names = request["arguments"].get("breakpoints") or []
        self.answer(request, breakpoints=[{"id": 50, "verified": False} for _ in names])

    def on_configurationDone(self, request: dict[str, Any]) -> None:  # noqa: N802
        """Let the program run."""
        self.answer(request)
        self.begin()

    def begin(self) -> None:
        """Answer launch and stop at once."""
        if self.scenario != "eager":
            self.answer(self.launch)
        if self.scenario == "terminal":
            argv = ["sh", "-c", "tty; printf '%s' \"$MARK\"; read line; echo got $line"]
            arguments = {"kind": "integrated", "cwd": "/", "args": argv, "env": {"MARK": "ä!\n"}}
            self.send({"type": "request", "command": "runInTerminal", "arguments": arguments})
            return
        if self.scenario == "child":
            self.child()
        self.event("stopped", reason="entry", threadId=1, allThreadsStopped=True, text="ünï")

    def child(self) -> None:
        """Listen for a child session and ask the client to open it."""

        class Connection(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                Adapter("good", self.rfile, self.wfile).run()  # type: ignore[arg-type]

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connection)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        configuration = {"name": "kid", "connect": {"host": "127.0.0.1", "port": port}}
        arguments = {"request": "attach", "configuration": configuration}
        self.send({"type": "request", "command": "startDebugging", "arguments": arguments})

    def on_stackTrace(self, request: dict[str, Any]) -> None:  # noqa: N802 - DAP's name
        """Answer with one frame that has no source."""
        self.answer(request, stackFrames=[{"id": 1, "name": "main", "line": 0, "column": 0}])

    def on_scopes(self, request: dict[str, Any]) -> None:
        """Answer with nothing in sight."""
        self.answer(request, scopes=[])

    def on_evaluate(self, request: dict[str, Any]) -> None:
        """Answer with nothing."""
        self.answer(request, result="", variablesReference=0)

    def on_threads(self, request: dict[str, Any]) -> None:
        """Answer, or show what the scenario is about."""
        match self.scenario:
            case "dies":
                os._exit(7)
            case "hangs":
                return
            case "garbage":
                self.raw(b"Segmentation fault (core dumped)\r\n\r\n")
                return
            case "bad-json":
                self.raw(b"Content-Length: 5\r\n\r\n{oops")
                return
            case "big-header":
                self.raw(b"X-Long: " + b"x" * 100_000)
                return
            case "big-body":
                self.raw(b"Content-Length: 1000000000\r\n\r\n")
                return
            case "late-response" if not self.seen_threads:
                self.seen_threads = True
                body = {"threads": [{"id": 1, "name": "naïve ✓"}]}
                threading.Timer(0.3, self.answer, [request], body).start()
                return
        self.answer(request, threads=[{"id": 1, "name": "naïve ✓"}])

    def on_continue(self, request: dict[str, Any]) -> None:
        """Run to the end."""
        self.answer(request)
        self.event("exited", exitCode=5)
        self.event("terminated")

    def on_disconnect(self, request: dict[str, Any]) -> None:
        """Leave."""
        self.answer(request)
        os._exit(0)


def main() -> None:
    """Serve the scenario that the command line names."""
    Adapter(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer).run()


if __name__ == "__main__":
    main()
