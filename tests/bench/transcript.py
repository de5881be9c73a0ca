"""What it costs to find a request: in a short file, in a long one, and to write the answer."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from daebug.protocol.pages import Value
from daebug.protocol.transcript import edits, marks, read, reply, values, write
from daebug.protocol.transcript.reading import Resume
from tests.bench.entry import Entry

#: Rounds that don't count.
WARM_UP = 2

#: Microseconds: a typical file; a file of 5 MB after the first read.
TYPICAL_US, LONG_US = 100.0, 1000.0

_TURN = (
    "\n### 🗣️agent to p at 07:05:03\n```JS\nconsole.log(1); done()\n```\n\n"
    "#### 👍p to agent at 07:05:03 (14ms)\n```JSON\ndone\n```\n"
    "##### ☑️console.log\n```Text console.log\nat eval (http://localhost:4/:3:9) 07:05:03\n1\n```\n"
)
#: The lines that can be a fence; the least that any reader has to look for.
_FENCE = re.compile(rb"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)

_ASKED = "A note on what I try.\n\n```js\n1 + 1\n```\n"


def entries(rounds: int) -> list[Entry]:
    """Measure reading and writing, each ``rounds`` times."""
    short = _transcript(1_000)
    typical = _transcript(4_000)
    long = _transcript(5_000_000)
    known = read.read(typical, realm="p").resume
    resume = read.read(long, realm="p").resume
    tail = long[resume.offset :]
    # Somebody types: the fence is open, and the file is saved at each word.
    draft = tail + b"\n```js\nlet a = 1\n"
    seen = read.read(tail, realm="p", resume=resume)
    answer = reply.Reply(
        realm="p",
        agent="agent",
        at="07:05:03",
        ok=True,
        duration_ms=8,
        body=values.block(Value(kind="string", text="ok")),
    )

    def found(name: str, data: bytes, of: Resume, most: float | None) -> Entry:
        few = min(rounds, 3) if len(data) > 100_000 else rounds
        floor = _entry("fences", lambda: len(_FENCE.findall(data)), few)
        return _entry(
            name,
            lambda: read.read(data, realm="p", resume=of),
            few,
            floor=floor.median,
            limit=most,
        )

    return [
        found("find in 1 kB, first read", short, read.START, TYPICAL_US),
        found("find in 4 kB, first read", typical, read.START, TYPICAL_US),
        found("find in 4 kB, read on", typical[known.offset :], known, TYPICAL_US),
        found("find in 5 MB, first read", long, read.START, None),
        found("find in 5 MB, read on", tail, resume, LONG_US),
        found("find in 5 MB, open draft", draft, resume, LONG_US),
        _entry(
            "accept a request",
            lambda: write.accepted(seen, at="07:05:03"),
            rounds,
            limit=TYPICAL_US,
        ),
        _entry(
            "answer and apply",
            lambda: edits.applied(tail, write.answered(seen, answer, at="07:05:03"), resume.offset),
            rounds,
            limit=TYPICAL_US,
        ),
    ]


def _transcript(size: int) -> bytes:
    """Return a transcript of about ``size`` bytes with a request at its end."""
    turns = _TURN * (size // len(_TURN.encode()))
    return f"# p Session\n{turns}\n{marks.FOOTER}{_ASKED}".encode()


def _entry(
    name: str,
    work: Callable[[], object],
    rounds: int,
    *,
    floor: float | None = None,
    limit: float | None = None,
) -> Entry:
    """Return the microseconds that ``work`` takes."""
    samples = []
    for turn in range(WARM_UP + rounds):
        before = time.perf_counter()
        work()
        if turn >= WARM_UP:
            samples.append((time.perf_counter() - before) * 1e6)
    return Entry(name, "us", samples, floor, limit)
