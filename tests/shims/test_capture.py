"""The console and the faults of a real page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.shims.gateway import Gateway

pytestmark = pytest.mark.slow


def test_the_console_of_a_job_belongs_to_it_and_comes_before_its_result(
    gateway: Gateway, load: str
) -> None:
    result = gateway.run(load, "console.warn('in', {a: 1}); 5")
    event = gateway.event(lambda one: one["source"] == "console.warn")
    assert (event["text"], event["level"], event["job"]) == ("in { a: 1 }", "warn", result["job"])
    assert gateway.kind("events")[0]["n"] < result["n"]


def test_the_console_after_a_job_does_not(gateway: Gateway, load: str) -> None:
    gateway.run(load, "setTimeout(() => console.log('after'), 20); 1")
    assert not gateway.event(lambda one: one["text"] == "after")["job"]


def test_the_page_still_prints_from_one_frame_below_its_own_line(
    gateway: Gateway, page: Page
) -> None:
    session = page.context.new_cdp_session(page)
    calls: list[Any] = []
    session.on("Runtime.consoleAPICalled", lambda one: calls.extend([one]))
    session.send("Runtime.enable")
    page.evaluate("(() => { (function shown() { console.log('printed', {a: 1}); })(); })()")
    page.wait_for_function("1")
    frames = calls[-1]["stackTrace"]["callFrames"]
    assert calls[-1]["args"][0]["value"] == "printed"
    assert frames[0]["url"].endswith("-daebug/page.js")
    assert frames[1]["functionName"] == "shown"
    assert gateway.event(lambda one: one["text"] == "printed { a: 1 }")["caller"].startswith(
        "at shown "
    )


def test_devtools_is_told_to_look_through_the_shim(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    scripts: list[Any] = []
    session.on("Debugger.scriptParsed", lambda one: scripts.extend([one]))
    session.send("Debugger.enable")
    page.wait_for_function("1")
    ours = next(one for one in scripts if one["url"].endswith("-daebug/page.js"))
    assert '"ignoreList":[0]' in ours["sourceMapURL"]


def test_faults_before_anybody_looks_are_told(gateway: Gateway, context: BrowserContext) -> None:
    gateway.settings = {"worker": ""}
    opened = context.new_page()
    opened.goto(gateway.url("faults.html"))
    error = gateway.event(lambda one: one["source"] == "window.onerror")
    assert error["text"] == "TypeError: early one"
    assert "at early (" in error["stack"]
    assert "faults.html" in error["caller"]
    rejection = gateway.event(lambda one: one["source"] == "unhandledrejection")
    assert rejection["text"] == "RangeError: nobody awaits"
    resource = gateway.event(lambda one: one["source"] == "resource")
    assert resource["text"] == f"failed to load img {gateway.url('missing.png')}"
    assert resource["caller"] == "img#gone"


def test_what_the_policy_blocks_is_told(gateway: Gateway, context: BrowserContext) -> None:
    gateway.settings = {"worker": ""}
    opened = context.new_page()
    opened.goto(gateway.url("faults.html?csp=script-src 'nonce-n0nce'; img-src 'none'"))
    image = gateway.event(lambda one: one["text"].startswith("img-src blocked"))
    assert (image["source"], image["type"]) == ("securitypolicyviolation", "error")
    assert gateway.event(lambda one: one["text"].startswith("script-src-elem blocked inline"))


def test_a_flood_is_limited_and_every_event_is_told_or_counted(
    gateway: Gateway, context: BrowserContext
) -> None:
    gateway.settings = {"worker": "", "limits": {"events_per_s": 200}}
    opened = context.new_page()
    opened.goto(gateway.url())
    load = gateway.joined()["load"]
    gateway.run(load, "1")
    opened.evaluate("for (let i = 0; i < 10000; i += 1) console.log('flood', i)")
    gateway.run(load, "console.log('the end')")
    counted = gateway.until(
        lambda _: (
            sum(len(one["events"]) + one["dropped"] for one in gateway.kind("events")) == 10001
        )
    )
    assert counted
    told = sum(len(one["events"]) for one in gateway.kind("events"))
    assert 200 <= told < 5000
    assert max(len(one["events"]) for one in gateway.kind("events")) <= 1000


def test_5000_events_within_the_limit_all_arrive_in_order(
    gateway: Gateway, page: Page, load: str
) -> None:
    gateway.run(load, "1")
    page.evaluate("for (let i = 0; i < 5000; i += 1) console.log('n', i)")
    gateway.until(lambda one: one["t"] == "events" and one["events"][-1]["text"] == "n 4999")
    told = [event["text"] for one in gateway.kind("events") for event in one["events"]]
    assert told == [f"n {number}" for number in range(5000)]


def test_the_console_of_a_page_that_had_its_own_is_not_lost(
    gateway: Gateway, page: Page, load: str
) -> None:
    page.evaluate("""{
        const log = console.log;
        console.log = (...inputs) => log('[app]', ...inputs);
        console.log('decorated');
    }""")
    assert gateway.event(lambda one: one["text"] == "[app] decorated")
    assert gateway.run(load, "1")["ok"]


CONSOLE = """console.debug('d'); console.info('%s is %d', 'x', 5.5);
    console.error(new RangeError('bad'));
    console.group('outer'); console.log('in');
    console.group(); console.warn('deep'); console.groupEnd(); console.groupEnd();
    console.log('out'); console.count('c'); console.count('c');
    console.countReset('c'); console.count('c');
    console.assert(1, 'holds'); console.assert(0, 'fails', {a: 1});
    console.table([{a: 1, b: 2}, {a: 3}]); console.dir(document.body, {depth: 1});
    console.time('t'); console.timeLog('t', 'so far'); console.timeEnd('t'); console.timeEnd('t');
    (function named() { console.trace('where'); })(); console.clear(); 0"""


def test_every_call_of_the_console_is_told_as_devtools_shows_it(
    gateway: Gateway, lasting: str
) -> None:
    job = gateway.run(lasting, CONSOLE)["job"]
    told = [event for one in gateway.kind("events") if one["job"] == job for event in one["events"]]
    lines = [f"{one['level']} {one['text']}" for one in told]
    assert lines[0:2] == ["debug d", "info x is 5"]
    assert lines[2].startswith("error RangeError: bad\n    at ")
    assert lines[3:7] == ["log outer", "log   in", "log   console.group", "warn     deep"]
    assert lines[7:11] == ["log out", "log c: 1", "log c: 2", "log c: 1"]
    assert lines[11] == "error Assertion failed: fails { a: 1 }"
    assert lines[12] == "log (index) | a | b\n0       | 1 | 2\n1       | 3 |"
    assert lines[13].startswith("log body")
    assert [line.split()[1] for line in lines[14:16]] == ["t:", "t:"]
    assert lines[14].endswith(" ms so far")
    assert lines[16:18] == ["warn Timer 't' does not exist", "log where"]
    assert "at named" in told[17]["stack"]
    assert len(lines) == 18
    assert all(one["caller"].startswith("at ") for one in told)
