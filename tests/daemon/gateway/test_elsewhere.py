"""Pages that another server serves: they join by a line or a bookmark, if they are allowed to."""

from __future__ import annotations

import asyncio
import html
import json
import re
import urllib.parse
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from daebug.protocol import batches
from daebug.protocol.pages import JobFinished, RealmJoined
from tests.chromium import QUIET, chromium
from tests.daemon.gateway.attack import EVIL
from tests.daemon.gateway.desk import TOKEN, Desk, desk, told

VITE = "http://localhost:5173"

CROSS = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "script", "Sec-Fetch-Mode": "no-cors"}

SCRIPT = f"/-daebug/page.js?token={TOKEN}"


def test_a_page_elsewhere_gets_a_script_that_knows_the_way_back(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        got = await desk.get(SCRIPT, headers={**CROSS, "Referer": f"{VITE}/app/"})
        assert got.status == 200
        assert f'"origin": "http://localhost:{desk.port}"'.encode() in got.body
        assert b'"worker": ""' in got.body
        assert got.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        ours = await desk.get(SCRIPT, headers=desk.ours)
        assert b'"origin"' not in ours.body
        assert ours.headers["Cross-Origin-Resource-Policy"] == "same-origin"

    told(tmp_path, story, origins=[VITE])


def test_an_allowed_origin_gets_the_script_without_the_token_and_may_read_it(
    tmp_path: Path,
) -> None:
    async def story(desk: Desk) -> None:
        stated = {**CROSS, "Sec-Fetch-Mode": "cors", "Origin": VITE}
        got = await desk.get("/-daebug/page.js", headers=stated)
        assert got.status == 200
        assert TOKEN.encode() in got.body
        assert got.headers["Access-Control-Allow-Origin"] == VITE
        for headers in (CROSS, {**stated, "Origin": EVIL}, {**stated, "Origin": "null"}):
            refused = await desk.get("/-daebug/page.js", headers=headers)
            assert refused.status == 403
            assert TOKEN.encode() not in refused.body

    told(tmp_path, story, origins=[VITE])


@pytest.mark.parametrize(
    "told_by",
    [{"Referer": f"{EVIL}/x"}, {"Origin": EVIL}, {"Origin": "null"}, {"Referer": "http://[/"}],
)
def test_a_page_that_is_not_allowed_is_told_so_in_its_console(
    tmp_path: Path, told_by: dict[str, str]
) -> None:
    async def story(desk: Desk) -> None:
        got = await desk.get(SCRIPT, headers={**CROSS, **told_by})
        if told_by.get("Referer", "").startswith("http://["):
            assert got.status == 200  # who asks is not told, so the channel will refuse it
            return
        assert got.body.startswith(b"console.error(")
        assert TOKEN.encode() not in got.body

    told(tmp_path, story, origins=[VITE])


def test_a_page_asks_before_it_reaches_for_this_machine(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        asked = {"Access-Control-Request-Private-Network": "true"}
        got = await desk.ask("OPTIONS", SCRIPT, headers={**asked, "Origin": VITE})
        assert got.status == 204
        assert got.headers["Access-Control-Allow-Private-Network"] == "true"
        refused = await desk.ask("OPTIONS", SCRIPT, headers={**asked, "Origin": EVIL})
        assert "Access-Control-Allow-Private-Network" not in refused.headers

    told(tmp_path, story, origins=[VITE])


def test_the_bookmarklet_is_for_people_and_names_what_is_allowed(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        page = (await desk.get("/-daebug/bookmarklet")).body.decode()
        link = html.unescape(re.findall(r'id="bookmarklet">([^<]*)<', page)[0])
        assert link.startswith("javascript:")
        assert f"//localhost:{desk.port}{SCRIPT}" in urllib.parse.unquote(link)
        assert VITE in page
        for headers in ({"Origin": EVIL}, CROSS, {"Sec-Fetch-Site": "cross-site"}):
            refused = await desk.get("/-daebug/bookmarklet", headers=headers)
            assert refused.status == 403
            assert TOKEN.encode() not in refused.body

    told(tmp_path, story, origins=[VITE], name="<b>site</b>")


@asynccontextmanager
async def elsewhere() -> AsyncIterator[tuple[str, dict[str, str]]]:
    """Serve pages on a port of their own; give its origin, and the dict to put pages in."""
    sites: dict[str, str] = {}

    async def page(request: web.BaseRequest) -> web.Response:
        text = sites.get(request.path)
        return web.Response(text=text or "", content_type="text/html", status=200 if text else 404)

    server = web.Server(page)
    runner = web.ServerRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}", sites
    finally:
        await runner.cleanup()


def shown(root: Path, story: Callable[[Desk, Any, str, dict[str, str]], Awaitable[None]]) -> None:
    """Run ``story`` with a desk that allows another server's pages, that server, and a tab."""
    driver = pytest.importorskip(
        "playwright.async_api", reason="playwright is not installed"
    ).async_playwright
    path = chromium()

    async def run() -> None:
        async with (
            elsewhere() as (their, sites),
            desk(root, origins=[their]) as here,
            driver() as playwright,
        ):
            browser = await playwright.chromium.launch(executable_path=path, args=QUIET)
            try:
                await story(here, await browser.new_page(), their, sites)
            finally:
                await browser.close()

    asyncio.run(run())


async def runs_jobs(here: Desk, title: str) -> None:
    """See that the page has joined, runs a job, and that what it logs comes."""
    joined = await here.until(RealmJoined)
    assert (joined.kind, joined.title) == ("page", title)
    await here.run(joined.realm, "console.log('from afar'); document.title + '!'")
    done = await here.until(JobFinished)
    assert json.loads(done.value)["text"] == f"{title}!"
    await here.bulk.until(
        lambda seen: any(
            event.text == "from afar" for one in seen for event in batches.events(one.events)
        )
    )


@pytest.mark.slow
def test_a_line_in_a_page_of_another_server_joins_it(tmp_path: Path) -> None:
    async def story(here: Desk, tab: Any, their: str, sites: dict[str, str]) -> None:
        line = f'<script src="http://127.0.0.1:{here.port}{SCRIPT}"></script>'
        sites["/"] = f"<!doctype html><head>{line}<title>Theirs</title>"
        await tab.goto(f"{their}/")
        await runs_jobs(here, "Theirs")

    shown(tmp_path, story)


@pytest.mark.slow
def test_the_bookmarklet_joins_a_page_of_another_server(tmp_path: Path) -> None:
    async def story(here: Desk, tab: Any, their: str, sites: dict[str, str]) -> None:
        sites["/"] = "<!doctype html><title>Marked</title><p>hello"
        await tab.goto(here.url("/-daebug/bookmarklet"))
        link = await tab.get_attribute("a", "href")
        await tab.goto(f"{their}/")
        await tab.evaluate("(link) => { location.href = link }", link)
        await runs_jobs(here, "Marked")

    shown(tmp_path, story)


@pytest.mark.slow
def test_a_page_that_is_not_allowed_does_not_join_and_reads_why(tmp_path: Path) -> None:
    async def story(here: Desk, tab: Any, their: str, sites: dict[str, str]) -> None:
        line = f'<script src="http://127.0.0.1:{here.port}{SCRIPT}"></script>'
        sites["/"] = f"<!doctype html><head>{line}<title>Theirs</title>"
        said: asyncio.Queue[str] = asyncio.Queue()
        tab.on("console", lambda message: said.put_nowait(message.text))
        await tab.goto(f"{their.replace('127.0.0.1', 'localhost')}/")
        assert "not among pages.origins" in await asyncio.wait_for(said.get(), 10)
        # Nor does it without a word about where it is from.
        sites["/quiet"] = "<!doctype html><meta name=referrer content=no-referrer>" + line
        refused: asyncio.Queue[str] = asyncio.Queue()
        tab.on("websocket", lambda socket: socket.on("socketerror", refused.put_nowait))
        await tab.goto(f"{their.replace('127.0.0.1', 'localhost')}/quiet")
        assert "403" in await asyncio.wait_for(refused.get(), 10)
        assert here.said(RealmJoined) == []

    shown(tmp_path, story)
