"""Jobs in a real page: values, errors, time, cancelling, dialogs, policies."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.shims.gateway import Gateway

pytestmark = pytest.mark.slow

VALUES = [
    ("1 + 1", "number", "2"),
    ("let a = 20; a + 1;", "number", "21"),
    ("document.title", "string", "Site"),
    ("await (await fetch('/index.html')).status", "number", "200"),
    ("document.querySelector('.two')", "element", 'p.two\n<p class="two">World</p>'),
    ("document.querySelectorAll('p')", "object", "NodeList { 0: <p>, 1: <p.two> }"),
    ("document.createTextNode('x')", "node", "#text 'x'"),
    ("document.querySelector('p')", "element", "p:nth-of-type(1)\n<p>Hello</p>"),
    ("new DOMException('no', 'AbortError')", "error", "AbortError: no"),
    ("new Headers({a: 'b'})", "object", "Headers { a: 'b' }"),
    ("new CustomEvent('x', {detail: 5}).detail", "number", "5"),
    ("this === window", "boolean", "true"),
    ("import('/plain.test.js').then(() => 'imported')", "string", "imported"),
]


#: Values of another realm: an empty frame of the page.
FOREIGN = [
    ("new Map([[1, {a: 2}]])", "map", "Map(1) { 1 => { a: 2 } }"),
    ("new Set(['x'])", "set", "Set(1) { 'x' }"),
    ("[1, {a: 1}]", "array", "[1, { a: 1 }]"),
    ("new Date(0)", "date", "1970-01-01T00:00:00.000Z"),
    ("new Uint8Array(3)", "typed", "Uint8Array(3) [0, 0, 0]"),
    ("/a/g", "regexp", "/a/g"),
    ("({wrapped: Promise.resolve(1)})", "object", "{ wrapped: Promise }"),
    ("new URL('http://a/')", "object", "URL { href: 'http://a/' }"),
    ("new Headers({a: 'b'})", "object", "Headers { a: 'b' }"),
    ("document.createElement('p')", "element", "p\n<p></p>"),
    ("class A { constructor() { this.x = 1; } }; new A", "object", "A { x: 1 }"),
    ("Object.create(null)", "object", "[no prototype] {}"),
    ("(() => { const {proxy, revoke} = Proxy.revocable({}, {}); revoke(); return {proxy}; })()",
     "object", "{ proxy: (a proxy that is revoked or throws) }"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "kind", "text"), FOREIGN)
def test_a_value_of_another_realm_reads_as_one_of_ours(
    gateway: Gateway, lasting: str, code: str, kind: str, text: str
) -> None:
    job = f"""const frame = document.createElement('iframe');
        document.body.append(frame);
        const value = frame.contentWindow.eval({code!r});
        setTimeout(() => frame.remove(), 100);
        value"""
    value = gateway.run(lasting, job)["value"]
    assert (value["kind"], value["text"]) == (kind, text)


def test_an_error_of_another_realm_is_one(gateway: Gateway, lasting: str) -> None:
    job = """const frame = document.createElement('iframe');
        document.body.append(frame);
        throw frame.contentWindow.eval("new TypeError('from there', {cause: new Error('c')})")"""
    error = gateway.run(lasting, job)["error"]
    assert (error["name"], error["message"]) == ("TypeError", "from there")
    assert error["cause"]["message"] == "c"


def test_huge_values_are_told_at_once_and_cut(gateway: Gateway, lasting: str) -> None:
    for code, left in [
        ("new Array(2e6).fill({a: 1})", 2_000_000 - 200),
        ("'x'.repeat(2e7)", 20_000_000 - 20_000),
        ("new Float64Array(1e6)", 1_000_000 - 200),
        ("Object.fromEntries(Array.from({length: 2e5}, (_, i) => ['k' + i, i]))", 200_000 - 200),
    ]:
        result = gateway.run(lasting, code)
        assert result["value"]["left_out"] == left
        assert len(str(result)) < 200_000
        assert "more" in result["value"]["text"]


@pytest.mark.parametrize(("code", "kind", "text"), VALUES)
def test_a_job_yields_a_value(
    gateway: Gateway, lasting: str, code: str, kind: str, text: str
) -> None:
    result = gateway.run(lasting, code)
    assert result["ok"], result["error"]
    assert (result["value"]["kind"], result["value"]["text"]) == (kind, text)


def test_a_window_of_another_origin_is_named(gateway: Gateway, load: str) -> None:
    other = gateway.url(host="127.0.0.1")
    code = f"""const frame = document.createElement('iframe');
        frame.src = '{other}';
        document.body.append(frame);
        await new Promise((loaded) => {{ frame.onload = loaded; }});
        [frame.contentWindow, window, document]"""
    text = gateway.run(load, code)["value"]["text"]
    assert "[window of another origin]" in text
    assert f"[window {gateway.url()}]" in text
    assert f"#document {gateway.url()}" in text


def test_an_element_whose_fields_shadow_its_own_is_still_named(gateway: Gateway, load: str) -> None:
    code = """document.body.innerHTML = '<form><input name=id><input name=outerHTML></form>';
        document.querySelector('form')"""
    assert gateway.run(load, code)["value"]["text"].startswith("form\n<form><input")


def test_an_error_tells_its_line_and_its_cause(gateway: Gateway, lasting: str) -> None:
    code = "let a = 1;\nthrow new TypeError('outer', {cause: new Error('inner')});"
    error = gateway.run(lasting, code)["error"]
    assert (error["name"], error["message"]) == ("TypeError", "outer")
    assert ".js:2:7" in error["stack"]
    assert error["cause"]["message"] == "inner"
    assert "-daebug/page.js" not in error["stack"]


def test_a_failing_expression_runs_once(gateway: Gateway, lasting: str) -> None:
    gateway.run(lasting, "globalThis.count = 0")
    assert not gateway.run(lasting, "(count += 1, nope())")["ok"]
    assert gateway.run(lasting, "count")["value"]["text"] == "1"


def test_what_the_channel_says_twice_runs_once(gateway: Gateway, lasting: str) -> None:
    gateway.run(lasting, "globalThis.count = 0")
    job = {"t": "job", "job": "twice", "code": "await null; count += 1", "timeout_ms": 1000}
    gateway.tell(lasting, job)
    gateway.tell(lasting, job)
    gateway.result("twice")
    gateway.tell(lasting, job)
    gateway.until(
        lambda _: len([one for one in gateway.kind("result") if one["job"] == "twice"]) >= 2
    )
    assert gateway.run(lasting, "count")["value"]["text"] == "1"


def test_a_job_that_outlasts_its_time_is_answered_and_its_end_is_late(
    gateway: Gateway, lasting: str
) -> None:
    code = """const signal = $daebug.signal;
        await new Promise((stopped) => signal.addEventListener('abort', stopped));
        'noticed ' + signal.reason.name"""
    job = gateway.job(lasting, code, timeout_ms=50)
    first = gateway.result(job)
    assert first["error"]["name"] == "TimeoutError"
    assert first["error"]["message"] == "job timed out after 50ms"
    late = gateway.until(lambda one: one.get("job") == job and one.get("late"))
    assert late["value"]["text"] == "noticed TimeoutError"


def test_a_running_and_a_waiting_job_can_be_cancelled(gateway: Gateway, lasting: str) -> None:
    running = gateway.job(lasting, "await new Promise(() => {})")
    waiting = gateway.job(lasting, "globalThis.never = 1")
    gateway.until(lambda one: one["t"] == "started" and one["job"] == running)
    gateway.tell(lasting, {"t": "cancel", "job": waiting})
    assert gateway.result(waiting)["error"]["name"] == "AbortError"
    gateway.tell(lasting, {"t": "cancel", "job": running})
    assert gateway.result(running)["error"]["message"] == "job cancelled"
    assert gateway.run(lasting, "typeof never")["value"]["text"] == "undefined"


def test_dialogs_of_a_job_are_answered_and_told(gateway: Gateway, lasting: str) -> None:
    result = gateway.run(lasting, "alert('a'); [confirm('sure?'), prompt('name?', 'x')]")
    assert result["value"]["json"] == "[false,null]"
    told = [(one["kind"], one["text"], one["answer"]) for one in result["dialogs"]]
    assert told == [
        ("alert", "a", "undefined"),
        ("confirm", "sure?", "false"),
        ("prompt", "name?", "null"),
    ]


def test_dialogs_of_the_page_are_its_own(gateway: Gateway, page: Page, load: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept("typed"))
    assert page.evaluate("prompt('name?')") == "typed"
    assert gateway.run(load, "1")["dialogs"] == []


@pytest.mark.parametrize("policy", ["script-src 'nonce-n0nce'", "script-src 'nonce-n0nce' 'self'"])
def test_a_policy_without_eval_is_met_by_the_nonce(
    gateway: Gateway, context: BrowserContext, policy: str
) -> None:
    gateway.settings = {"worker": ""}
    opened = context.new_page()
    opened.goto(gateway.url(f"index.html?csp={policy}"))
    load = gateway.joined()["load"]
    assert gateway.run(load, "1 + 1")["value"]["text"] == "2"
    assert gateway.run(load, "const a = await 2; a + 1")["value"]["text"] == "3"
    assert gateway.run(load, "nope(")["error"]["name"] == "SyntaxError"
    assert gateway.run(load, "throw new TypeError('x')")["error"]["name"] == "TypeError"
    assert gateway.run(load, "document.querySelectorAll('script').length")["ok"]
    gateway.run(load, "console.log('end')")
    gateway.event(lambda event: event["text"] == "end")
    errors = [event for one in gateway.kind("events") for event in one["events"]]
    assert [(event["text"], event["caller"]) for event in errors if event["type"] == "error"] == []


def test_a_policy_that_leaves_no_way_is_named(gateway: Gateway, context: BrowserContext) -> None:
    gateway.settings = {"worker": ""}
    opened = context.new_page()
    opened.goto(gateway.url("index.html?csp=script-src 'unsafe-inline'"))
    error = gateway.run(gateway.joined()["load"], "1 + 1")["error"]
    assert error["name"] == "NotAllowed"
    assert "Content-Security-Policy" in error["message"]


def test_trusted_types_do_not_stop_a_job(gateway: Gateway, context: BrowserContext) -> None:
    gateway.settings = {"worker": ""}
    opened = context.new_page()
    policy = "script-src 'unsafe-inline' 'unsafe-eval'; require-trusted-types-for 'script'"
    opened.goto(gateway.url(f"index.html?csp={policy}"))
    assert gateway.run(gateway.joined()["load"], "1 + 1")["value"]["text"] == "2"


def test_a_page_that_replaces_the_natives_is_served(
    gateway: Gateway, context: BrowserContext
) -> None:
    gateway.settings = {"worker": ""}
    opened = context.new_page()
    opened.goto(gateway.url("native.html"))
    load = gateway.joined()["load"]
    result = gateway.run(load, "[1, {a: 'b'}]")
    assert result["value"]["text"] == "[1, { a: 'b' }]"
    assert not gateway.run(load, "throw new TypeError('x')")["ok"]
    gateway.drop()
    again = [("t", "hello"), ("by", load)]
    gateway.until(
        lambda one: all(one[key] == value for key, value in again) and one["n"] > result["n"]
    )
    assert gateway.run(load, "1")["ok"]
