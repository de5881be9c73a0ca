"""The channel without WebSocket."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from daebug.protocol.errors.pages import RealmGone
from daebug.protocol.orders import Done
from daebug.protocol.pages import JobFinished, RealmJoined, RealmLeft
from tests.daemon.gateway.desk import TOKEN, Desk, Got, told

HELLO = {"t": "hello", "v": 1, "name": "p", "load": "l1", "url": "http://x/"}


def query(name: str = "p", load: str = "l1") -> str:
    return f"?token={TOKEN}&name={name}&load={load}"


async def post(desk: Desk, *messages: dict[str, Any], load: str = "l1") -> Got:
    path = f"/-daebug/post{query(load=load)}"
    return await desk.ask("POST", path, json=list(messages), headers=desk.ours)


async def poll(desk: Desk) -> Got:
    return await desk.get(f"/-daebug/poll{query()}", headers=desk.ours)


def test_a_page_that_polls_gets_its_job_and_answers(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        welcome = (await post(desk, HELLO)).json()[0]
        assert (welcome["t"], welcome["name"], welcome["load"]) == ("welcome", "p", "l1")
        assert (await desk.until(RealmJoined)).transport == "poll"
        polled = asyncio.create_task(poll(desk))
        assert await desk.run("p", "1+1") == Done()
        messages = (await polled).json()
        assert [(one["t"], one["code"]) for one in messages] == [("job", "1+1")]
        done = {"t": "result", "job": "j1", "ok": False, "error": {"message": "no"}}
        assert (await post(desk, done)).json() == []
        finished = await desk.until(JobFinished)
        assert json.loads(finished.error)["message"] == "no"

    told(tmp_path, story)


def test_a_job_between_two_polls_waits_for_the_next_one(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await post(desk, HELLO)
        asked = asyncio.create_task(desk.run("p"))
        assert [one["job"] for one in (await poll(desk)).json()] == ["j1"]
        assert await asked == Done()

    told(tmp_path, story)


def test_a_newer_poll_takes_over_and_the_job_goes_out_once(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await post(desk, HELLO)
        polls = [asyncio.create_task(poll(desk)) for _ in range(3)]
        await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
        await desk.run("p")
        done, parked = await asyncio.wait(polls, timeout=0.5)
        jobs = [one for answer in done for one in answer.result().json()]
        assert len(jobs) == 1
        assert parked == set()

    told(tmp_path, story)


def test_a_poll_that_is_cut_off_ends_the_load_unless_it_comes_again(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await post(desk, HELLO)
        cut = asyncio.create_task(poll(desk))
        await asyncio.wait([cut], timeout=0.2)
        cut.cancel()
        await asyncio.wait([cut])
        again = asyncio.create_task(poll(desk))
        await desk.run("p")
        assert [one["job"] for one in (await again).json()] == ["j1"]
        assert desk.said(RealmLeft) == []
        cut = asyncio.create_task(poll(desk))
        await asyncio.wait([cut], timeout=0.2)
        cut.cancel()
        assert (await desk.until(RealmLeft)).reason == "closed"

    told(tmp_path, story)


def test_an_unknown_load_is_told_to_say_hello_again(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        assert (await poll(desk)).status == 410
        assert (await post(desk, {"t": "pong"})).status == 410
        await post(desk, HELLO)
        assert (await post(desk, {"t": "pong"}, load="other")).status == 410

    told(tmp_path, story)


def test_a_beacon_with_the_last_words_is_taken(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await post(desk, HELLO)
        events = {"t": "events", "events": [{"text": "last"}]}
        body = json.dumps([events, {"t": "bye", "reason": "unload"}])
        headers = {**desk.ours, "Content-Type": "text/plain;charset=UTF-8"}
        got = await desk.ask("POST", f"/-daebug/post{query()}", data=body, headers=headers)
        assert got.status == 200
        assert (await desk.until(RealmLeft)).reason == "unload"
        await desk.bulk.count(1)

    told(tmp_path, story)


def test_one_bad_message_of_a_post_does_not_spoil_the_others(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await post(desk, HELLO, {"t": "odd"}, {"t": "events", "events": [{"text": "x"}]})
        await desk.bulk.count(1)
        path = f"/-daebug/post{query()}"
        got = await desk.ask("POST", path, data=b"{", headers=_json(desk))
        assert got.status == 400

    told(tmp_path, story)


def test_a_body_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        await post(desk, HELLO)
        request = (
            f"POST /-daebug/post{query()} HTTP/1.1\r\nHost: localhost:{desk.port}\r\n"
            "Content-Type: application/json\r\nContent-Length: 150000000\r\n\r\n"
        )
        assert (await desk.raw(request.encode())).startswith(b"HTTP/1.1 413")

    told(tmp_path, story)


def test_a_body_without_a_length_is_cut_at_the_limit(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async def endless() -> Any:
            for _ in range(40):
                yield bytes(1024 * 1024)

        path = f"/-daebug/post{query()}"
        try:
            got = await desk.ask("POST", path, data=endless(), headers=_json(desk))
        except aiohttp.ClientError:
            return  # the connection was closed while we wrote
        assert got.status == 413

    told(tmp_path, story)


def test_a_job_that_no_poll_takes_is_refused_and_never_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.links.SEND_S", 0.1)

    async def story(desk: Desk) -> None:
        await post(desk, HELLO)
        with pytest.raises(RealmGone):
            await desk.run("p")
        polled = asyncio.create_task(poll(desk))
        await desk.run("p", job="j2")
        assert [one["job"] for one in (await polled).json()] == ["j2"]

    told(tmp_path, story)


def _json(desk: Desk) -> dict[str, str]:
    return {**desk.ours, "Content-Type": "application/json"}
