"""The interface for programs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from daebug.protocol import batches
from daebug.protocol.pages import JobFinished, JobStarted, RealmJoined
from tests.daemon.gateway.desk import TOKEN, Desk, Got, told

BEARER = {"Authorization": f"Bearer {TOKEN}"}


async def post(desk: Desk, path: str, **body: Any) -> Got:
    return await desk.ask("POST", path, json=body, headers=BEARER)


def test_a_program_registers_runs_a_job_and_answers(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        me = (await post(desk, "/workers/register", name="robot", url="robot://x")).json()
        who = {"name": me["name"], "load": me["load"]}
        assert (await desk.until(RealmJoined)).kind == "worker"
        path = f"/jobs/poll?name={me['name']}&load={me['load']}"
        polled = asyncio.create_task(desk.get(path, headers=BEARER))
        await desk.run("robot", "go()")
        assert (await polled).json() == {"job": "j1", "code": "go()"}
        assert (await post(desk, "/jobs/ack", job="j1", **who)).status == 200
        events = [{"text": "working"}]
        assert (await post(desk, "/background", events=events, job="j1", **who)).status == 200
        assert (await post(desk, "/jobs/j1/result", ok=True, value=[1], **who)).status == 200
        await desk.until(JobStarted)
        finished = await desk.until(JobFinished)
        assert (finished.late, finished.events) == (False, 1)
        assert json.loads(finished.value)["json"] == "[1]"
        await desk.bulk.count(1)
        assert batches.events(desk.bulk.seen[0].events)[0].text == "working"
        assert (await post(desk, "/workers/robot/heartbeat", lag_ms=3, **who)).status == 200
        told = (await desk.get("/instances/robot", headers=BEARER)).json()
        assert (told["url"], told["transport"], told["jobs"]) == ("robot://x", "poll", [])
        listed = (await desk.get("/instances", headers=BEARER)).json()
        assert listed == {"instances": [told]}

    told(tmp_path, story)


def test_health_tells_name_and_version_and_nothing_secret(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        health = (await desk.get("/health")).json()
        assert health["ok"] is True
        assert health["realms"] == 0
        assert TOKEN not in json.dumps(health)
        assert str(tmp_path.parent) not in json.dumps(health)

    told(tmp_path, story)


def test_an_unknown_load_is_gone_and_nonsense_is_refused(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        who = {"name": "p", "load": "l", "job": "j", "ok": True}
        for path in ("/jobs/ack", "/jobs/j/result", "/background", "/workers/p/heartbeat"):
            assert (await post(desk, path, **who)).status == 410
            assert (await post(desk, path, load=1)).status == 400
        assert (await post(desk, "/workers/p/heartbeat", lag_ms="x", **who)).status == 400
        assert (await desk.get("/jobs/poll?name=p&load=l", headers=BEARER)).status == 410
        assert (await desk.get("/instances/p", headers=BEARER)).status == 404

    told(tmp_path, story)


def test_a_whole_number_may_be_written_with_a_point_and_no_other_may(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        for restarts, status in ((1.0, 410), (1e3, 410), (1.5, 400), ("1", 400), (-1.0, 400)):
            got = await post(desk, "/workers/p/heartbeat", load="l", restarts=restarts)
            assert got.status == status, restarts
        headers = {**BEARER, "Content-Type": "application/json"}
        for body in (b"{", b"\xff", b"[1]", b'{"load": "l", "restarts": 1e999}', b"[" * 100_000):
            got = await desk.ask("POST", "/workers/p/heartbeat", data=body, headers=headers)
            assert got.status in {400, 413}, body[:20]

    told(tmp_path, story)
