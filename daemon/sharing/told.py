"""What a client has been told, and the events for what is new since.  Pure."""

from __future__ import annotations

from typing import Any

from ..state import BreakpointRecord, Session

#: Streams -> DAP's categories of output.
CATEGORIES = {"stdout": "stdout", "stderr": "stderr", "log": "console"}

#: Bytes of one output event.
PIECE_BYTES = 64 * 1024

Events = list[tuple[str, dict[str, Any]]]


class Told:
    """The newest that one client knows."""

    def __init__(self) -> None:
        """Know nothing: a stop that is there is news, output from before is not."""
        self._session: Session | None = None
        self._stops = 0
        self._running = True
        self._over = False
        self._output = 0
        self._breakpoints: dict[int, dict[str, Any]] = {}

    def news(self, session: Session) -> Events:
        """Return the events that bring the client up to date."""
        if session is not self._session:
            again = self._session is not None
            self._session, self._over = session, False
            self._stops, self._running = 0, True
            self._output = 0 if again else session.output.end
        return [*self._points(session), *self._written(session), *self._where(session)]

    def _where(self, session: Session) -> Events:
        """Return events for the program's stops, its going on and its end."""
        if self._over:
            return []
        stop = session.stop
        if session.state == "stopped" and stop is not None:
            if session.stops == self._stops and not self._running:
                return []
            self._stops, self._running = session.stops, False
            body: dict[str, Any] = {
                "reason": stop.reason,
                "allThreadsStopped": True,
                "hitBreakpointIds": list(stop.breakpoints),
            }
            if stop.thread_id is not None:
                body["threadId"] = stop.thread_id
            if stop.description or stop.text:
                body |= {"description": stop.description, "text": stop.text}
            return [("stopped", body)]
        if session.live:
            if self._running:
                return []
            self._running = True
            return [
                ("continued", {"threadId": session.thread_id or 0, "allThreadsContinued": True})
            ]
        self._over = True
        events: Events = []
        if session.ending is not None and session.ending.code is not None:
            events.append(("exited", {"exitCode": session.ending.code}))
        return [*events, ("terminated", {})]

    def _written(self, session: Session) -> Events:
        """Return events for new output."""
        events: Events = []
        output = session.output
        while self._output < output.end:
            until = min(output.end, self._output + PIECE_BYTES)
            for stream, category in CATEGORIES.items():
                if data := output.read(self._output, until, stream):
                    text = data.decode("utf-8", "replace")
                    events.append(("output", {"category": category, "output": text}))
            self._output = until
        return events

    def _points(self, session: Session) -> Events:
        """Return events for breakpoints that are new, changed or gone."""
        now = {n: shown(record) for n, record in session.breakpoints.items() if record.enabled}
        events: Events = []
        for number, body in now.items():
            if self._breakpoints.get(number) != body:
                reason = "changed" if number in self._breakpoints else "new"
                events.append(("breakpoint", {"reason": reason, "breakpoint": body}))
        for number in self._breakpoints.keys() - now.keys():
            gone = {"id": number, "verified": False}
            events.append(("breakpoint", {"reason": "removed", "breakpoint": gone}))
        self._breakpoints = now
        return events


def shown(record: BreakpointRecord) -> dict[str, Any]:
    """Return a breakpoint as DAP's Breakpoint, under the hub's number."""
    bound, wanted = record.bound, record.wanted
    body: dict[str, Any] = {"id": wanted.id, "verified": bool(bound and bound.verified)}
    path = (bound.path if bound else "") or wanted.path
    line = (bound.line if bound else 0) or wanted.line
    if path:
        body["source"] = {"path": path, "name": path.rpartition("/")[2]}
    if line:
        body["line"] = line
    if bound and bound.message:
        body["message"] = bound.message
    return body
