"""The worker beside a page: its realm, its health, its restarts."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.shims.gateway import Gateway

pytestmark = pytest.mark.slow


def opened(gateway: Gateway, context: BrowserContext, **timings: int) -> Page:
    """Return the index page, opened with a worker under these timings."""
    gateway.settings = {"timings": timings}
    page = context.new_page()
    page.goto(gateway.url())
    return page


def test_a_worker_is_a_realm_named_after_its_page(
    gateway: Gateway, context: BrowserContext
) -> None:
    opened(gateway, context)
    hello = gateway.joined("worker")
    name = gateway.joined()["name"]
    assert (hello["name"], hello["parent"]) == (f"{name}-webworker", name)
    assert hello["url"] == f"worker://{name}-webworker"
    code = "console.log('here'); [typeof document, typeof importScripts, self.name]"
    result = gateway.run(hello["load"], code)
    assert result["value"]["text"] == f"['undefined', 'function', '{name}-webworker']"
    event = gateway.event(lambda one: one["text"] == "here")
    assert event["job"] == result["job"]
    assert event["caller"].startswith("at daebug-job-")


def test_what_a_worker_says_outside_of_jobs_is_told(
    gateway: Gateway, context: BrowserContext
) -> None:
    opened(gateway, context)
    load = gateway.joined("worker")["load"]
    gateway.run(load, "setTimeout(() => { console.info('later'); throw new Error('free'); }, 5); 1")
    assert gateway.event(lambda one: one["text"] == "later")["level"] == "info"
    assert gateway.event(lambda one: one["source"] == "self.onerror")["text"] == "Error: free"


def test_node_modules_are_there_by_their_names(gateway: Gateway, context: BrowserContext) -> None:
    opened(gateway, context)
    load = gateway.joined("worker")["load"]
    code = "import assert from 'node:assert/strict';\nassert.equal(1, '1')"
    assert gateway.run(load, code)["error"]["name"] == "AssertionError"
    kind = gateway.run(load, "typeof (await import('node:test')).run")
    assert kind["value"]["text"] == "function"


def test_jobs_that_listen_for_messages_do_not_see_ours(
    gateway: Gateway, context: BrowserContext
) -> None:
    opened(gateway, context, ping_ms=20)
    load = gateway.joined("worker")["load"]
    code = """const seen = [];
        onmessage = ({ data }) => seen.push(data);
        await new Promise((later) => setTimeout(later, 200));
        seen.length"""
    assert gateway.run(load, code)["value"]["text"] == "0"


def test_a_hung_worker_is_ended_told_and_restarted(
    gateway: Gateway, context: BrowserContext
) -> None:
    opened(gateway, context, ping_ms=50, silent_ms=400, beat_ms=100)
    first = gateway.joined("worker")
    gateway.job(first["load"], "for (;;) {}")
    note = gateway.event(lambda one: one["source"] == "worker")
    assert note["text"].startswith("Worker unresponsive for ")
    bye = gateway.until(lambda one: one["t"] == "bye" and one["by"] == first["load"])
    assert (bye["reason"], bye["from"]) == ("worker-hung", first["name"])
    second = gateway.until(
        lambda one: one["t"] == "hello" and one["kind"] == "worker" and one["load"] != first["load"]
    )
    assert second["name"] == first["name"]
    assert gateway.run(second["load"], "1 + 1")["value"]["text"] == "2"
    assert gateway.until(lambda one: one["t"] == "health" and one["restarts"] == 1)


def test_a_worker_that_hangs_again_and_again_is_given_up(
    gateway: Gateway, context: BrowserContext
) -> None:
    opened(gateway, context, ping_ms=20, silent_ms=250, retry_ms=10)
    hung: set[str] = set()
    for _ in range(5):
        fresh = gateway.until(
            lambda one: one["t"] == "hello" and one["kind"] == "worker" and one["load"] not in hung,
            30,
        )
        hung.add(fresh["load"])
        gateway.job(fresh["load"], "for (;;) {}")
    assert gateway.event(lambda one: "given up after 5 starts" in one["text"])


def test_reload_of_a_worker_makes_it_anew(gateway: Gateway, context: BrowserContext) -> None:
    opened(gateway, context)
    first = gateway.joined("worker")
    gateway.run(first["load"], "globalThis.kept = 1")
    gateway.tell(first["load"], {"t": "reload"})
    second = gateway.joined("worker", after=first["n"] + 1)
    assert second["load"] != first["load"]
    assert gateway.run(second["load"], "typeof kept")["value"]["text"] == "undefined"


def test_a_worker_that_is_not_there_is_told(gateway: Gateway, context: BrowserContext) -> None:
    gateway.settings = {"worker": "/no-such-worker.js"}
    context.new_page().goto(gateway.url())
    assert "can't be started" in gateway.event(lambda one: one["source"] == "worker")["text"]


def test_the_page_has_no_service_worker_of_ours(gateway: Gateway, page: Page, load: str) -> None:
    code = "(await navigator.serviceWorker.getRegistrations()).length"
    assert gateway.run(load, code)["value"]["text"] == "0"
    assert page.url


def test_a_page_served_elsewhere_has_its_worker_too(
    gateway: Gateway, context: BrowserContext
) -> None:
    gateway.settings = {"origin": gateway.url("").rstrip("/")}
    context.new_page().goto(gateway.url(host="127.0.0.1"))
    load = gateway.joined("worker")["load"]
    code = "const { run } = await import('node:test');\n[location.origin, typeof run]"
    told = gateway.run(load, code)["value"]["json"]
    assert told == f'["{gateway.url("", host="127.0.0.1").rstrip("/")}","function"]'
