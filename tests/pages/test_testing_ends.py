"""Ends of test runs: nothing is left of a browser, and a transcript says how it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.arrivals import MS
from tests.pages.site import Site, ask, reply, soon
from tests.pages.suites import BAD, GOOD, SLOW, WAITS, browsers, profiles

pytestmark = pytest.mark.slow


@pytest.fixture
def start(site: Site) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Return a function that starts `daebug test` and returns when a page runs the first file."""
    started: list[subprocess.Popen[bytes]] = []

    def begun(*words: str) -> subprocess.Popen[bytes]:
        started.append(site.home.start("test", *words, cwd=site.folder))
        _under_way(site)
        return started[-1]

    yield begun
    for client in started:
        client.kill()
        client.communicate()


def test_whoever_goes_takes_the_browser_along(
    site: Site, suites: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    (suites / "a.test.js").write_text(WAITS)
    client = start()
    client.send_signal(signal.SIGINT)
    _status(client)
    soon(lambda: not browsers(site) and not profiles(site))
    soon(lambda: site.answer("status").get("roots", []) == [])


@pytest.mark.parametrize("role", ["hub", "zygote", "keeper"])
def test_a_killed_process_leaves_no_browser(
    site: Site, suites: Path, role: str, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    (suites / "a.test.js").write_text(WAITS)
    client = start()
    if role == "keeper":
        pid = next(pid for pid, line in browsers(site).items() if "keeper.py" in line)
    else:
        processes = site.answer("status")["processes"]
        pid = next(one["pid"] for one in processes if one["name"] == role)
    killed = browsers(site)
    assert killed
    os.kill(pid, signal.SIGKILL)
    soon(lambda: not set(browsers(site)) & set(killed))
    if role != "keeper":
        soon(lambda: not profiles(site))
    assert _status(client) in ({1} if role == "keeper" else {5, 7})


def test_a_killed_gateway_costs_one_file(
    site: Site, suites: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    (suites / "a.test.js").write_text(WAITS)
    (suites / "b.test.js").write_text(GOOD)
    client = start("--json")
    processes = site.answer("status")["processes"]
    os.kill(next(one["pid"] for one in processes if one["name"] == "gateway"), signal.SIGKILL)
    output, _ = client.communicate(timeout=40_000 * MS)
    assert client.returncode == 1
    document = json.loads(output)
    assert [one["ok"] for one in document["files"]] == [False, True]
    (failure,) = [one for one in document["tests"] if one["status"] == "fail"]
    assert failure["error"].startswith("the file was broken off: the gateway process died")


def test_files_that_no_page_is_left_for_are_told(
    site: Site, suites: Path, context: BrowserContext, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    for name in "abc":
        (suites / f"{name}.test.js").write_text(WAITS)
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    client = start("--json")
    page.close()
    output, _ = client.communicate(timeout=30_000 * MS)
    assert client.returncode == 1
    document = json.loads(output)
    failures = {one["name"]: one["error"] for one in document["tests"] if one["status"] == "fail"}
    assert failures["Broken off: /suites/a.test.js"].startswith("the file was broken off: ")
    assert failures["Not run: /suites/b.test.js"] == f"the page {name} is gone"
    assert failures["Not run: /suites/c.test.js"] == f"the page {name} is gone"
    assert [one["ok"] for one in document["files"]] == [False] * 3


def test_a_run_of_a_transcript_is_told_in_it(
    site: Site, suites: Path, context: BrowserContext
) -> None:
    (suites / "slow.test.js").write_text(SLOW)
    (suites / "bad.test.js").write_text(BAD)
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    transcript = site.transcript(name)
    code = "import { run } from 'node:test';\n(await run({ files: 'suites/*' })).failed"
    ask(transcript, code)
    soon(lambda: "## Test Progress: " in transcript.read_text())
    assert reply(transcript, code).value == "1"
    text = transcript.read_text()
    assert "## Test Progress" not in text
    head, _, tests = text.partition("## Test Results: 10 pass, 1 fail, 0 skip (")
    assert head
    assert tests.split("\n")[2].startswith("\u2717 math > sums > differ ")
    assert tests.index("\u2717") < tests.index("\u2713")


def test_a_run_that_is_cut_off_ends_in_its_transcript(
    site: Site, suites: Path, context: BrowserContext
) -> None:
    (suites / "slow.test.js").write_text(SLOW)
    (suites / "waits.test.js").write_text(WAITS)
    page = context.new_page()
    page.goto(site.serve())
    (name,) = site.live()
    transcript = site.transcript(name)
    ask(transcript, "import { run } from 'node:test';\nawait run({ files: 'suites/*' })")
    soon(lambda: "## Test Progress: " in transcript.read_text())
    page.reload()
    soon(lambda: "## Test Results: " in transcript.read_text())
    text = transcript.read_text()
    assert "## Test Progress" not in text
    assert "\u2717 the run was broken off " in text


def test_a_page_that_tests_itself_is_told_in_its_transcript(
    site: Site, suites: Path, context: BrowserContext
) -> None:
    (suites / "good.test.js").write_text(GOOD)
    (site.folder / "own.html").write_text(
        "<!doctype html><body><script type=module>import { run } from 'node:test';\n"
        "setTimeout(() => run({ files: 'suites/*' }), 500);</script>\n"
    )
    context.new_page().goto(f"{site.serve()}own.html")
    (name,) = site.live()
    transcript = site.folder / "daebug" / f"{name}.md"
    soon(
        lambda: (
            transcript.exists()
            and "## Test Results: 2 pass, 0 fail, 2 skip (" in transcript.read_text()
        )
    )


def _under_way(site: Site) -> None:
    """Return when a page of our own browser has joined."""

    def joined() -> bool:
        roots = site.answer("status").get("roots", [])
        return bool(roots) and any(one["state"] == "executing" for one in site.realms().values())

    soon(joined)


def _status(client: subprocess.Popen[bytes]) -> int:
    """Return the exit status of a command that was started."""
    client.communicate(timeout=30_000 * MS)
    return client.returncode
