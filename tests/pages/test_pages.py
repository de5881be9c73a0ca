"""A folder is served, a real browser opens its page, and commands and files reach it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.arrivals import MS
from tests.home import Home, found

pytestmark = pytest.mark.slow

PAGE = """<!doctype html>
<title>Hello page</title>
<body>
<script>setTimeout(() => console.warn("from the page"), 50)</script>
"""

#: Seconds for a browser to start and its page to join.
BROWSER_S = 20_000 * MS


@pytest.fixture(scope="module")
def chromium() -> str:
    """Return the path of Chromium."""
    path = found(["chromium", "chromium-browser", "google-chrome"])
    if path is None:
        pytest.skip("chromium is not installed")
    return path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a folder with one page."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE)
    return folder


@pytest.fixture
def browse(chromium: str, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Return a function that opens an address in a browser; it is closed at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def go(url: str) -> None:
        words = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu"]
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        quiet = subprocess.DEVNULL
        started.append(subprocess.Popen([*words, profile, url], stdout=quiet, stderr=quiet))

    yield go
    for browser in started:
        browser.terminate()
        browser.wait(10)


def answer(home: Home, *words: str, cwd: Path) -> Any:
    """Return what a command answers with --json."""
    told = home(*words, "--json", cwd=cwd)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def page(home: Home, site: Path) -> str:
    """Return the name of the page once it is there."""
    names: list[str] = []

    def there() -> bool:
        realms = answer(home, "realms", cwd=site)["realms"]
        names[:] = [one["realm"] for one in realms if one["kind"] == "page"]
        return bool(names)

    soon(there)
    return names[0]


def soon(holds: Callable[[], bool], within_s: float = BROWSER_S) -> None:
    """Return when ``holds()`` does; each look is a whole command or a read of a file.

    Raises:
        AssertionError: it did not in time.
    """
    deadline = os.times().elapsed + within_s
    while not holds():
        assert os.times().elapsed < deadline
        select.select([], [], [], 20 * MS)


def test_a_served_page_runs_code_from_the_command_line_and_from_its_file(
    home: Home, site: Path, browse: Callable[[str], None]
) -> None:
    served = answer(home, "start", cwd=site)["served"]
    assert Path(served["index"]) == site / "daebug.md"
    assert home("realms", cwd=site).stdout.endswith(f"open {served['url']} in a browser\n")
    browse(served["url"])
    name = page(home, site)

    assert home("run", name, "document.title", cwd=site).stdout == "Hello page\n"
    told = home("run", name, "-", cwd=site, input="await null\nconsole.log('side')\n6 * 7")
    assert told.stdout == "42\n[console.log] side\n"
    failed = home("run", name, "throw new TypeError('boom')", cwd=site)
    assert failed.returncode == 1
    assert failed.stdout.startswith("TypeError: boom")
    soon(lambda: "from the page" in home("console", name, "--level", "warn", cwd=site).stdout)

    transcript = Path(answer(home, "open", name, cwd=site)["path"])
    with transcript.open("a") as file:
        file.write("\n```js\n[1, 2].map(n => n * 21)\n```\n")
    soon(lambda: "42" in transcript.read_text())
    index = Path(served["index"])
    soon(lambda: f"({name}.md)" in index.read_text().replace("daebug/", ""))

    assert home("reload", name, cwd=site).returncode == 0
    assert home("run", name, "1 + 1", cwd=site).stdout == "2\n"
    assert home("stop", cwd=site).stdout == f"{site} is served no more\n"
    assert "SHUT DOWN" in Path(served["index"]).read_text()


def test_a_page_that_hangs_is_told_and_the_next_command_is_not_stuck(
    home: Home, site: Path, browse: Callable[[str], None]
) -> None:
    browse(answer(home, "start", cwd=site)["served"]["url"])
    name = page(home, site)
    hung = home("run", name, "while (true);", "--timeout", "0.5", cwd=site)
    assert hung.returncode == 6
    assert "error[job-timed-out]" in hung.stderr
    states = {one["realm"]: one["state"] for one in answer(home, "realms", cwd=site)["realms"]}
    assert states[name] == "degraded"


def test_without_a_page_a_request_of_a_file_is_answered(home: Home, site: Path) -> None:
    answer(home, "start", cwd=site)
    transcript = site / "daebug" / "nobody.md"
    transcript.write_text("```js\n1 + 1\n```\n")
    soon(lambda: "no live page reads this file" in transcript.read_text())


def test_the_port_follows_from_the_name_of_the_folder(home: Home, site: Path) -> None:
    first = answer(home, "start", cwd=site)["served"]["url"]
    assert answer(home, "start", cwd=site)["served"]["url"] == first
    assert home("stop", cwd=site).returncode == 0
    assert answer(home, "start", cwd=site)["served"]["url"] == first


def test_what_is_not_served_says_so(home: Home, site: Path) -> None:
    told = home("run", "zen", "1", cwd=site)
    assert told.returncode == 4
    assert "error[no-root]" in told.stderr
    assert home("stop", cwd=site).stdout == "nothing to stop here\n"


def test_a_folder_is_served_again_after_its_daemon_was_killed(home: Home, site: Path) -> None:
    url = answer(home, "start", cwd=site)["served"]["url"]
    for role in ("gateway", "watcher", "hub"):
        processes = answer(home, "status", cwd=site)["processes"]
        os.kill(next(one["pid"] for one in processes if one["name"] == role), signal.SIGKILL)

        def served() -> bool:
            told = home("status", "--json", cwd=site)
            if told.returncode:
                return False
            status = json.loads(told.stdout)
            up = {one["name"] for one in status["processes"] if one["state"] == "up"}
            return {"gateway", "watcher"} <= up and [r["url"] for r in status["roots"]] == [url]

        soon(served)
        soon(lambda: _answers(url))


def _answers(url: str) -> bool:
    """Whether somebody serves ``url``."""
    try:
        with urllib.request.urlopen(url, timeout=5) as told:
            return bool(told.status == 200)
    except OSError:
        return False
