"""Where a thread is paused: its frames, the frames that wait for them, and their scopes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .scripts import Script, Scripts

#: Names that Node's wrapper of a CommonJS module gives to it; nobody looks for them.
WRAPPER = frozenset({"exports", "require", "module", "__filename", "__dirname"})

#: CDP, Scope.type -> the scopes that are shown as one, innermost name first.
LOCAL = ("local", "block", "catch", "with", "eval", "wasm-expression-stack")

#: URL of the script in which an idle program is paused.
IDLE_URL = "daebug:idle"

#: How the others are called.
TITLES = {"closure": "Closure", "module": "Module", "script": "Script", "global": "Global"}


@dataclass
class Frame:
    """One frame; an asynchronous one has no ``call``, and so no variables."""

    number: int
    name: str
    script: Script | None
    line: int
    column: int
    #: CDP's CallFrame.
    call: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """CDP's id of the frame; empty = it is not running."""
        return str(self.call.get("callFrameId") or "")

    def scopes(self) -> list[tuple[str, str, list[tuple[int, dict[str, Any]]]]]:
        """Return title, hint and CDP's scopes (with their numbers) for each scope to show."""
        chain = list(enumerate(self.call.get("scopeChain") or []))
        kinds = [scope["type"] for _, scope in chain]
        ends = kinds.index("local") + 1 if "local" in kinds else 0
        while not ends and chain and kinds[ends : ends + 1] and kinds[ends] in LOCAL:
            ends += 1
        shown = [("Local", "locals", chain[:ends])] if ends else []
        if not shown and "module" not in kinds:
            shown = [("Local", "locals", [])]
        for number, scope in chain[ends:]:
            title = TITLES.get(scope["type"], str(scope["type"]).capitalize())
            name = f"{title} ({scope['name']})" if scope.get("name") else title
            first = scope["type"] in ("module", "block") and not shown
            shown.append((name, "locals" if first else "", [(number, scope)]))
        return shown


class Pause:
    """A thread that is paused, from one ``Debugger.paused`` to the next step."""

    def __init__(self, told: dict[str, Any], scripts: Scripts, number: Callable[[], int]) -> None:
        """Take CDP's event; ``number`` gives each frame its id."""
        self.reason = str(told.get("reason") or "")
        self.hits = [str(hit) for hit in told.get("hitBreakpoints") or []]
        self.data: dict[str, Any] = told.get("data") or {}
        self.frames: list[Frame] = []
        for call in told.get("callFrames") or []:
            place = call["location"]
            script = scripts.get(place["scriptId"])
            name = str(call.get("functionName") or "") or _nameless(call, script)
            self.frames.append(
                Frame(number(), name, script, *_place(place), call=call)
            )  # fmt: skip
        self._add_async(told.get("asyncStackTrace"), scripts, number)
        reasons = self.data.get("reasons") or []
        if self.reason == "ambiguous":
            thrown = [one for one in reasons if one.get("reason") in EXCEPTIONS]
            self.reason = thrown[0]["reason"] if thrown else "other"
            self.data = (thrown[0].get("auxData") or {}) if thrown else {}

    @property
    def exception(self) -> dict[str, Any] | None:
        """What was thrown, as a ``RemoteObject``; ``None`` = nothing was."""
        return self.data if self.reason in EXCEPTIONS else None

    @property
    def instantiates(self) -> bool:
        """Whether a module is only made here, and nothing of it is evaluated."""
        return any(frame.name == "_instantiate" for frame in self.frames[:4])

    def _add_async(
        self, trace: dict[str, Any] | None, scripts: Scripts, number: Callable[[], int]
    ) -> None:
        """Add the frames that wait for those above, all but Node's own."""
        while trace:
            why = str(trace.get("description") or "")
            calls = [
                (call, script)
                for call in trace.get("callFrames") or []
                if (script := scripts.get(call["scriptId"])) is not None and not script.internal
            ]
            for call, script in calls:
                name = f"async {call.get('functionName') or '(anonymous)'}"
                if calls[0][0] is call and why not in ("", "await"):
                    name += f" ({why})"
                self.frames.append(Frame(number(), name, script, *_place(call)))
            trace = trace.get("parent")


#: CDP, Debugger.paused: reasons that something was thrown.
EXCEPTIONS = ("exception", "promiseRejection", "OOM")


def source(script: Script, path: str, origin: int, reference: int) -> dict[str, Any]:
    """Return DAP's source: a file, or what only V8 or a source map has."""
    if path and os.path.exists(path):
        return {"name": os.path.basename(path), "path": path}
    name = path or script.url or f"(eval {script.id})"
    told = {"name": os.path.basename(name) if path else name, "path": name,
            "sourceReference": reference}  # fmt: skip
    if script.internal:
        told["presentationHint"] = "deemphasize"
        told["origin"] = "Node's own"
    elif origin >= 0:
        told["origin"] = "the source map"
    return told


def _nameless(call: dict[str, Any], script: Script | None) -> str:
    """Return what to call a function without a name."""
    if script is not None and script.url == IDLE_URL:
        return "(idle)"
    begins = call.get("functionLocation") or {}
    at_top = begins.get("lineNumber") == 0 and begins.get("columnNumber") == 0
    own = script is not None and not script.internal
    return "(module)" if at_top and own else "(anonymous)"


def _place(told: dict[str, Any]) -> tuple[int, int]:
    return int(told.get("lineNumber") or 0), int(told.get("columnNumber") or 0)
