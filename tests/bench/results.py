"""Results of tests on their way through the channel, as a page with a large suite sends them."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

from tests.bench import quiet
from tests.bench.entry import Entry
from tests.bench.served import Served
from tests.bench.websocket import Page, said

#: Milliseconds for 10,000 results.
RESULTS_MS = 1000.0

#: Results of one run, and in one message.
RESULTS, BATCH = 10_000, 100

#: The value of the job that is asked behind them.
VALUE = {"kind": "number", "text": "42", "type": "Number", "json": "42"}


def entries(launcher: Path, work: Path, rounds: int) -> list[Entry]:
    """Measure runs of 10,000 tests, from the first result until the hub has them all."""
    del work
    with Served(launcher) as served, Page(served.port, served.token, "suite") as page:
        transcript = Path(json.loads(served.run("open", "suite", "--json"))["path"])
        took = [_run(served, page, number) for number in range(rounds)]
        wanted = f"{RESULTS}"
        quiet.until("the summary in the transcript", lambda: wanted in transcript.read_text())
    floor = [_read_ms() for _ in range(rounds)]
    read_ms = Entry("read", "ms", floor).median
    return [Entry("10,000 test results", "ms", took, read_ms, RESULTS_MS)]


def _run(served: Served, page: Page, number: int) -> float:
    """Send the results of run ``number``, and a job behind them; return the milliseconds."""
    messages = [said("tests", **message) for message in _messages(f"run-{number}")]

    async def asked() -> None:
        for message in messages:
            page.socket.sendall(message)
        # The job is answered behind all results: when its answer is there, they are.
        job = asyncio.create_task(served.ask("run", realm=page.name, code="6 * 7"))
        heard = await asyncio.to_thread(page.hear, "job")
        page.say("result", job=heard["job"], ok=True, value=VALUE, duration_ms=0.1)
        await job

    begun = time.perf_counter()
    asyncio.run(asked())
    return (time.perf_counter() - begun) * 1000


def _messages(run: str) -> list[dict[str, Any]]:
    """Return what a page says of one run."""
    items = [
        {
            "name": f"adds {number}",
            "suite": "arithmetic > sums",
            "file": "/tests/sums.test.js",
            "status": "pass",
            "duration": 0.4,
            "error": None,
            "completedAt": 1_790_000_000_000 + number,
        }
        for number in range(RESULTS)
    ]
    made = []
    for at in range(0, RESULTS, BATCH):
        totals = {"pass": at + BATCH, "fail": 0, "skip": 0, "total": RESULTS}
        recent = items[at : at + BATCH]
        known = {"run": run, "totals": totals, "duration_ms": float(at), "complete": False}
        made.append({**known, "recent": recent})
    return [*made, {**made[-1], "recent": items[:1000], "complete": True}]


def _read_ms() -> float:
    """Return the milliseconds in which the same messages are only parsed."""
    texts = [json.dumps(message) for message in _messages("floor")]
    begun = time.perf_counter()
    for text in texts:
        json.loads(text)
    return (time.perf_counter() - begun) * 1000
