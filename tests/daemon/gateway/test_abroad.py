"""A root that other machines reach, in a real browser: the key once, then everything works."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from daebug.protocol.pages import JobFinished
from tests.chromium import QUIET, chromium
from tests.daemon.gateway.desk import desk
from tests.daemon.gateway.test_chromium import joined

pytestmark = pytest.mark.slow

KEY = "k3y-of-this-root"


@pytest.mark.parametrize("sockets", [True, False], ids=["sockets", "polls"])
def test_a_page_that_was_opened_with_the_key_joins_and_runs_jobs(
    tmp_path: Path, *, sockets: bool
) -> None:
    driver = pytest.importorskip(
        "playwright.async_api", reason="playwright is not installed"
    ).async_playwright
    path = chromium()
    (tmp_path / "index.html").write_text(
        "<!doctype html><title>Far</title><script src=a.js></script>"
    )
    (tmp_path / "a.js").write_text("globalThis.loaded = 1")

    async def run() -> None:
        async with desk(tmp_path, host="0.0.0.0", key=KEY) as here, driver() as playwright:
            browser = await playwright.chromium.launch(executable_path=path, args=QUIET)
            try:
                tab = await browser.new_page()
                if not sockets:
                    await tab.add_init_script("delete globalThis.WebSocket")
                refused = await tab.goto(here.url("/"))
                assert refused.status == 401
                await tab.goto(here.url(f"/?key={KEY}"))
                assert KEY not in tab.url
                await tab.wait_for_function("globalThis.loaded")
                page = await joined(here)
                assert page.transport == ("socket" if sockets else "poll")
                await here.run(page.realm, "[document.title, loaded].join()")
                finished = await here.until(JobFinished)
                assert json.loads(finished.value)["text"] == "Far,1"
            finally:
                await browser.close()

    asyncio.run(run())
