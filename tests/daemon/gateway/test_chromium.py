"""The gateway, our shims and a real browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from daebug.protocol import batches, pages
from daebug.protocol.pages import JobFinished, RealmJoined, RealmLeft, ReloadRealm
from tests.chromium import QUIET, chromium
from tests.daemon.gateway.desk import Desk, desk

playwright = pytest.importorskip("playwright.async_api", reason="playwright is not installed")
pytestmark = pytest.mark.slow

POLICIES = [
    "",
    "default-src 'self'",
    "default-src 'none'",
    "script-src 'nonce-own'",
    "script-src 'unsafe-inline'",
]

#: What a page from elsewhere tries; it tells what it got.
ATTACK = """async (victim) => {
  const seen = [];
  const tried = async (what) => { try { seen.push(await what()) } catch { } };
  const loaded = (name, src) => new Promise((done) => {
    const made = Object.assign(document.createElement(name), { src });
    made.onload = () => done(src);
    made.onerror = () => done();
    document.documentElement.append(made);
  });
  const old = victim + '-daebug-channel?name=victim&url=%0A%25%25SHUTDOWN%25%25%0A';
  const scripts = [old, victim + '-daebug/page.js', victim + '-daebug-node:test.js'];
  for (const src of scripts) await tried(() => loaded('script', src));
  await tried(() => loaded('img', victim + '/'));
  const body = JSON.stringify({ ok: true, value: 'forged' });
  await tried(() => fetch(old, { method: 'POST', mode: 'no-cors', body }).then(() => ''));
  await tried(() => fetch(victim).then((answer) => answer.text()));
  await tried(() => new Promise((done) => {
    const at = victim.replace('http', 'ws') + '-daebug/socket?token=t0ken-of-this-root';
    const socket = new WebSocket(at);
    socket.onopen = () => done('opened');
    socket.onerror = () => done();
  }));
  return seen.filter(Boolean);
}"""


def shown(root: Path, story: Callable[[Desk, Any], Awaitable[None]]) -> None:
    """Run ``story`` with a desk and an empty tab of a browser."""
    path = chromium()

    async def run() -> None:
        async with desk(root) as here, playwright.async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=path, args=QUIET)
            try:
                context = await browser.new_context()
                await story(here, await context.new_page())
            finally:
                await browser.close()

    asyncio.run(run())


async def joined(here: Desk, kind: str = "page") -> RealmJoined:
    """Return the first realm of ``kind`` when it is there."""
    await here.facts.until(lambda _: any(one.kind == kind for one in here.said(RealmJoined)))
    found: RealmJoined = next(one for one in here.said(RealmJoined) if one.kind == kind)
    return found


@pytest.mark.parametrize("policy", POLICIES)
def test_a_page_and_its_worker_join_and_run_jobs_under_any_policy(
    tmp_path: Path, policy: str
) -> None:
    meta = f'<meta http-equiv=Content-Security-Policy content="{policy}">' if policy else ""
    (tmp_path / "index.html").write_text(f"<!doctype html><head>{meta}<title>Hi</title></head>")

    async def story(here: Desk, tab: Any) -> None:
        await tab.goto(here.url("/"))
        page, worker = await joined(here), await joined(here, "worker")
        assert (page.title, worker.parent) == ("Hi", page.realm)
        await here.run(page.realm, "document.title + 1")
        first = await here.until(JobFinished)
        assert json.loads(first.value)["text"] == "Hi1"

    shown(tmp_path, story)


def test_the_first_words_of_a_page_are_heard_and_its_own_scripts_still_run(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("export const a = 42")
    (tmp_path / "index.html").write_text(
        '<!doctype html><head><script type=importmap>{"imports":{"a":"/a.js"}}</script>'
        "<script>console.log('early')</script></head><body><p>'</head>'"
        "<script type=module>import {a} from 'a'; document.title = a</script>"
    )

    async def story(here: Desk, tab: Any) -> None:
        await tab.goto(here.url("/"))
        await tab.wait_for_function("document.title === '42'")
        await here.bulk.until(
            lambda seen: any(
                event.text == "early" for one in seen for event in batches.events(one.events)
            )
        )

    shown(tmp_path, story)


def test_tests_of_the_project_run_in_the_page(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "a.test.js").write_text(
        "import { test } from 'node:test'; import assert from 'node:assert/strict';"
        "test('adds', () => assert.equal(1 + 1, 2));"
    )

    async def story(here: Desk, tab: Any) -> None:
        await tab.goto(here.url("/"))
        code = "import { run } from 'node:test'; await run()"
        await here.run((await joined(here)).realm, code)
        assert (await here.until(JobFinished)).ok
        progress = here.said(pages.TestsProgressed)[-1]
        assert (progress.complete, progress.totals.passed) == (True, 1)

    shown(tmp_path, story)


def test_a_reload_keeps_the_name_and_a_second_tab_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")

    async def story(here: Desk, tab: Any) -> None:
        await tab.goto(here.url("/"))
        first = await joined(here)
        await here.order(ReloadRealm(root=str(here.root), realm=first.realm))

        def again(_: list[Any]) -> bool:
            loads = {one.load for one in here.said(RealmJoined) if one.realm == first.realm}
            return len(loads) == 2

        await here.facts.until(again)
        assert first.load in {one.load for one in here.said(RealmLeft)}
        other = await tab.context.new_page()
        await other.goto(here.url("/"))
        await here.facts.until(
            lambda _: len({one.realm for one in here.said(RealmJoined) if one.kind == "page"}) == 2
        )

    shown(tmp_path, story)


def test_a_foreign_page_in_a_real_browser_gets_nothing(tmp_path: Path) -> None:
    victim, evil = tmp_path / "victim", tmp_path / "evil"
    for folder in (victim, evil):
        folder.mkdir()
        (folder / "index.html").write_text("<!doctype html>")

    async def story(here: Desk, tab: Any) -> None:
        attacker = await here.open(evil, token="another")
        await tab.goto(f"http://127.0.0.1:{attacker.port}/")
        told = await tab.evaluate(
            ATTACK,
            here.url("/"),
        )
        assert told == []
        assert not [one for one in here.said(RealmJoined) if one.root == str(victim)]
        assert here.said(JobFinished) == []
        assert (await here.get("/health")).status == 200

    shown(victim, story)
