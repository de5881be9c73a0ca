"""``python -m tests.stress.crowd``: agents and editors of many transcripts, one process.

Reads a ``Plan`` (JSON) from standard input, plays it, and prints a ``Played``.
Every request calls ``run("NAME")``, with a name of its own; what the page
returns for it is ``ran NAME``.  An agent asks, waits for the reply, asks the
next.  An editor adds numbered lines at the top of the file.  Who saves the
whole file takes turns with the others of that file, for what they overwrite of
each other is not Daebug's to keep; Daebug takes no turns.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import msgspec

from daebug.protocol.transcript import history

#: How often an agent looks whether its reply is there, seconds.
LOOK_S = 0.01

Way = Literal["append", "in place", "rename"]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One transcript and who works on it."""

    path: str
    #: How agents ask: by appending, or by saving the whole file.
    asking: Way = "append"
    #: How the editor saves; ``append`` = there is none.
    editing: Way = "append"
    agents: tuple[str, ...] = ("a",)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be played."""

    tables: list[Table]
    #: Requests of one agent; 0 = as many as it can ask in ``seconds``.
    requests: int = 0
    seconds: float = 0.0
    #: Between two saves of an editor, and between its reading and its saving.
    editor_s: float = 0.05
    hold_s: float = 0.0
    #: For one reply; an agent that waited so long gives up.
    patience_s: float = 30.0


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """What was played."""

    #: Names of the requests that were asked, by transcript.
    asked: dict[str, list[str]]
    #: Lines that editors saved, by transcript.
    lines: dict[str, int]
    #: Names of requests that had no reply in time.
    unanswered: list[str]
    #: Each request that had a reply, and the seconds that it took.
    took: list[tuple[str, float]]


class Seat:
    """One transcript in play."""

    def __init__(self, table: Table, plan: Plan) -> None:
        """Play ``table`` as ``plan`` says."""
        self.path = Path(table.path)
        self.asked: list[str] = []
        self.unanswered: list[str] = []
        self.took: list[tuple[str, float]] = []
        self.lines = 0
        self.done = threading.Event()
        self._table, self._plan = table, plan
        self._turn = threading.Lock()

    def agent(self, who: str, until: float) -> None:
        """Ask, wait for the reply, ask the next."""
        number = 0
        while number < self._plan.requests or time.monotonic() < until:
            name = f"{self.path.stem}.{who}{number}"
            code = f'run("{name}")'
            self.asked.append(name)
            with self._turn:
                self._ask(f"```js\n{code}\n```\n")
            began = time.monotonic()
            if not self._replied(name, code, began + self._plan.patience_s):
                self.unanswered.append(name)
                return
            self.took.append((name, time.monotonic() - began))
            number += 1

    def editor(self) -> None:
        """Add lines at the top until the agents are done."""
        while not self.done.wait(self._plan.editor_s):
            with self._turn:
                title, _, rest = self._text().partition("\n")
                self.done.wait(self._plan.hold_s)
                text = f"{title}\nline {self.lines};\n{rest}"
                save(self.path, text, self._table.editing)
                self.lines += 1

    def _ask(self, request: str) -> None:
        """Write a request into the file."""
        if self._table.asking != "append":
            save(self.path, self._text() + request, self._table.asking)
            return
        with self.path.open("a") as file:
            file.write(request)

    def _text(self) -> str:
        """Return the file as an editor opens it; one that is just being exchanged is there."""
        return self.path.read_text()

    def _replied(self, name: str, code: str, until: float) -> bool:
        """Wait for the reply to ``code``; whether it came in time."""
        seen = (0, 0, 0)
        while time.monotonic() < until:
            with contextlib.suppress(FileNotFoundError):
                found = self.path.stat()
                now = (found.st_ino, found.st_size, found.st_mtime_ns)
                if now != seen:
                    seen, data = now, self.path.read_bytes()
                    if f"\nran {name}\n".encode() in data or _answered(data, code):
                        return True
            self.done.wait(LOOK_S)
        return False


def _answered(data: bytes, code: str) -> bool:
    """Whether a reply of any kind stands under ``code``."""
    return any(turn.code == code for turn in history.turns(data, realm=""))


def save(path: Path, text: str, way: Way) -> None:
    """Save a whole file as an editor does."""
    if way == "in place":
        path.write_text(text)
        return
    new = path.with_name(f"{path.name}.{threading.get_ident()}.tmp")
    new.write_text(text)
    new.replace(path)


def play(plan: Plan) -> Played:
    """Let everybody work until all agents are done."""
    seats = [Seat(table, plan) for table in plan.tables]
    until = time.monotonic() + plan.seconds if plan.seconds else 0.0
    both = list(zip(seats, plan.tables, strict=True))
    agents = [(seat, who) for seat, table in both for who in table.agents]
    editors = [seat.editor for seat, table in both if table.editing != "append"]
    with ThreadPoolExecutor(len(agents) + len(editors)) as pool:
        asking = [pool.submit(seat.agent, who, until) for seat, who in agents]
        editing = [pool.submit(one) for one in editors]
        try:
            for one in asking:
                one.result()
        finally:
            for seat in seats:
                seat.done.set()
        for one in editing:
            one.result()
    return Played(
        asked={seat.path.stem: seat.asked for seat in seats},
        lines={seat.path.stem: seat.lines for seat in seats},
        unanswered=[name for seat in seats for name in seat.unanswered],
        took=[took for seat in seats for took in seat.took],
    )


if __name__ == "__main__":
    played = play(msgspec.json.decode(sys.stdin.buffer.read(), type=Plan))
    sys.stdout.buffer.write(msgspec.json.encode(played))
