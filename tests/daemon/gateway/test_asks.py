"""What a client wants of the hub, from its request to the hub's answer or its end."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from daebug.protocol.asks import (
    AnswerAsk,
    AppendRequest,
    AskDropped,
    Asked,
    JobTold,
    LookAtJob,
    RefuseAsk,
)
from daebug.protocol.orders import StopRole
from tests.arrivals import MS
from tests.daemon.gateway.desk import TOKEN, Desk, Got, told

BEARER = {"Authorization": f"Bearer {TOKEN}"}


def append(desk: Desk, query: str = "", **body: Any) -> asyncio.Task[Got]:
    """Append a request in the background."""
    path = f"/instances/zen/append{query}"
    return asyncio.create_task(desk.ask("POST", path, json=body, headers=BEARER))


async def answer(desk: Desk, **more: Any) -> Asked:
    """Answer the ask that is told next, as the hub."""
    asked: Asked = await desk.until(Asked)
    fields = {"job": "j7", "realm": "zen", "over": True, "state": "finished", **more}
    await desk.order(AnswerAsk(ask=asked.ask, told=JobTold(**fields)))
    return asked


def test_an_append_is_asked_of_the_hub_and_answered_with_its_result(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        got = append(desk, "?wait=5", code="1 + 1", agent="ann", timeout=7)
        asked = await answer(desk, ok=True, text="2", info="JSON")
        question = AppendRequest(realm="zen", code="1 + 1", agent="ann", job_s=7.0, wait_s=5.0)
        assert (asked.root, asked.question) == (str(desk.root), question)
        answered = await got
        assert answered.status == 200
        assert answered.json()["text"] == "2"
        assert "type" not in answered.json()

    told(tmp_path, story)


def test_a_job_that_is_not_over_is_202_and_can_be_looked_at(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        look = asyncio.create_task(desk.get("/jobs/j7/result?wait=1", headers=BEARER))
        asked = await answer(desk, over=False, state="started")
        assert asked.question == LookAtJob(job="j7", wait_s=1.0)
        assert ((await look).status, (await look).json()["over"]) == (202, False)

    told(tmp_path, story)


@pytest.mark.parametrize(
    ("code", "facts", "status"),
    [
        ("no-such-realm", {"realm": "zen", "root": "/r", "realms": "none"}, 404),
        ("cant-write", {"path": "/r", "why": "no space"}, 503),
        ("process-down", {"role": "watcher", "how": "killed"}, 503),
        ("no-answer", {"role": "hub", "waited_s": 3}, 504),
        ("too-many-requests", {"number": 1000}, 429),
        ("stopping", {}, 503),
        ("unexpected", {"what": "x"}, 500),
    ],
)
def test_a_refusal_of_the_hub_becomes_a_status_a_line_and_a_code(
    tmp_path: Path, code: str, facts: dict[str, Any], status: int
) -> None:
    async def story(desk: Desk) -> None:
        got = append(desk, code="1")
        asked = await desk.until(Asked)
        await desk.order(RefuseAsk(ask=asked.ask, code=code, facts=facts))
        answered = await got
        assert (answered.status, answered.headers["X-Daebug-Error"]) == (status, code)
        assert answered.body

    told(tmp_path, story)


def test_who_goes_before_the_answer_is_told_to_the_hub(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", desk.port)
        body = json.dumps({"code": "1"}).encode()
        writer.write(
            f"POST /instances/zen/append?wait=9 HTTP/1.1\r\nHost: localhost:{desk.port}\r\n"
            f"Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        asked = await desk.until(Asked)
        writer.transport.abort()
        assert (await desk.until(AskDropped)).ask == asked.ask
        await answer(desk)  # which finds nobody, and does no harm

    told(tmp_path, story)


def test_an_ask_that_nobody_answers_has_a_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.asking.HUB_S", 0.05)
    monkeypatch.setattr("daebug.daemon.gateway.asks.GRACE_S", 0.0)

    async def story(desk: Desk) -> None:
        assert (await append(desk, code="1")).status == 504

    told(tmp_path, story)


def test_when_the_gateway_ends_the_open_asks_are_503(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        got = append(desk, "?wait=9", code="1")
        await desk.until(Asked)
        await desk.order(StopRole())
        async with asyncio.timeout(5000 * MS):
            assert (await got).status == 503

    told(tmp_path, story)


def test_more_asks_than_there_is_room_for_are_503(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.limits.ASKS", 1)

    async def story(desk: Desk) -> None:
        first = append(desk, code="1")
        await desk.until(Asked)
        assert (await append(desk, code="2")).status == 503
        await answer(desk)
        assert (await first).status == 200

    told(tmp_path, story)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": ""},
        {"code": " \n"},
        {"code": 1},
        {"code": "1", "agent": "two words"},
        {"code": "1", "agent": "a\n## forged"},
        {"code": "1", "timeout": -1},
        {"code": "1", "timeout": 1e9},
    ],
)
def test_a_request_that_makes_no_sense_never_gets_to_the_hub(
    tmp_path: Path, body: dict[str, Any]
) -> None:
    async def story(desk: Desk) -> None:
        assert (await append(desk, **body)).status == 400
        assert (await append(desk, "?wait=nan", code="1")).status == 400
        assert (await append(desk, "?wait=1&wait=2", code="1")).status == 400
        assert desk.said(Asked) == []

    told(tmp_path, story)
