"""``daebug`` without a verb: a folder is served as long as the command runs."""

from __future__ import annotations

import re
import signal
import socket

import pytest
from playwright.sync_api import BrowserContext

from tests.home import Home
from tests.pages.following import Following
from tests.pages.site import Site, ask, reply, soon

pytestmark = pytest.mark.slow


def address(following: Following) -> str:
    """Return where it serves, as it says."""
    following.says("Ctrl-C to stop")
    found = re.search(r"http://localhost:\d+/", "\n".join(following.lines))
    assert found is not None
    return found[0]


def test_it_serves_tells_what_happens_and_ends_with_the_line_in_the_index(
    site: Site, context: BrowserContext
) -> None:
    with Following(site) as serving:
        url = address(serving)
        assert serving.lines[0] == f"{site.folder} is served at {url}"
        assert serving.lines[1] == f"index: {site.index}"
        page = context.new_page()
        page.goto(url)
        (name,) = site.live()
        serving.says(f"{name} joined: {url}")
        transcript = site.transcript(name)
        ask(transcript, "6 * 7", heading=f"### \U0001f5e3\ufe0fann to {name} at 10:00:00")
        assert reply(transcript, "6 * 7").value == "42"
        serving.says(f"{name} ran in ")
        assert serving.times('ms, ann: "6 * 7"') == 1
        tests = (
            "import test, {run} from 'node:test'; test('a', () => {}); await run({files: []}); 1"
        )
        assert site("run", name, tests).returncode == 0
        serving.says(f"{name} tests: ")
        site("run", name, "throw new TypeError('boom')")
        serving.says(f"{name} failed in ")
        page.close()
        serving.says(f"{name} left: ")
        with site.index.open("a") as index:
            index.write("\n%%SHUTDOWN%%\n")
        assert serving.status() == 0
        assert serving.lines[-1] == f"{site.folder} is served no more"
    assert "SERVER SHUT DOWN" in site.index.read_text()
    assert site("realms").returncode == 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_in_good_order(site: Site, number: signal.Signals) -> None:
    with Following(site) as serving:
        address(serving)
        serving.process.send_signal(number)
        assert serving.status() == 0
        assert serving.lines[-1] == f"{site.folder} is served no more"
        assert "SERVER SHUT DOWN" in site.index.read_text()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGKILL])
def test_it_ends_with_its_client_however_that_ends(site: Site, number: signal.Signals) -> None:
    with Following(site) as serving:
        address(serving)
        assert "REPL started" in site.index.read_text()
        serving.process.send_signal(number)
        serving.status()
        soon(lambda: "SERVER SHUT DOWN" in site.index.read_text())
        soon(lambda: site("realms").returncode == 4)


def test_what_is_served_already_is_followed_and_stays(site: Site) -> None:
    url = site.serve()
    with Following(site) as serving:
        serving.says("is served already at")
        assert serving.times("Ctrl-C to stop following") == 1
        serving.process.send_signal(signal.SIGINT)
        assert serving.status() == 0
    assert site("stop", "--json").stdout.count(str(site.folder)) == 1
    assert site.serve() == url


def test_start_in_the_same_folder_makes_it_stay(site: Site) -> None:
    with Following(site) as serving:
        url = address(serving)
        assert site.serve() == url
        serving.process.send_signal(signal.SIGINT)
        assert serving.status() == 0
    assert site("realms").stdout.endswith(f"open {url} in a browser\n")


def test_stop_ends_it_and_those_who_follow(site: Site) -> None:
    with Following(site) as serving, Following(site, "serve") as second:
        address(serving)
        second.says("is served")
        assert site("stop").returncode == 0
        assert (serving.status(), second.status()) == (0, 0)


def test_root_and_port_are_taken_without_a_verb(home: Home, site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    here = Site(home, site.folder / "elsewhere")
    with Following(here, "--root", "..", "--port", str(port)) as serving:
        assert address(serving) == f"http://localhost:{port}/"
        assert serving.lines[0].startswith(f"{site.folder} is served at ")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["--root", "nowhere"], 4, "nowhere does not exist"),
        (["--port", "70000"], 2, "70000"),
        (["--port", "x"], 2, "'x' is not a valid integer"),
        (["--prot", "1"], 2, "no such option: --prot"),
        (["--root", ".", "realms"], 2, "unexpected extra argument"),
    ],
)
def test_a_wrong_line_serves_nothing(site: Site, words: list[str], status: int, told: str) -> None:
    wrong = site(*words)
    assert (wrong.returncode, told in wrong.stderr) == (status, True), wrong.stderr
    assert not site.index.exists()


def test_a_port_wished_for_by_the_environment_is_taken_if_it_is_free(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.listen()
        site.home.env["PORT"] = str(port)
        usual = site.serve()
        assert usual != f"http://localhost:{port}/"
        assert site("stop").returncode == 0
    assert site.serve() == f"http://localhost:{port}/"
    site.home.env["PORT"] = "0x"
    assert site("stop").returncode == 0
    assert "PORT=0x is no port" in site("start").stderr


def test_help_is_there_without_serving(site: Site) -> None:
    for words in (["--help"], ["-h"], ["help"], ["--json", "--help"]):
        assert site(*words).stdout.startswith("Daebug: one debugger for agents.")
    assert site("--root", ".", "--help").stdout.startswith("Serve this folder in the foreground")
    assert not site.index.exists()
