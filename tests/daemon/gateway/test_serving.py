"""The role: orders of the hub, jobs of pages, and what is told of both."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from daebug.protocol import pages
from daebug.protocol.errors.daemon import BadMessage
from daebug.protocol.errors.pages import (
    CantServe,
    NeedsKey,
    NoSuchRealm,
    NoSuchRoot,
    PortTaken,
    RealmGone,
)
from daebug.protocol.orders import CheckHealth, Done, StopRole, WriteInput
from daebug.protocol.pages import (
    CancelJob,
    CloseRoot,
    JobFinished,
    JobStarted,
    RealmJoined,
    RealmLeft,
    ReloadRealm,
)
from tests.arrivals import MS
from tests.daemon.gateway.desk import TOKEN, Desk, told
from tests.tree import ROOT


def test_a_job_goes_to_its_page_and_the_result_comes_back(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page(url="http://localhost/\n%%SHUTDOWN%%", title="T\x1b[2J") as page:
            joined = await desk.until(RealmJoined)
            assert (joined.realm, joined.load, joined.transport) == ("p", "l1", "socket")
            assert joined.url == "http://localhost/ %%SHUTDOWN%%"
            assert joined.title == "T [2J"
            assert await desk.run("p", "1 + 1", agent="ann", console="warn") == Done()
            job = await page.hear("job")
            assert job == {
                "t": "job",
                "job": "j1",
                "code": "1 + 1",
                "timeout_ms": 5000,
                "agent": "ann",
                "console": "warn",
            }
            await page.say("started", job="j1")
            value = {"kind": "number", "text": "2", "type": "Number", "json": "2"}
            answered = [{"kind": "confirm", "text": "Sure?", "answer": False}]
            await page.say(
                "result", job="j1", ok=True, value=value, duration_ms=1.5, dialogs=answered
            )
            started, finished = await desk.until(JobStarted), await desk.until(JobFinished)
        assert (started.realm, started.load, started.job) == ("p", "l1", "j1")
        assert (finished.ok, finished.late, finished.duration_ms) == (True, False, 1.5)
        assert json.loads(finished.value) == value
        assert finished.dialogs == ["confirm 'Sure?' -> false"]

    told(tmp_path, story)


def test_started_and_finished_name_the_order_as_their_cause(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await desk.run("p")
            await page.say("started", job="j1")
            await page.say("result", job="j1", ok=True)
            await desk.until(JobFinished)
        causes = {
            fact.cause
            for fact in desk.facts.seen
            if isinstance(fact.message, (JobStarted, JobFinished))
        }
        assert len(causes) == 1
        assert causes.pop().startswith("hub-")

    told(tmp_path, story)


def test_a_result_of_a_job_that_was_never_given_is_late(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await page.say("result", job="forged", ok=True)
            finished = await desk.until(JobFinished)
            assert (finished.job, finished.late) == ("forged", True)
            assert desk.said(JobStarted) == []

    told(tmp_path, story)


def test_a_second_result_of_one_job_is_late(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await desk.run("p")
            for ok in (False, True):
                await page.say("result", job="j1", ok=ok)
            await desk.until(JobFinished, 2)
            assert [fact.late for fact in desk.said(JobFinished)] == [False, True]

    told(tmp_path, story)


def test_a_result_that_cannot_be_read_ends_its_job_at_once(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await desk.run("p")
            await page.say("result", job="j1", ok=True, value={"text": 7})
            finished = await desk.until(JobFinished)
            assert not finished.ok
            assert "can't be read" in json.loads(finished.error)["message"]

    told(tmp_path, story)


def test_half_a_surrogate_pair_in_a_value_is_made_readable(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await desk.run("p")
            await page.socket.send_str(
                '{"t":"result","job":"j1","ok":true,"value":{"kind":"string","text":"a\\ud800b"}}'
            )
            finished = await desk.until(JobFinished)
            assert json.loads(finished.value)["text"] == "a\ufffdb"

    told(tmp_path, story)


def test_the_same_job_is_not_handed_out_twice(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await desk.run("p")
            with pytest.raises(RealmGone, match="already"):
                await desk.run("p")
            await page.hear("job")

    told(tmp_path, story)


def test_a_job_for_an_earlier_load_or_an_unknown_realm_is_refused(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page():
            with pytest.raises(RealmGone, match="anew"):
                await desk.run("p", load="earlier")
            with pytest.raises(NoSuchRealm, match="live: p"):
                await desk.run("q")
        with pytest.raises(NoSuchRoot):
            await desk.order(
                pages.RunJob(root="/no", realm="p", load="", job="j", code="", timeout_s=1)
            )

    told(tmp_path, story)


def test_cancel_and_reload_reach_the_page(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            root = str(desk.root)
            await desk.order(CancelJob(root=root, realm="p", job="j1"))
            await desk.order(ReloadRealm(root=root, realm="p"))
            assert await page.hear() == {"t": "cancel", "job": "j1"}
            assert await page.hear() == {"t": "reload"}

    told(tmp_path, story)


def test_two_roots_have_their_own_ports_and_pages(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "a.txt").write_text(folder.name)

    async def story(desk: Desk) -> None:
        opened = await desk.open(other, token="another")
        assert opened.port != desk.port
        assert opened == await desk.open(other, token="another")
        assert (await desk.get("/a.txt")).body == b"one"
        async with desk.client.get(f"{opened.url}a.txt") as response:
            assert await response.read() == b"other"
        url = f"{opened.url}-daebug/poll?token={TOKEN}&name=p&load=l"
        async with desk.client.get(url) as response:
            assert response.status == 403
        assert await desk.order(CloseRoot(root=str(other))) == Done()
        with pytest.raises(NoSuchRoot):
            await desk.order(CloseRoot(root=str(other)))

    told(one, story)


def test_ports_are_tried_in_order_and_none_left_is_an_error(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()

    async def story(desk: Desk) -> None:
        with pytest.raises(PortTaken):
            await desk.open(other, ports=[desk.port])
        assert (await desk.open(other, ports=[desk.port, 0])).port != desk.port

    told(tmp_path, story)


def test_what_cannot_be_served_is_refused_with_the_reason(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        with pytest.raises(CantServe, match="no folder"):
            await desk.open(tmp_path / "missing")
        with pytest.raises(CantServe, match="another token"):
            await desk.open(tmp_path, token="x")
        (tmp_path / "sub").mkdir()
        with pytest.raises(NeedsKey, match="API key"):
            await desk.open(tmp_path / "sub", host="0.0.0.0")
        with pytest.raises(CantServe, match="no token"):
            await desk.open(tmp_path / "sub", token="")

    told(tmp_path, story)


def test_an_order_of_another_role_is_refused_and_health_is_answered(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        assert await desk.order(CheckHealth()) == Done()
        with pytest.raises(BadMessage, match="WriteInput"):
            await desk.order(WriteInput(session="p"))

    told(tmp_path, story)


def test_stop_is_answered_when_the_pages_have_left(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page(), desk.page("q", "l2"):
            await desk.order(StopRole())
            assert {fact.reason for fact in desk.said(RealmLeft)} == {"root-closed"}
            assert len(desk.said(RealmLeft)) == 2

    told(tmp_path, story)


def test_a_gateway_without_a_hub_gives_up(tmp_path: Path) -> None:
    from daebug.daemon.gateway import serving
    from daebug.protocol.bus import Peer
    from daebug.protocol.errors.daemon import NoAnswer

    async def story() -> None:
        peer = Peer("gateway", tmp_path, print)
        gateway = serving.Gateway(peer, asyncio.Event(), Path("/nowhere"))
        with pytest.raises(NoAnswer):
            await peer.join(20 * MS)
        await gateway.close()
        peer.close()

    asyncio.run(story())


def test_the_zygote_can_import_the_role_without_the_http_server() -> None:
    code = "import sys, daebug.daemon.gateway.process; print('aiohttp' in sys.modules)"
    path = {**os.environ, "PYTHONPATH": str(ROOT / ".pkg")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
