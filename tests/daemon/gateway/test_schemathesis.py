"""A fuzzer reads the OpenAPI document and holds the real gateway to it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import sys
from pathlib import Path

import pytest

from daebug.protocol.asks import AnswerAsk, Asked, JobTold, LookAtJob, RunTests, SummaryTold
from daebug.protocol.testing import File, Result, Summary
from tests.arrivals import MS
from tests.daemon.gateway.desk import TOKEN, Desk, told

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed"
    ),
]

#: Cases that are made up for each operation, besides those at the limits of its schema.
#: ``DAEBUG_FUZZ=500`` looks longer.
EXAMPLES = os.environ.get("DAEBUG_FUZZ", "10")

#: A load that is not known is told by 410, a socket that is none by 426.  Which patterns and
#: folders can be searched no schema can say.
SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 410, 426, 429]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 410, 415, 426, 429]
[[operations]]
include-path-regex = "discover-tests"
checks.positive_data_acceptance.expected-statuses = ["2xx", 400, 403, 429]
"""


#: What every run of tests comes to.
RAN = Summary(
    ok=False,
    root="/site",
    passed=0,
    failed=1,
    skipped=0,
    total=1,
    duration_ms=8.0,
    pages=["zen"],
    files=[File(file="/a.test.js", ok=False, failed=1, page="zen")],
    tests=[Result(name="adds", status="fail", file="/a.test.js", error="Error: 3")],
)


async def answering(desk: Desk) -> None:
    """Answer what is asked of the hub, with jobs that are over and with some that are not."""
    number = 0
    while True:
        with contextlib.suppress(AssertionError):  # nothing is asked for a while
            await desk.until(Asked, number + 1)
        for asked in desk.said(Asked)[number:]:
            number += 1
            if isinstance(asked.question, RunTests):
                await desk.order(AnswerAsk(ask=asked.ask, told=SummaryTold(summary=RAN)))
                continue
            over = number % 2 == 0
            looked = asked.question
            job = looked.job if isinstance(looked, LookAtJob) else f"j{number}"
            state = "finished" if over else "started"
            told = JobTold(job=job, realm="zen", over=over, state=state, ok=over, text="2")
            await desk.order(AnswerAsk(ask=asked.ask, told=told))


def test_a_fuzzer_finds_no_answer_that_is_not_described(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.old_channel.HOLD_S", 10 * MS)
    monkeypatch.setattr("daebug.daemon.gateway.polls.PARK_S", 10 * MS)
    monkeypatch.setattr("daebug.daemon.gateway.limits.SEARCHES_S", 1000.0)
    site = tmp_path / "site"
    site.mkdir()
    (site / "daebug.md").write_text("# index\n")
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS)

    async def story(desk: Desk) -> None:
        hub = asyncio.create_task(answering(desk))
        words = [sys.executable, "-m", "schemathesis.cli", f"--config-file={settings}", "run"]
        words += [desk.url("/-daebug/openapi.json"), "--checks=all", "--no-color"]
        words += [f"--max-examples={EXAMPLES}", "--seed=7", "--generation-database=none"]
        words += ["--phases=examples,coverage,fuzzing", "--request-timeout=10"]
        words += ["--suppress-health-check=all", "--exclude-deprecated", "--continue-on-failure"]
        for name, value in {**desk.ours, "Authorization": f"Bearer {TOKEN}"}.items():
            words += ["--header", f"{name}:{value}"]
        fuzzer = await asyncio.create_subprocess_exec(
            *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=tmp_path
        )
        try:
            said, _ = await asyncio.wait_for(fuzzer.communicate(), 170)
        finally:
            if fuzzer.returncode is None:
                fuzzer.kill()
            hub.cancel()
        assert fuzzer.returncode == 0, said.decode()[-20_000:]
        assert (await desk.get("/health")).json()["ok"] is True

    told(site, story)
