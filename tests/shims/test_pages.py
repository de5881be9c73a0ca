"""Pages of all kinds: strict, hostile, rewritten, held up, and such as come back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright import sync_api as playwright
from playwright.sync_api import BrowserContext

from tests.chromium import chromium
from tests.shims.conftest import WORDS
from tests.shims.gateway import Gateway, Message

pytestmark = pytest.mark.slow


@pytest.fixture
def keeping(driver: playwright.Playwright, gateway: Gateway) -> Iterator[BrowserContext]:
    """Yield a profile of a browser that keeps pages for the way back, as browsers do."""
    gateway.clear()
    launched = driver.chromium.launch(
        executable_path=chromium(),
        args=WORDS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield launched.new_context()
    launched.close()


def opened(gateway: Gateway, context: BrowserContext, page: str, **settings: object) -> Message:
    """Open ``page`` without a worker; return its hello."""
    gateway.settings = {"worker": "", **settings}
    context.new_page().goto(gateway.url(page))
    return gateway.joined()


def events(gateway: Gateway) -> list[Message]:
    """Return all events so far."""
    return [event for one in gateway.kind("events") for event in one["events"]]


def marked(gateway: Gateway, load: str, word: str) -> list[Message]:
    """Return the events that came before ``word``, which is logged now."""
    gateway.run(load, f"console.log('{word}')")
    gateway.event(lambda one: one["text"] == word)
    return [one for one in events(gateway) if one["text"] != word]


class TestOwnMethods:
    """A page that replaces the language's own methods."""

    def test_jobs_console_and_errors_work(self, gateway: Gateway, context: BrowserContext) -> None:
        load = opened(gateway, context, "protos.html")["load"]
        assert gateway.run(load, "[1, {a: 'b'}]")["value"]["text"] == "[1, { a: 'b' }]"
        assert gateway.run(load, "let a = 1;\na + 1")["value"]["text"] == "2"
        assert gateway.run(load, "throw new TypeError('x')")["error"]["name"] == "TypeError"
        gateway.run(load, "console.log('told', new Map())")
        assert gateway.event(lambda one: one["text"] == "told Map(0) {}")
        gateway.run(load, "setTimeout(() => { throw new RangeError('free'); }, 1)")
        assert gateway.event(lambda one: one["text"] == "RangeError: free")

    def test_the_page_keeps_its_own(self, gateway: Gateway, context: BrowserContext) -> None:
        load = opened(gateway, context, "protos.html")["load"]
        gateway.run(load, "console.log('x')")
        assert gateway.run(load, "[].map === theirs")["value"]["text"] == "true"
        error = gateway.run(load, "[1].map(String)")["error"]
        assert error["message"] == "the page's own map"

    def test_it_joins_again_by_the_poll_too(
        self, gateway: Gateway, context: BrowserContext
    ) -> None:
        load = opened(gateway, context, "protos.html", timings={"retry_ms": 10})["load"]
        gateway.sockets_work = False
        gateway.drop()
        gateway.until(lambda one: one["t"] == "polled" and one["by"] == load)
        assert gateway.run(load, "1 + 1")["value"]["text"] == "2"
        context.pages[0].reload()
        assert gateway.until(
            lambda one: one["t"] == "hello" and one["load"] != load and one["name"]
        )

    def test_its_worker_starts(self, gateway: Gateway, context: BrowserContext) -> None:
        context.new_page().goto(gateway.url("protos.html"))
        assert gateway.run(gateway.joined("worker")["load"], "1 + 1")["ok"]


class TestPolicies:
    """Pages with a Content-Security-Policy."""

    def test_a_worker_starts_under_trusted_types(
        self, gateway: Gateway, context: BrowserContext
    ) -> None:
        policy = (
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'; require-trusted-types-for 'script'"
        )
        context.new_page().goto(gateway.url(f"index.html?csp={policy}"))
        load = gateway.joined()["load"]
        assert gateway.run(gateway.joined("worker")["load"], "1 + 1")["ok"]
        assert gateway.run(load, "const a = 1; a + 1")["value"]["text"] == "2"
        assert marked(gateway, load, "the end") == []

    def test_trusted_types_that_do_not_name_ours_are_named(
        self, gateway: Gateway, context: BrowserContext
    ) -> None:
        policy = "script-src 'nonce-n0nce'; require-trusted-types-for 'script'; trusted-types app"
        load = opened(gateway, context, f"index.html?csp={policy}")["load"]
        error = gateway.run(load, "1 + 1")["error"]
        assert error["name"] == "NotAllowed"
        assert error["message"].endswith("add the policy daebug to its 'trusted-types'")
        context.pages[0].evaluate("console.log('the end')")
        gateway.event(lambda one: one["text"] == "the end")
        assert [one["source"] for one in events(gateway)] == ["console.log"]

    def test_a_policy_that_only_reports_is_not_told_of_what_we_do(
        self, gateway: Gateway, context: BrowserContext
    ) -> None:
        report = "script-src 'unsafe-inline'"
        load = opened(gateway, context, f"index.html?report={report}")["load"]
        assert gateway.run(load, "let a = 1; a + 1")["value"]["text"] == "2"
        gateway.run(load, "setTimeout(() => eval('1'), 1)")
        told = gateway.event(lambda one: one["source"] == "securitypolicyviolation")
        assert told["text"].startswith("script-src blocked eval")
        assert len(marked(gateway, load, "the end")) == 1

    def test_a_policy_without_workers_is_told(
        self, gateway: Gateway, context: BrowserContext
    ) -> None:
        policy = "script-src 'nonce-n0nce'; worker-src 'none'"
        context.new_page().goto(gateway.url(f"index.html?csp={policy}"))
        note = gateway.event(lambda one: one["source"] == "worker")
        assert note["text"].startswith("the worker can't be started: ")
        assert "worker-src" in note["text"]


class TestRewritten:
    """Pages that write themselves anew, and pages of XML."""

    def test_faults_are_heard_after_document_open(
        self, gateway: Gateway, context: BrowserContext
    ) -> None:
        load = opened(gateway, context, "index.html")["load"]
        context.pages[0].evaluate("""() => {
            document.open();
            document.write('<title>new</title><img id="gone" src="/nope.png">');
            document.close();
            setTimeout(() => { throw new Error('after it'); }, 1);
            setTimeout(() => Promise.reject(new Error('unheard')), 1);
        }""")
        gateway.event(lambda one: one["text"] == "Error: after it")
        gateway.event(lambda one: one["source"] == "unhandledrejection")
        gateway.event(lambda one: one["source"] == "resource")
        assert gateway.run(load, "document.title")["value"]["text"] == "new"
        context.pages[0].goto("about:blank")
        assert gateway.until(lambda one: one["t"] == "bye" and one["by"] == load)

    def test_a_page_of_xml_is_a_page(self, gateway: Gateway, context: BrowserContext) -> None:
        hello = opened(gateway, context, "page.xhtml")
        assert hello["title"] in {"Strict", ""}
        code = "document.contentType + ' ' + document.title"
        told = gateway.run(hello["load"], code)["value"]["text"]
        assert told == "application/xhtml+xml Strict"
        element = gateway.run(hello["load"], "document.querySelector('p')")["value"]["text"]
        assert element.startswith(
            'p#one\n<p xmlns="http://www.w3.org/1999/xhtml" id="one">One &amp;'
        )
        gateway.run(hello["load"], "setTimeout(() => { throw new Error('xml'); }, 1)")
        assert gateway.event(lambda one: one["text"] == "Error: xml")


class TestHeld:
    """Pages whose main thread stands still."""

    @pytest.mark.parametrize("by", ["a loop", "a debugger"])
    def test_the_worker_tells_of_it_in_the_pages_name(
        self, gateway: Gateway, context: BrowserContext, by: str
    ) -> None:
        gateway.settings = {"timings": {"watch_ms": 200}}
        page = context.new_page()
        page.goto(gateway.url())
        hello = gateway.joined()
        gateway.joined("worker")
        devtools = context.new_cdp_session(page)
        paused = by == "a debugger"
        if paused:
            devtools.send("Debugger.enable")
        loop = "const begun = performance.now(); while (performance.now() - begun < 1500); 'over'"
        job = gateway.job(hello["load"], "debugger; 'over'" if paused else loop)
        told = gateway.event(lambda one: one["source"] == "page" and one["level"] == "error")
        assert told["text"].startswith("Page unresponsive for ")
        assert "an endless loop, an open dialog or a debugger" in told["text"]
        assert not gateway.kind("result")
        told_by = [one for one in gateway.kind("events") if told["text"] in str(one)]
        assert (told_by[0]["from"], told_by[0]["by"]) == (hello["name"], hello["load"])
        if paused:
            devtools.send("Debugger.resume")
        assert gateway.result(job)["value"]["text"] == "over"
        again = gateway.event(lambda one: one["source"] == "page" and one["level"] == "info")
        assert again["text"].startswith("Page responds again after ")

    def test_an_open_dialog_is_told_while_it_is_open(
        self, gateway: Gateway, context: BrowserContext
    ) -> None:
        opened(gateway, context, "index.html")
        page = context.pages[0]
        seen: list[str] = []

        def close(dialog: playwright.Dialog) -> None:
            asked = gateway.event(lambda one: one["source"] == "confirm")
            seen.append(asked["text"])
            dialog.accept()

        page.on("dialog", close)
        assert page.evaluate("confirm('sure?')")
        assert seen == ["confirm 'sure?' is open: the page stands still until somebody closes it"]
        assert gateway.event(lambda one: one["text"] == "confirm 'sure?' was answered with true")

    def test_dialogs_without_end_are_counted(
        self, gateway: Gateway, context: BrowserContext
    ) -> None:
        load = opened(gateway, context, "index.html")["load"]
        told = gateway.run(load, "for (let i = 0; i < 60; i += 1) alert(i)")["dialogs"]
        assert len(told) == 51
        assert told[-1] == {"kind": "dialogs", "text": "10 more", "answer": "likewise"}


class TestBack:
    """Pages that the browser keeps, and that come back."""

    def test_it_is_kept_and_joins_again_with_its_load_name_and_worker(
        self, gateway: Gateway, keeping: BrowserContext
    ) -> None:
        page = keeping.new_page()
        page.goto(gateway.url())
        first = gateway.joined()
        gateway.joined("worker")
        page.evaluate("globalThis.kept = 0; addEventListener('pageshow', () => { kept += 1; })")
        for number in range(1, 7):  # more often than a worker is restarted
            mark = len(gateway.said)
            page.goto(gateway.url("faults.html"))
            other = gateway.joined(after=mark)
            assert (other["name"], other["load"] != first["load"]) == (first["name"], True)
            mark = len(gateway.said)
            page.evaluate("setTimeout(() => history.back())")
            again = gateway.joined(after=mark)
            assert (again["name"], again["load"]) == (first["name"], first["load"])
            assert gateway.run(first["load"], "kept")["value"]["text"] == str(number)
            worker = gateway.joined("worker", after=again["n"])
            assert gateway.run(worker["load"], "1 + 1")["ok"]
        reasons = {one["reason"] for one in gateway.kind("bye") if one["by"] == first["load"]}
        assert reasons == {"navigate"}
