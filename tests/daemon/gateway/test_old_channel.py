"""Clients of the predecessor go on, and only pages of our own origin do."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from daebug.protocol import batches, pages
from daebug.protocol.pages import JobFinished, JobStarted, RealmJoined
from tests.daemon.gateway.desk import Desk, Got, told

CHANNEL = "/-daebug-channel?name=12-Drift-0701-38&url=http%3A%2F%2Flocalhost%2F"
NAME = "12-drift-0701-38"


async def post(desk: Desk, payload: dict[str, Any], path: str = CHANNEL) -> Got:
    return await desk.ask("POST", path, json=payload, headers=desk.ours)


async def given(desk: Desk, job: str = "j1") -> Got:
    """Poll until a job comes; return the answer that brought it."""
    polled = asyncio.create_task(desk.get(CHANNEL, headers=desk.ours))
    await desk.until(RealmJoined)
    await desk.run(NAME, "document.title", job=job)
    return await polled


def test_an_old_page_gets_code_and_its_result_counts(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        got = await given(desk)
        assert (got.headers["x-job-id"], got.body) == ("j1", b"document.title")
        assert desk.said(RealmJoined)[0].transport == "old"
        event = {"type": "console", "level": "warn", "message": "m", "eventAt": "2026-01-01T00:00Z"}
        payload = {"ok": True, "value": {"a": [1, "x"]}, "jobId": "j1", "backgroundEvents": [event]}
        assert (await post(desk, payload)).body == b"ok\n"
        finished = await desk.until(JobFinished)
        assert (finished.ok, finished.late, finished.events) == (True, False, 1)
        value = json.loads(finished.value)
        assert (value["kind"], value["json"]) == ("object", '{"a": [1, "x"]}')
        assert len(desk.said(JobStarted)) == 1
        await desk.bulk.count(1)
        assert batches.events(desk.bulk.seen[0].events)[0].text == "m"

    told(tmp_path, story)


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        ({"ok": True}, "undefined"),
        ({"ok": True, "value": None}, "null"),
        ({"ok": True, "value": 1.5}, "number"),
        ({"ok": True, "value": "x"}, "string"),
        ({"ok": True, "value": []}, "array"),
    ],
)
def test_a_plain_value_has_its_kind(tmp_path: Path, payload: dict[str, Any], kind: str) -> None:
    async def story(desk: Desk) -> None:
        await given(desk)
        await post(desk, {**payload, "jobId": "j1"})
        assert json.loads((await desk.until(JobFinished)).value)["kind"] == kind

    told(tmp_path, story)


def test_an_old_error_is_taken_apart(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await given(desk)
        stack = "TypeError: x is no function\n    at f (a.js:1:2)"
        await post(desk, {"ok": False, "error": stack, "jobId": "j1"})
        failure = json.loads((await desk.until(JobFinished)).error)
        assert (failure["name"], failure["message"]) == ("TypeError", "x is no function")
        assert failure["stack"] == stack

    told(tmp_path, story)


def test_a_job_is_handed_out_once_however_often_the_page_polls(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await given(desk)
        polled = asyncio.create_task(desk.get(CHANNEL, headers=desk.ours))
        await asyncio.wait([polled], timeout=0.2)
        assert not polled.done()
        await desk.run(NAME, "2", job="j2")
        assert (await polled).headers["x-job-id"] == "j2"

    told(tmp_path, story)


def test_a_result_without_the_right_job_is_late(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await given(desk)
        await post(desk, {"ok": True, "value": "forged", "jobId": "other"})
        await post(desk, {"ok": True, "value": "forged"})
        await desk.until(JobFinished, 2)
        assert all(fact.late for fact in desk.said(JobFinished))

    told(tmp_path, story)


def test_flushed_events_and_news_of_the_worker_are_events(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await given(desk)
        await post(desk, {"type": "background-flush", "events": [{"message": "a"}]})
        await post(desk, {"type": "worker-timeout", "duration": "20\n%%SHUTDOWN%%"})
        await post(desk, {"type": "worker-init", "mainPage": "x"})
        await desk.bulk.count(2)
        texts = [batches.events(one.events)[0].text for one in desk.bulk.seen]
        assert texts[0] == "a"
        assert "unresponsive" in texts[1]

    told(tmp_path, story)


def test_test_progress_of_an_unknown_realm_is_not_found(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        path = "/-daebug-test-progress"
        payload = {"realmName": NAME, "totals": {"pass": 2, "fail": 0}, "duration": 5}
        assert (await post(desk, payload, path)).status == 404
        await given(desk)
        test = {"name": "a", "status": "pass", "completedAt": 1}
        assert (await post(desk, {**payload, "recentTests": [test]}, path)).status == 200
        told = await desk.until(pages.TestsProgressed)
        assert (told.totals.passed, told.recent[0].name) == (2, "a")

    told(tmp_path, story)


def test_a_poll_without_a_name_is_refused(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        got = await desk.get("/-daebug-channel?url=x", headers=desk.ours)
        assert (got.status, got.body) == (400, b"missing name\n")

    told(tmp_path, story)


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b'{"ok":1e999}', b"\xff", b"[" * 100_000])
def test_a_malformed_post_is_refused_and_the_page_goes_on(tmp_path: Path, payload: bytes) -> None:
    async def story(desk: Desk) -> None:
        await given(desk)
        headers = {**desk.ours, "Content-Type": "application/json"}
        got = await desk.ask("POST", CHANNEL, data=payload, headers=headers)
        assert got.status in {400, 200}
        await post(desk, {"ok": True, "jobId": "j1"})
        assert not (await desk.until(JobFinished)).late

    told(tmp_path, story)
