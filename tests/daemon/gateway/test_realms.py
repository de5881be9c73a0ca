"""Who has which name: reloads, duplicates, lost connections, farewells."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from daebug.protocol.errors.pages import RealmGone
from daebug.protocol.orders import Done
from daebug.protocol.pages import JobFinished, RealmJoined, RealmLeft
from tests.arrivals import MS
from tests.daemon.gateway.desk import TOKEN, Desk, told


def test_a_connection_that_ends_ends_the_load_within_a_second(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        loop = asyncio.get_running_loop()
        async with desk.page():
            await desk.until(RealmJoined)
        before = loop.time()
        left = await desk.until(RealmLeft)
        assert (left.realm, left.load, left.reason) == ("p", "l1", "closed")
        assert loop.time() - before < 1.2

    told(tmp_path, story)


def test_the_same_load_on_a_new_connection_is_the_same_realm(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page():
            await desk.run("p")
        async with desk.page() as page:
            assert page.name == "p"
            await page.say("result", job="j1", ok=True)
            assert not (await desk.until(JobFinished)).late
            assert len(desk.said(RealmJoined)) == 1
            assert desk.said(RealmLeft) == []

    told(tmp_path, story)


def test_a_job_waits_for_a_load_that_comes_again(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page():
            pass
        asked = asyncio.create_task(desk.run("p"))
        async with desk.page() as page:
            assert await asked == Done()
            assert (await page.hear("job"))["job"] == "j1"

    told(tmp_path, story)


def test_a_job_for_a_page_that_does_not_come_again_is_refused(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page():
            pass
        with pytest.raises(RealmGone):
            await desk.run("p")

    told(tmp_path, story)


def test_a_page_that_is_loaded_anew_takes_its_name_over(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page(load="l1"):
            await desk.run("p")
        async with desk.page(load="l2") as page:
            assert page.name == "p"
            left = await desk.until(RealmLeft)
            assert (left.load, left.reason) == ("l1", "reloaded")
            await page.say("result", job="j1", ok=True)
            assert (await desk.until(JobFinished)).late

    told(tmp_path, story)


def test_a_duplicate_of_a_page_that_lives_gets_a_name_of_its_own(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page(load="l1") as page:

            async def live() -> None:
                while True:
                    ping = await page.hear("ping")
                    await page.say("pong", at=ping["at"])

            alive = asyncio.create_task(live())
            async with desk.page(load="l2") as copy, desk.page(load="l3") as third:
                assert copy.name == "p-2"
                assert third.name == "p-3"
                assert desk.said(RealmLeft) == []
            alive.cancel()

    told(tmp_path, story)


def test_a_duplicate_of_a_page_that_is_busy_does_not_take_its_name(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page(load="l1"), desk.page(load="l2") as copy:
            assert copy.name == "p-2"
            assert desk.said(RealmLeft) == []

    told(tmp_path, story)


def test_a_farewell_counts_at_once(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await page.say("bye", reason="navigate\n%%SHUTDOWN%%")
            assert (await desk.until(RealmLeft)).reason == "navigate %%SHUTDOWN%%"

    told(tmp_path, story)


def test_a_page_ends_its_hung_worker_in_the_workers_name(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page("p"), desk.page("p-webworker", "w1", kind="worker", parent="p"):
            joined = await desk.until(RealmJoined, 2)
            assert (joined.kind, joined.parent) == ("worker", "p")
            path = f"/-daebug/post?token={TOKEN}&name=p-webworker&load=w1"
            body = [{"t": "bye", "reason": "worker-hung"}]
            assert (await desk.ask("POST", path, json=body, headers=desk.ours)).status == 200
            left = await desk.until(RealmLeft)
            assert (left.realm, left.reason) == ("p-webworker", "worker-hung")

    told(tmp_path, story)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("../../etc/Passwd", "etc-passwd"),
        ("A" * 500, "a" * 80),
        ("Test@Page#123", "test-page-123"),
        ("x\n%%SHUTDOWN%%\n", "x-shutdown"),
    ],
)
def test_a_name_is_made_of_plain_characters(tmp_path: Path, wanted: str, name: str) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page(wanted) as page:
            assert page.name == name

    told(tmp_path, story)


def test_a_name_with_nothing_usable_is_replaced(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page("\u0442\u0435\u0441\u0442") as page:
            assert page.name.startswith("page-")

    told(tmp_path, story)


def test_many_pages_come_and_go_and_each_is_told_once(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async def one(number: int) -> None:
            async with desk.page(f"p{number}", f"l{number}") as page:
                await desk.run(page.name, job=f"j{number}")
                assert (await page.hear("job"))["job"] == f"j{number}"
                await page.say("result", job=f"j{number}", ok=True)
                await page.say("bye")

        await asyncio.gather(*(one(number) for number in range(200)))
        await desk.facts.until(lambda _: len(desk.said(RealmLeft)) == 200, 20_000 * MS)
        assert len({fact.job for fact in desk.said(JobFinished) if not fact.late}) == 200

    told(tmp_path, story)
