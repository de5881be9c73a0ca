"""Joining, names, coming back, and the ways without WebSocket, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.arrivals import MS
from tests.shims.gateway import Gateway

pytestmark = pytest.mark.slow


def hellos(gateway: Gateway, number: int) -> list[str]:
    """Return the names of the first ``number`` hellos, when they are there."""
    gateway.until(lambda _: len(gateway.kind("hello")) >= number)
    return [one["name"] for one in gateway.kind("hello")]


def arrived(page: Page) -> None:
    """Return when ``page`` is where it went: a context closed on the way there hangs."""
    page.wait_for_url("**/faults.html")


def test_a_page_says_who_it_is(gateway: Gateway, page: Page) -> None:
    hello = gateway.joined()
    assert re.fullmatch(r"\d{1,2}-[a-z]+-\d{4}-\d\d", hello["name"])
    assert re.fullmatch(r"[0-9a-f]{16}", hello["load"])
    assert (hello["url"], hello["parent"], hello["v"]) == (page.url, "", 1)
    assert page.evaluate("sessionStorage['daebug-name']") == hello["name"]


def test_the_name_is_kept_over_reloads_and_the_load_is_not(gateway: Gateway, page: Page) -> None:
    for number in range(3):
        page.reload()
        hellos(gateway, number + 2)
    names = hellos(gateway, 4)
    assert len(set(names)) == 1
    assert len({one["load"] for one in gateway.kind("hello")}) == 4


def test_the_name_is_kept_over_a_navigation(gateway: Gateway, page: Page) -> None:
    page.goto(gateway.url("faults.html"))
    first, second = hellos(gateway, 2)
    assert first == second
    assert gateway.until(lambda one: one["t"] == "bye")["reason"] in {"unload", "navigate"}


def test_a_page_that_copies_the_storage_takes_a_name_of_its_own(
    gateway: Gateway, page: Page
) -> None:
    with page.expect_popup() as opened:
        page.evaluate("void window.open('/index.html')")
    first, second = hellos(gateway, 2)
    assert first != second
    opened.value.reload()
    assert hellos(gateway, 3) == [first, second, second]
    page.reload()
    assert hellos(gateway, 4)[3] == first


def test_without_locks_a_copied_name_is_found_out_too(
    gateway: Gateway, context: BrowserContext
) -> None:
    gateway.settings = {"worker": ""}
    opened = context.new_page()
    opened.goto(gateway.url(host="insecure.test"))
    assert opened.evaluate("navigator.locks === undefined")
    (first,) = hellos(gateway, 1)
    with opened.expect_popup():
        opened.evaluate("void window.open('/index.html')")
    assert hellos(gateway, 2)[1] != first
    opened.reload()
    assert hellos(gateway, 3)[2] == first


def test_a_frame_is_a_realm_of_its_own_with_a_parent(
    gateway: Gateway, context: BrowserContext
) -> None:
    gateway.settings = {"worker": ""}
    opened = context.new_page()
    opened.goto(gateway.url("outer.html"))
    hellos(gateway, 2)
    outer = gateway.until(lambda one: one["t"] == "hello" and "outer" in one["url"])
    inner = gateway.until(lambda one: one["t"] == "hello" and "index" in one["url"])
    assert inner["parent"] == outer["name"] != inner["name"]
    assert gateway.run(inner["load"], "document.title")["value"]["text"] == "Site"
    assert gateway.run(outer["load"], "document.title")["value"]["text"] == "Outer"
    opened.reload()
    assert sorted(hellos(gateway, 4)[2:]) == sorted([outer["name"], inner["name"]])


def test_the_name_that_the_gateway_gives_is_kept(gateway: Gateway, page: Page) -> None:
    name = gateway.joined()["name"]
    gateway.renames[name] = "given"
    page.reload()
    hellos(gateway, 2)
    page.wait_for_function("sessionStorage['daebug-name'] === 'given'")
    page.reload()
    assert hellos(gateway, 3) == [name, name, "given"]


def test_a_broken_line_is_made_again_with_the_same_load(
    gateway: Gateway, page: Page, load: str
) -> None:
    job = gateway.job(load, "await new Promise((go) => { globalThis.go = go; }); 'kept'")
    gateway.until(lambda one: one["t"] == "started" and one["job"] == job)
    gateway.drop()
    page.evaluate("go()")
    assert gateway.result(job)["value"]["text"] == "kept"
    assert {one["load"] for one in gateway.kind("hello")} == {load}
    assert len(gateway.kind("hello")) == 2


def test_what_is_logged_while_the_line_is_broken_arrives(gateway: Gateway, page: Page) -> None:
    gateway.sockets_work = False
    gateway.drop()
    page.evaluate("console.log('said in the dark')")
    gateway.sockets_work = True
    assert gateway.event(lambda event: event["text"] == "said in the dark")


def test_without_sockets_the_channel_is_polled(gateway: Gateway, context: BrowserContext) -> None:
    gateway.sockets_work = False
    gateway.settings = {"worker": "", "timings": {"retry_ms": 10}}
    opened = context.new_page()
    opened.goto(gateway.url())
    load = gateway.joined()["load"]
    gateway.until(lambda one: one["t"] == "polled" and one["by"] == load)
    for number in range(5):
        assert gateway.run(load, f"{number} + 1")["value"]["text"] == str(number + 1)
    opened.evaluate("console.log('by post')")
    assert gateway.event(lambda event: event["text"] == "by post")
    opened.goto("about:blank")
    assert gateway.until(lambda one: one["t"] == "bye" and one["by"] == load)


def test_a_ping_is_answered(gateway: Gateway, load: str) -> None:
    gateway.tell(load, {"t": "ping", "at": 12.5})
    assert gateway.until(lambda one: one["t"] == "pong")["at"] == 12.5


def test_health_is_told_with_the_lag_of_the_loop(gateway: Gateway, context: BrowserContext) -> None:
    gateway.settings = {"worker": "", "timings": {"beat_ms": 50}}
    opened = context.new_page()
    opened.goto(gateway.url())
    beat = gateway.until(lambda one: one["t"] == "health")
    assert beat["restarts"] == 0
    assert isinstance(beat["visible"], bool)
    assert beat["lag_ms"] >= 0


def test_reload_reloads(gateway: Gateway, load: str) -> None:
    gateway.tell(load, {"t": "reload"})
    first, second = hellos(gateway, 2)
    assert first == second


def test_a_refused_page_does_not_come_back(gateway: Gateway, page: Page, load: str) -> None:
    printed: list[str] = []
    page.on("console", lambda one: printed.append(one.text))
    page.evaluate("1")  # by now the driver listens
    gateway.tell(load, {"t": "refuse", "code": "full", "message": "too many pages"})
    gateway.until(lambda one: one["t"] == "gone")
    page.evaluate("new Promise((later) => setTimeout(later, 600))")
    assert "daebug: this page is not admitted: too many pages" in printed
    assert len(gateway.kind("hello")) == 1


def test_leaving_in_the_middle_of_a_job_is_told_within_a_second(
    gateway: Gateway, page: Page, load: str
) -> None:
    job = gateway.job(load, "location.href = '/faults.html'; await new Promise(() => {})")
    gateway.until(lambda one: one["t"] == "started" and one["job"] == job)
    assert gateway.until(lambda one: one["t"] == "bye" and one["by"] == load, 1000 * MS)
    assert gateway.until(lambda one: one["t"] == "gone" and one["by"] == load, 1000 * MS)
    arrived(page)


def test_the_last_words_before_leaving_arrive(gateway: Gateway, page: Page) -> None:
    page.evaluate("console.log('last words'); location.href = '/faults.html'")
    assert gateway.event(lambda event: event["text"] == "last words")
    arrived(page)


def test_a_page_of_another_origin_finds_the_gateway_by_its_address(
    gateway: Gateway, context: BrowserContext
) -> None:
    gateway.settings = {"worker": "", "origin": gateway.url("").rstrip("/")}
    opened = context.new_page()
    opened.goto(gateway.url(host="127.0.0.1"))
    hello = gateway.joined()
    assert "127.0.0.1" in hello["url"]
    assert gateway.run(hello["load"], "1")["ok"]


def test_a_page_without_our_import_map_has_the_modules_too(
    gateway: Gateway, context: BrowserContext
) -> None:
    gateway.settings = {"worker": "", "origin": gateway.url("").rstrip("/")}
    opened = context.new_page()
    opened.goto(gateway.url("bare.html", host="127.0.0.1"))
    load = gateway.joined()["load"]
    code = "import assert from 'node:assert';\nassert.equal(1, 2)"
    assert gateway.run(load, code)["error"]["name"] == "AssertionError"
    dynamic = "typeof (await import('node:test')).run"
    assert gateway.run(load, dynamic)["value"]["text"] == "function"
    text = "\"import('node:test')\".length"
    assert gateway.run(load, text)["value"]["text"] == "19"
