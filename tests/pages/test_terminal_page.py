"""A terminal in a real browser, and who may not have it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.chromium import QUIET, chromium
from tests.home import Home


@pytest.fixture
def page() -> Iterator[Any]:
    """Return a page of a real browser."""
    path = chromium()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser.new_page()
        browser.close()


@pytest.fixture
def address(daebug: Home) -> str:
    """Return the address of the page of a terminal with a shell."""
    script = "stty -echo; echo ready; exec sh"
    assert daebug("term", "start", "--", "sh", "-c", script).returncode == 0
    assert daebug("term", "read", "t1", "--until", "ready").returncode == 0
    done = daebug("term", "page", "t1")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def asked(address: str, headers: dict[str, str], path: str = "") -> tuple[int, dict[str, str], str]:
    """Return status, headers and text of one GET."""
    parts = urlsplit(address)

    async def ask() -> tuple[int, dict[str, str], str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://{parts.netloc}{path or parts.path}", headers=headers) as answer,
        ):
            return answer.status, dict(answer.headers), await answer.text()

    return asyncio.run(ask())


def spoken(address: str, first: str, typed: bytes, until: bytes) -> tuple[bytes, int | None]:
    """Open the WebSocket, say ``first``, type; return output up to ``until``, or the close code."""
    parts = urlsplit(address)

    async def speak() -> tuple[bytes, int | None]:
        origin = f"http://{parts.netloc}"
        url = f"{origin}/socket{parts.path}"
        seen = b""
        async with (
            asyncio.timeout(20),
            aiohttp.ClientSession() as session,
            session.ws_connect(url, origin=origin) as socket,
        ):
            await socket.send_str(first)
            await socket.send_bytes(typed)
            async for message in socket:
                seen += message.data
                if until in seen:
                    return seen, None
            return seen, socket.close_code

    return asyncio.run(speak())


@pytest.mark.slow
def test_a_page_types_and_sees(page: Any, address: str) -> None:
    page.goto(address)
    screen = page.locator(".xterm-rows")
    expect(screen).to_contain_text("ready")
    page.keyboard.type("echo in$((40+2))page; printf '\\033]0;from inside\\007'; stty size\n")
    expect(screen).to_contain_text("in42page")
    expect(page).to_have_title("from inside")
    page.set_viewport_size({"width": 500, "height": 300})
    page.keyboard.type("exit 3\n")
    expect(screen).to_contain_text("ended with exit status 3")


@pytest.mark.slow
def test_keys_and_sizes_go_through_the_socket(daebug: Home, address: str) -> None:
    key = urlsplit(address).fragment
    hello = json.dumps({"key": key, "cols": 91, "rows": 17})
    seen, _ = spoken(address, hello, b"stty size; echo do''ne\r", b"done")
    assert b"17 91" in seen
    assert daebug("term", "read", "t1", "--until", "17 91").returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("first", ['{"key": "wrong"}', "{}", "[", '{"key": 7}'])
def test_without_the_key_nothing_is_shown_or_typed(daebug: Home, address: str, first: str) -> None:
    seen, code = spoken(address, first, b"touch /tmp/never-typed\r", b"ready")
    assert (seen, code) == (b"", 4401)
    assert "never-typed" not in daebug("term", "read", "t1").stdout


@pytest.mark.slow
def test_who_is_from_elsewhere_is_refused(address: str) -> None:
    parts = urlsplit(address)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
    socket = f"/socket{parts.path}"
    ours = f"http://{parts.netloc}"
    assert asked(address, {"Host": "evil.example"})[0] == 403
    assert asked(address, {**upgrade, "Origin": "http://evil.example"}, socket)[0] == 403
    assert asked(address, {**upgrade, "Origin": "null"}, socket)[0] == 403
    assert asked(address, upgrade, socket)[0] == 403
    assert asked(address, {"Origin": ours}, socket)[0] == 426
    assert asked(address, {}, "/../../etc/passwd")[0] == 404
    assert asked(address, {}, "/t1/../xterm/LICENSE")[0] == 404


@pytest.mark.slow
def test_the_page_holds_no_key_and_loads_nothing_from_elsewhere(address: str) -> None:
    status, headers, text = asked(address, {})
    assert status == 200
    assert urlsplit(address).fragment not in text
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "http" not in text


def test_a_page_of_no_terminal_is_told(daebug: Home) -> None:
    done = daebug("term", "page", "t9")
    assert (done.returncode, done.stderr.split(":")[0]) == (4, "error[no-such-terminal]")
