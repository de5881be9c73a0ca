"""``daebug console`` of a real page: what it logged, by time, level and text, and as it comes."""

from __future__ import annotations

import signal

import pytest
from playwright.sync_api import BrowserContext

from tests.pages.following import Following
from tests.pages.site import Site, soon

pytestmark = pytest.mark.slow


def test_events_are_chosen_by_level_time_and_text(site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    soon(lambda: "from the page" in site("console", name).stdout)
    code = "console.log('a log'); console.error('an error'); setTimeout(() => missing(), 1); 1"
    assert site("run", name, code).returncode == 0
    soon(lambda: "missing is not defined" in site("console", name).stdout)
    said = site("console", name).stdout
    assert [one in said for one in ("a log", "an error", "from the page")] == [True] * 3
    errors = site("console", name, "--level", "error").stdout
    assert "an error" in errors
    assert "missing is not defined" in errors
    assert "a log" not in errors
    assert "from the page" not in errors
    assert site("console", name, "--grep", "^a l").stdout.endswith(" log a log\n")
    assert "an error" in site("console", name, "--since", "5m").stdout
    assert site("console", name, "--since", "2999-01-01").stdout == ""
    assert site("console", name, "--since", "0s").stdout == ""
    for words, told in (
        (["--since", "soon"], "--since soon is no time"),
        (["--grep", "("], "--grep (: "),
        (["--level", "loud"], "loud"),
    ):
        wrong = site("console", name, *words)
        assert wrong.returncode == 2
        assert told in wrong.stderr
    events = site.answer("console", name, "--level", "error")["events"]
    assert {event["level"] for event in events} == {"error"}


def test_follow_shows_what_comes_and_ends_with_its_client(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    soon(lambda: "from the page" in site("console", name).stdout)
    words = ("console", name, "--follow", "--level", "warn", "--grep", "tick|page")
    with Following(site, *words) as following:
        following.says("from the page")
        page.evaluate("console.warn('tick 1'); console.log('tick 2'); console.warn('tock')")
        following.says("tick 1")
        page.reload()
        following.says("from the page", 2)
        page.evaluate("console.error('tick 3')")
        following.says("tick 3")
        assert following.times("tick 2") + following.times("tock") == 0
        assert waits(site)
        following.process.send_signal(signal.SIGINT)
        assert following.status() in (130, -signal.SIGINT)
        soon(lambda: not waits(site))
    assert site("run", name, "1 + 1").stdout == "2\n"


def waits(site: Site) -> bool:
    """Whether the daemon still serves a command that follows."""
    return any("--follow" in one["command"] for one in site.answer("status")["commands"])


def test_follow_ends_when_its_folder_is_served_no_more(site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    with Following(site, "console", name, "--follow") as following:
        following.says("from the page")
        assert site("stop").returncode == 0
        assert following.status() == 0
