"""A debug adapter that can everything, and bends its answers: ``python bent.py FILE``.

FILE holds the way in which they are bent, and the one request whose answers are, if
not all.  It is read before each answer; while it is empty the adapter is honest.
As ``adapter.py``, it has none of our code.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

sys.path.insert(0, str(Path(__file__).parent))

from adapter import Adapter  # type: ignore[import-not-found]

#: What it announces.
ABLE = (
    "supportsConfigurationDoneRequest", "supportsFunctionBreakpoints",
    "supportsConditionalBreakpoints", "supportsHitConditionalBreakpoints", "supportsLogPoints",
    "supportsDataBreakpoints", "supportsInstructionBreakpoints", "supportsCompletionsRequest",
    "supportsBreakpointLocationsRequest", "supportsDisassembleRequest",
    "supportsExceptionInfoRequest", "supportsGotoTargetsRequest", "supportsLoadedSourcesRequest",
    "supportsModulesRequest", "supportsReadMemoryRequest", "supportsWriteMemoryRequest",
    "supportsRestartFrame", "supportsStepBack", "supportsSetExpression", "supportsSetVariable",
    "supportsStepInTargetsRequest", "supportsSteppingGranularity",
    "supportsSingleThreadExecutionRequests", "supportTerminateDebuggee",
)  # fmt: skip

CAPABILITIES: dict[str, Any] = {
    **dict.fromkeys(ABLE, True),
    "exceptionBreakpointFilters": [
        {"filter": "all", "label": "All", "supportsCondition": True},
    ],
}

#: Requests after which it says that it stopped.
RUNS = {"next": "step", "stepIn": "step", "stepOut": "step", "stepBack": "step", "goto": "goto",
        "restartFrame": "restart", "pause": "pause", "continue": "pause",
        "reverseContinue": "pause"}  # fmt: skip

#: Each way to bend, and what is wrong with it.
BENDS = {
    "late": "answers after the answer to the next request, if there is one soon",
    "twice": "answers twice",
    "never": "never answers",
    "unasked": "answers requests that were not made as well, and asks what nobody knows",
    "null": "its answers have the body null",
    "list": "its answers have a list for a body",
    "text": "its answers have a text for a body",
    "empty": "its answers have nothing in them",
    "types": "every field is of another type",
    "numbers": "every number is one that can't be",
    "refuses": "refuses, and gives no reason",
    "refuses-oddly": "refuses, with reasons of wrong types",
    "no-success": "its answers don't say whether they are a success",
    "events": "its events have bodies of wrong types",
}

#: Seconds that a late answer waits for another.
LATE_S = 0.05


class Bent(Adapter):  # type: ignore[misc]
    """Answers everything, in the way that its file says."""

    def __init__(self, mode: Path, source: BinaryIO, sink: BinaryIO) -> None:
        """Speak on two binary streams."""
        super().__init__("good", source, sink)
        self.mode = mode
        self.held: list[dict[str, Any]] = []
        self.program = ""

    def bend(self, request: str) -> str:
        """Return the way in which the answer to ``request`` is bent; empty = it is honest."""
        way, _, only = self.mode.read_text().strip().partition(" ")
        return way if only in ("", request) else ""

    def unknown(self, request: dict[str, Any]) -> None:
        """Answer as a made-up program would, and stop where it would."""
        command, arguments = request["command"], request.get("arguments") or {}
        body = BODIES[command](self, arguments) if command in BODIES else {}
        self.answer(request, **body)
        if command in RUNS and self.bend(command) != "never":
            if self.bend(command) == "events":
                self.strange()
            self.event("stopped", reason=RUNS[command], threadId=1, allThreadsStopped=True)

    # What the honest adapter does otherwise.
    on_setFunctionBreakpoints = on_threads = on_continue = on_evaluate = on_scopes = unknown  # noqa: N815
    on_stackTrace = on_setBreakpoints = unknown  # noqa: N815

    def on_initialize(self, request: dict[str, Any]) -> None:
        """Greet."""
        self.answer(request, **CAPABILITIES)

    def on_launch(self, request: dict[str, Any]) -> None:
        """Keep the name of the program."""
        self.program = request["arguments"]["program"]
        super().on_launch(request)

    def on_disconnect(self, request: dict[str, Any]) -> None:
        """Leave, honestly: it is the end of a test."""
        super().answer(request)
        os._exit(0)

    def strange(self) -> None:
        """Send events with bodies of wrong types."""
        names = ("stopped", "output", "breakpoint", "continued", "capabilities", "process",
                 "thread", "module", "strange")  # fmt: skip
        for body in (None, 7, ["x"], {}, {"breakpoint": 5, "reason": {}, "threadId": "x"}):
            for name in names:
                self.send({"type": "event", "event": name, "body": body})

    def answer(self, request: dict[str, Any], **body: Any) -> None:
        """Answer, bent."""
        bend = self.bend(request["command"])
        made: dict[str, Any] = {
            "type": "response",
            "request_seq": request["seq"],
            "success": True,
            "command": request["command"],
            "body": body,
        }
        match bend:
            case "never":
                return
            case "twice":
                self.send(made)
            case "unasked":
                self.send({**made, "request_seq": 99_999})
                self.send({**made, "request_seq": -1, "command": "strange"})
                self.send({"type": "request", "command": "strange", "arguments": [1]})
            case "null":
                made["body"] = None
            case "list":
                made["body"] = [body]
            case "text":
                made["body"] = "oops"
            case "empty":
                made["body"] = {}
            case "types":
                made["body"] = turned(body)
            case "numbers":
                made["body"] = wild(body)
            case "refuses":
                made |= {"success": False, "body": None}
            case "refuses-oddly":
                made |= {"success": False, "message": ["x"], "body": {"error": 7}}
            case "no-success":
                del made["success"]
            case "late":
                self.hold(made)
                return
        self.send(made)

    def hold(self, made: dict[str, Any]) -> None:
        """Keep an answer until there is another, which goes first."""
        self.held.append(made)
        if len(self.held) > 1:
            self.release()
        else:
            timer = threading.Timer(LATE_S, self.release)
            timer.daemon = True
            timer.start()

    def release(self) -> None:
        """Send what is held, newest first."""
        held, self.held = self.held, []
        for made in reversed(held):
            self.send(made)


def turned(value: Any) -> Any:
    """Return ``value`` with another type wherever it has one, its shape kept at the top."""
    if isinstance(value, dict):
        return {name: swapped(one) for name, one in value.items()}
    return swapped(value)


def swapped(value: Any) -> Any:
    """Return something of another type."""
    match value:
        case bool():
            return "maybe"
        case int() | float():
            return {"number": value}
        case str():
            return [value, None]
        case list():
            return {"0": value[0] if value else 1}
        case _:
            return 7


def wild(value: Any) -> Any:
    """Return ``value`` with numbers that can't be."""
    match value:
        case dict():
            return {name: wild(one) for name, one in value.items()}
        case list():
            return [wild(one) for one in value]
        case bool() | str() | None:
            return value
        case _:
            return -1 if value % 2 else 2**70


def points(_adapter: Bent, arguments: dict[str, Any]) -> dict[str, Any]:
    """Bind every breakpoint."""
    asked = arguments.get("breakpoints") or []
    return {
        "breakpoints": [
            {"id": 10 + n, "verified": True, "line": one.get("line", 3)}
            for n, one in enumerate(asked)
        ]
    }


def stack(adapter: Bent, _arguments: dict[str, Any]) -> dict[str, Any]:
    """Return two frames."""
    source = {"name": "hello.odd", "path": adapter.program}
    frames = [
        {"id": n, "name": name, "line": n + 3, "column": 1, "source": source,
         "instructionPointerReference": "0x10"}
        for n, name in enumerate(("inner", "main"))
    ]  # fmt: skip
    return {"stackFrames": frames, "totalFrames": 2}


def same(**body: Any) -> Callable[[Bent, dict[str, Any]], dict[str, Any]]:
    """Return what answers with ``body`` whatever is asked."""
    return lambda _adapter, _arguments: body


VALUE = {"type": "int", "variablesReference": 0, "memoryReference": "0x20"}

#: Request -> what its body is made by.
BODIES: dict[str, Callable[[Bent, dict[str, Any]], dict[str, Any]]] = {
    **dict.fromkeys(
        ("setBreakpoints", "setFunctionBreakpoints", "setDataBreakpoints",
         "setInstructionBreakpoints", "setExceptionBreakpoints"), points,
    ),
    "threads": same(threads=[{"id": 1, "name": "one"}, {"id": 2, "name": "two"}]),
    "stackTrace": stack,
    "scopes": same(scopes=[
        {"name": "Locals", "variablesReference": 5, "expensive": False},
        {"name": "Registers", "variablesReference": 6, "expensive": False},
    ]),
    "variables": same(variables=[
        {"name": "a", "value": "1", "evaluateName": "a", **VALUE},
        {"name": "parts", "value": "{...}", "variablesReference": 7, "indexedVariables": 2},
    ]),
    "evaluate": same(result="1", **VALUE),
    "setVariable": same(value="2", **VALUE),
    "setExpression": same(value="2", **VALUE),
    "completions": same(targets=[{"label": "abc", "text": "abc", "start": 0, "length": 1}]),
    "disassemble": same(instructions=[{"address": "0x10", "instruction": "nop", "line": 3}]),
    "readMemory": same(address="0x20", data="AQIDBA=="),
    "writeMemory": same(bytesWritten=1),
    "modules": same(modules=[{"id": 1, "name": "hello", "path": "/hello"}], totalModules=1),
    "loadedSources": same(sources=[{"name": "hello.odd", "path": "/hello.odd"}]),
    "source": same(content="text"),
    "exceptionInfo": same(exceptionId="odd", breakMode="always", details={"message": "oh"}),
    "gotoTargets": same(targets=[{"id": 1, "label": "here", "line": 3}]),
    "stepInTargets": same(targets=[{"id": 1, "label": "abc"}]),
    "dataBreakpointInfo": same(dataId="a", description="a", accessTypes=["write"]),
    "breakpointLocations": same(breakpoints=[{"line": 3}]),
}  # fmt: skip


def main() -> None:
    """Serve; the command line names the file that says how."""
    Bent(Path(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer).run()


if __name__ == "__main__":
    main()
