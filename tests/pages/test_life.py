"""The life of a page: it joins, is slow, hangs, is loaded anew, leaves, and is forgotten."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import BrowserContext, Error

from tests.arrivals import MS
from tests.pages.site import Site, ask, reply, soon

pytestmark = pytest.mark.slow

#: How soon a job ends when its page goes, seconds.
AT_ONCE_S = 1.0


def test_what_is_gone_is_forgotten_and_its_transcript_stays(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    lives = site("forget", name)
    assert (lives.returncode, lives.stderr.splitlines()[0]) == (
        5,
        f"error[realm-lives]: {name} is live; only a realm that is gone can be forgotten",
    )
    transcript = site.transcript(name)
    ask(transcript, "6 * 7")
    assert reply(transcript, "6 * 7").value == "42"
    page.close()
    soon(lambda: site.realms()[name]["state"] == "gone")
    soon(lambda: ": gone" in site.index.read_text())
    before = transcript.read_bytes()
    assert site("forget", name).stdout == f"forgot {name}; its transcript stays\n"
    assert name not in site.realms()
    soon(lambda: f"[{name}]" not in site.index.read_text())
    assert transcript.read_bytes() == before
    unknown = site("forget", name)
    assert unknown.returncode == 4
    assert "error[no-such-realm]" in unknown.stderr


def test_what_is_gone_for_long_is_pruned(site: Site, context: BrowserContext) -> None:
    assert site("config", "set", "pages.gone_s", "0.2").returncode == 0
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    soon(lambda: f"[{name}]" in site.index.read_text())
    page.close()
    soon(lambda: name not in site.realms())
    soon(lambda: f"[{name}]" not in site.index.read_text())


@pytest.mark.parametrize("end", ["reload", "navigate", "close"])
def test_a_page_that_goes_in_mid_job_ends_it_at_once(
    site: Site, context: BrowserContext, end: str
) -> None:
    (site.folder / "other.html").write_text("<title>Other</title>")
    page = context.new_page()
    url = site.serve()
    page.goto(url)
    (name,) = site.live()
    transcript = site.transcript(name)
    code = "await new Promise(() => {})"
    ask(transcript, code)
    soon(lambda: "executing (" in transcript.read_text())
    began = time.monotonic()
    if end == "reload":
        page.reload()
    elif end == "navigate":
        page.goto(f"{url}other.html")
    else:
        page.close()
    told = reply(transcript, code)
    assert time.monotonic() - began < AT_ONCE_S * 1000 * MS + 0.5  # half a second to load it
    assert not told.ok
    assert told.value.startswith("interrupted: the page was ")
    if end == "close":
        return
    ask(transcript, "document.title")
    assert reply(transcript, "document.title").value == (
        "Other" if end == "navigate" else "Hello page"
    )


def test_a_page_that_crashes_in_mid_job_ends_it_at_once(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    transcript = site.transcript(name)
    code = "await new Promise(() => {})"
    ask(transcript, code)
    soon(lambda: "executing (" in transcript.read_text())
    began = time.monotonic()
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    told = reply(transcript, code)
    assert time.monotonic() - began < AT_ONCE_S * 1000 * MS + 0.5
    assert told.value.startswith("interrupted: ")


def test_a_page_that_hangs_is_told_of_and_can_not_be_reloaded(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    hung = site("run", name, "while (true);", "--timeout", "0.5")
    assert hung.returncode == 6
    assert "error[job-timed-out]" in hung.stderr
    assert site.realms()[name]["state"] == "degraded"
    soon(lambda: ": degraded" in site.index.read_text())
    began = time.monotonic()
    told = site("reload", name)
    assert time.monotonic() - began < 8
    assert told.returncode == 6
    assert "error[page-hangs]" in told.stderr
    assert "close" in told.stderr


def test_a_duplicated_tab_and_an_iframe_have_names_of_their_own(
    site: Site, context: BrowserContext
) -> None:
    (site.folder / "frame.html").write_text('<title>Outer</title><iframe src="/"></iframe>')
    url = site.serve()
    first = context.new_page()
    first.goto(url)
    (name,) = site.live()
    with context.expect_page() as opened:
        first.evaluate("window.open(location.href)")  # copies its sessionStorage
    copy = opened.value
    names = site.live(number=2)
    assert len(set(names)) == 2
    other = next(one for one in names if one != name)
    copy.evaluate("document.title = 'copy'")
    assert site("run", name, "document.title").stdout == "Hello page\n"
    assert site("run", other, "document.title").stdout == "copy\n"
    copy.close()
    first.goto(f"{url}frame.html")
    names = site.live(number=2)
    inner = next(
        one for one in site.realms().values() if one.get("parent") == name and one["kind"] == "page"
    )
    assert inner["realm"] != name
    assert site("run", inner["realm"], "window !== top && document.title").stdout == "Hello page\n"
    assert site("run", name, "document.title").stdout == "Outer\n"


def test_a_worker_runs_code_from_its_own_file_and_from_a_heading_in_its_pages(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    (worker,) = site.live("worker")
    assert worker == f"{name}-webworker"
    own = site.transcript(worker)
    code = "console.log('here'); typeof document + ' ' + self.name"
    ask(own, code)
    assert reply(own, code).value == f"undefined {worker}"
    assert "here" in own.read_text()
    pages = site.transcript(name)
    ask(pages, "self.name", heading=f"### \U0001f5e3\ufe0fann to {worker} at 10:00:00")
    told = reply(pages, "self.name")
    assert (told.value, told.agent) == (worker, "ann")
    ask(pages, "self.title", heading="### \U0001f5e3\ufe0fann to 7-sage at 10:00:00")
    told = reply(pages, "self.title")
    assert told.value.startswith("not run: no live page is called `7-sage`; live: ")
