"""What it costs to find a request: in a short file, in a long one, and to write the answer."""

from __future__ import annotations

import time
from collections.abc import Callable

from daebug.protocol.pages import Value
from daebug.protocol.transcript import edits, marks, read, reply, values, write
from tests.bench.entry import Entry

#: Microseconds: a typical file; a file of 5 MB after the first read.
TYPICAL_US, LONG_US = 100.0, 1000.0

_TURN = (
    "\n### 🗣️agent to p at 07:05:03\n```JS\nconsole.log(1); done()\n```\n\n"
    "#### 👍p to agent at 07:05:03 (14ms)\n```JSON\ndone\n```\n"
    "##### ☑️console.log\n```Text console.log\nat eval (http://localhost:4/:3:9) 07:05:03\n1\n```\n"
)
_ASKED = "A note on what I try.\n\n```js\n1 + 1\n```\n"


def entries(rounds: int) -> list[Entry]:
    """Measure reading and writing, each ``rounds`` times."""
    short = _transcript(1_000)
    typical = _transcript(4_000)
    long = _transcript(5_000_000)
    known = read.read(typical, realm="p").resume
    after = known.offset
    resume = read.read(long, realm="p").resume
    tail = long[resume.offset :]
    seen = read.read(tail, realm="p", resume=resume)
    answer = reply.Reply(
        realm="p",
        agent="agent",
        at="07:05:03",
        ok=True,
        duration_ms=8,
        body=values.block(Value(kind="string", text="ok")),
    )
    return [
        _entry("find in 1 kB, first read", lambda: read.read(short, realm="p"), rounds, TYPICAL_US),
        _entry("find in 4 kB, first read", lambda: read.read(typical, realm="p"), rounds, None),
        _entry(
            "find in 4 kB, read on",
            lambda: read.read(typical[after:], realm="p", resume=known),
            rounds,
            TYPICAL_US,
        ),
        _entry("find in 5 MB, first read", lambda: read.read(long, realm="p"), 3, None),
        _entry(
            "find in 5 MB, read on",
            lambda: read.read(tail, realm="p", resume=resume),
            rounds,
            LONG_US,
        ),
        _entry("accept a request", lambda: write.accepted(seen, at="07:05:03"), rounds, TYPICAL_US),
        _entry(
            "answer and apply",
            lambda: edits.applied(tail, write.answered(seen, answer, at="07:05:03"), resume.offset),
            rounds,
            TYPICAL_US,
        ),
    ]


def _transcript(size: int) -> bytes:
    """Return a transcript of about ``size`` bytes with a request at its end."""
    turns = _TURN * (size // len(_TURN.encode()))
    return f"# p Session\n{turns}\n{marks.FOOTER}{_ASKED}".encode()


def _entry(name: str, work: Callable[[], object], rounds: int, limit: float | None) -> Entry:
    """Return the microseconds that ``work`` takes."""
    samples = []
    for _ in range(rounds + 5):
        before = time.perf_counter()
        work()
        samples.append((time.perf_counter() - before) * 1e6)
    return Entry(name, "us", samples[5:] if rounds > 3 else samples, limit=limit)
