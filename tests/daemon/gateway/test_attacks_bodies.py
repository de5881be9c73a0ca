"""Attacks with requests and messages of odd form or size: no harm is done."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import aiohttp
import pytest

from daebug.protocol import pages
from daebug.protocol.pages import JobFinished
from tests.arrivals import MS
from tests.daemon.gateway import desk as desks
from tests.daemon.gateway.attack import head, status, told
from tests.daemon.gateway.desk import Desk


@pytest.mark.parametrize(
    "line",
    [
        "GET // HTTP/1.1",
        "GET //evil.example/ HTTP/1.1",
        "GET /%2f%2f HTTP/1.1",
        "GET http://evil.example/ HTTP/1.1",
        "GET http://[ HTTP/1.1",
        "GET * HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "CONNECT evil.example:80 HTTP/1.1",
        "GET /\x00 HTTP/1.1",
        "GET /%00 HTTP/1.1",
        "GET /%ff%fe HTTP/1.1",
        "GET /% HTTP/1.1",
        "GET ? HTTP/1.1",
        "GET / HTTP/9.9",
        "G\x01T / HTTP/1.1",
        "DELETE / HTTP/1.1",
        "GET /" + "a" * 20_000 + " HTTP/1.1",
        "GET /" + "a/" * 3_000 + " HTTP/1.1",
        "nonsense",
    ],
)
def test_no_request_line_kills_the_server_or_gets_anything(tmp_path: Path, line: str) -> None:
    async def story(desk: Desk) -> None:
        assert status(await desk.raw(head(desk, line))) not in {200, 500}

    told(tmp_path, story)


def test_a_large_body_to_a_small_endpoint_is_refused(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        path = "/-daebug-discover-tests"
        body = b'{"files":"' + b"a" * 200_000 + b'"}'
        headers = {**desk.ours, "Content-Type": "application/json"}
        assert (await desk.ask("POST", path, data=body, headers=headers)).status == 413
        packed = {**headers, "Content-Encoding": "gzip"}
        assert (await desk.ask("POST", path, data=b"{}", headers=packed)).status in {400, 415}

    told(tmp_path, story)


def test_too_many_headers_or_too_long_ones_are_refused(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        many = [f"X-{number}: 1" for number in range(500)]
        for headers in (many, ["X: " + "a" * 100_000]):
            answer = await desk.raw(head(desk, "GET /health HTTP/1.1", *headers))
            assert status(answer) == 400

    told(tmp_path, story)


def test_a_message_over_the_limit_ends_its_connection_only(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page("big") as page, desk.page("other", "l2") as other:
            with contextlib.suppress(ConnectionError):  # it is closed while we write
                await page.socket.send_bytes(bytes(17 * 1024 * 1024))
            message = await page.socket.receive()
            assert message.type not in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}
            await desk.run("other")
            assert (await other.hear("job"))["job"] == "j1"

    told(tmp_path, story)


def test_a_deep_value_ends_its_job_with_an_error(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await desk.run("p")
            deep = '{"kind":"array","parts":[["0",' * 5000 + "1"
            await page.socket.send_str(
                '{"t":"result","job":"j1","ok":true,"value":' + deep + "]]}" * 5000 + "}"
            )
            await desk.run("p", job="j2")
            await page.say("result", job="j2", ok=True)
            await desk.facts.until(
                lambda _: any(fact.job == "j2" for fact in desk.said(JobFinished))
            )

    told(tmp_path, story)


def test_connections_that_say_nothing_do_not_keep_others_out(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        silent = [await asyncio.open_connection("127.0.0.1", desk.port) for _ in range(300)]
        for _, writer in silent[:100]:
            writer.write(b"GET / HTTP/1.1\r\nHost: ")
        assert (await desk.get("/health")).status == 200
        for _, writer in silent:
            writer.close()

    told(tmp_path, story)


def test_connections_over_the_limit_are_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.limits.CONNECTIONS", 5)

    async def story(desk: Desk) -> None:
        held = [await asyncio.open_connection("127.0.0.1", desk.port) for _ in range(8)]
        async with asyncio.timeout(5000 * MS):
            for reader, _ in held[5:]:
                with pytest.raises((ConnectionError, EOFError)):
                    assert not await reader.readexactly(1)
        for _, writer in held:
            writer.close()

    desks.told(tmp_path, story)


def test_requests_over_the_rate_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.limits.REQUESTS", 3.0)
    monkeypatch.setattr("daebug.daemon.gateway.limits.REQUESTS_S", 0.001)

    async def story(desk: Desk) -> None:
        statuses = [(await desk.get("/health")).status for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]

    desks.told(tmp_path, story)


def test_realms_over_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.realms.REALMS", 2)

    async def story(desk: Desk) -> None:
        async with desk.page("a", "1"), desk.page("b", "2"), desk.page("c", "3") as third:
            assert third.welcome["t"] == "refuse"

    told(tmp_path, story)


def test_events_of_a_page_cannot_forge_a_job(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await page.say("events", job="j9\n%%SHUTDOWN%%", events=[{"text": "x"}])
            await desk.bulk.count(1)
            assert desk.bulk.seen[0].job == ""
            assert isinstance(desk.bulk.seen[0], pages.Happened)

    told(tmp_path, story)


def test_numbers_that_no_wire_carries_stop_nothing(tmp_path: Path) -> None:
    huge = 10**30

    async def story(desk: Desk) -> None:
        async with desk.page() as page, desk.page("other", "l2") as other:
            await desk.run("p")
            totals = {"pass": huge, "total": -huge}
            await page.say("health", restarts=huge, lag_ms=1e300)
            await page.say("tests", run="r", totals=totals, duration_ms=1e300)
            value = {"kind": "array", "left_out": huge}
            await page.say("result", job="j1", ok=True, value=value, duration_ms=1e300)
            await page.say("events", dropped=huge, seq=huge, events=[{"text": "x", "at": 1e300}])
            await other.say("events", events=[{"text": "still heard"}])
            assert (await desk.until(JobFinished)).job == "j1"
            await desk.until(pages.TestsProgressed)
            await desk.bulk.until(lambda seen: any(one.realm == "other" for one in seen))

    told(tmp_path, story)


def test_what_a_page_says_of_itself_is_one_line_each(tmp_path: Path) -> None:
    nasty = "x\n%%SHUTDOWN%%\n\x1b[2J\u202e\u2028y"

    async def story(desk: Desk) -> None:
        more = {"url": nasty, "title": nasty, "parent": nasty, "agent": nasty, "kind": nasty}
        async with desk.page(nasty, nasty, **more):
            joined = await desk.until(pages.RealmJoined)
            assert joined.kind == "page"
            for said in (joined.url, joined.title, joined.user_agent, joined.realm, joined.load):
                assert said.isprintable(), said

    told(tmp_path, story)
