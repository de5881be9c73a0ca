"""Attacks on HTTP itself: slow, split, bloated, smuggled."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from pathlib import Path

import pytest

from daebug.daemon.gateway import located
from tests.arrivals import MS
from tests.daemon.gateway.attack import EVIL, ended, head, status, told
from tests.daemon.gateway.desk import TOKEN, Desk

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "sent", [b"", b"GET /heal", b"GET /health HTTP/1.1\r\nHost: localhost\r\n"]
)
def test_a_request_whose_head_does_not_come_to_an_end_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    """Slowloris: a byte now and then keeps no connection."""
    monkeypatch.setattr("daebug.daemon.gateway.limits.IDLE_S", 100 * MS)

    async def story(desk: Desk) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", desk.port)
        writer.write(sent)
        over = asyncio.create_task(ended(reader))
        while not over.done():
            if sent and not writer.is_closing():
                writer.write(b"X")
            await asyncio.wait({over}, timeout=20 * MS)
        await over
        writer.close()

    told(tmp_path, story)


def test_a_body_that_does_not_come_to_an_end_is_refused_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.limits.BODY_S", 100 * MS)

    async def story(desk: Desk) -> None:
        line = f"POST /workers/register?token={TOKEN} HTTP/1.1"
        slow = head(desk, line, "Content-Type: application/json", "Content-Length: 100")
        assert status(await desk.raw(slow + b'{"name"')) == 408

    told(tmp_path, story)


def test_who_does_not_read_a_file_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.limits.STALL_S", 100 * MS)
    (tmp_path / "big.bin").write_bytes(bytes(64 * 1024 * 1024))

    async def story(desk: Desk) -> None:
        with socket.create_connection(("127.0.0.1", desk.port)) as lazy:
            lazy.sendall(head(desk, "GET /big.bin HTTP/1.1"))
            before = time.monotonic()
            for held in (True, False):  # it is being sent; then it is let go
                while (_open_files(tmp_path / "big.bin") > 0) is not held:
                    await asyncio.sleep(0)
                    assert time.monotonic() - before < 10_000 * MS

    told(tmp_path, story)


def _open_files(path: Path) -> int:
    """Return how often this process, which is the gateway, has ``path`` open."""
    hits = 0
    for fd in os.listdir("/proc/self/fd"):
        try:
            hits += os.readlink(f"/proc/self/fd/{fd}") == str(path)
        except OSError:
            continue
    return hits


SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\n" + SMUGGLED),
        (["Content-Length: 0", "Content-Length: 50"], SMUGGLED),
        (["Content-Length: 0, 50"], SMUGGLED),
        (["Content-Length: +5"], SMUGGLED),
        (["Content-Length: -1"], SMUGGLED),
        (["Content-Length: 0x10"], SMUGGLED),
        (["Transfer-Encoding: chunked, identity"], "0\r\n\r\n" + SMUGGLED),
        (["Transfer-Encoding : chunked"], "0\r\n\r\n" + SMUGGLED),
        (["Transfer-Encoding: chunked"], "5;" + "x" * 20_000 + "\r\nhello\r\n0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], "ffffffffffffffffff\r\n"),
        (["X: a\r\n b"], ""),
        (["X\x00: a"], ""),
        (["X: a\rb"], ""),
    ],
)
def test_a_request_that_could_be_read_in_two_ways_is_read_in_none(
    tmp_path: Path, headers: list[str], body: str
) -> None:
    async def story(desk: Desk) -> None:
        line = f"POST /workers/register?token={TOKEN} HTTP/1.1"
        data = head(desk, line, "Content-Type: application/json", *headers) + body.encode()
        answer = await desk.raw(data)
        assert status(answer) in {0, 400, 403, 411, 413}
        assert answer.count(b"HTTP/1.1 ") <= 1

    told(tmp_path, story)


@pytest.mark.parametrize(
    "stated",
    [
        "bytes=" + ",".join("0-0" for _ in range(1000)),
        "bytes=0-,0-,0-,0-",
        "bytes=-",
        "bytes=--1",
        "bytes=99999999999999999999999-",
        "bytes=-99999999999999999",
        "bytes=5-2",
        "bytes=1e3-",
        "bytes=\u0661-",
        "lines=1-2",
        "bytes = 0-1",
    ],
)
def test_odd_ranges_never_send_more_than_the_file(tmp_path: Path, stated: str) -> None:
    (tmp_path / "a.txt").write_text("0123456789")

    async def story(desk: Desk) -> None:
        request = head(desk, "GET /a.txt HTTP/1.1", f"Range: {stated}")
        answer = await desk.raw(request)
        assert status(answer) in {200, 206, 400, 416}
        assert len(answer.partition(b"\r\n\r\n")[2]) <= 10

    told(tmp_path, story)


def test_no_header_makes_another_host_or_path_of_a_request(tmp_path: Path) -> None:
    """What is kept of an answer can't be poisoned by who asks: it depends on no such header."""
    (tmp_path / "index.html").write_text("<!doctype html><title>x</title>")

    async def story(desk: Desk) -> None:
        poison = {
            "X-Forwarded-Host": "evil.example",
            "X-Host": "evil.example",
            "Forwarded": "host=evil.example",
            "X-Original-URL": "/daebug.md",
            "X-Rewrite-URL": "/daebug.md",
            "X-HTTP-Method-Override": "POST",
        }
        for path in ("/", "/health", "/-daebug/bookmarklet", "/sub"):
            got = await desk.get(path, headers=poison)
            assert b"evil" not in got.body
            assert "evil" not in str(got.headers)
            plain = await desk.get(path)
            assert got.status == plain.status
            if path == "/":
                assert got.body == plain.body
        absolute = head(desk, f"GET http://evil.example:{desk.port}/ HTTP/1.1")
        assert status(await desk.raw(absolute)) in {400, 403, 404}

    told(tmp_path, story)


def test_a_redirect_stays_on_this_host(tmp_path: Path) -> None:
    (tmp_path / "evil.example").mkdir()

    async def story(desk: Desk) -> None:
        for path in ("//evil.example", "/\\evil.example", "/%2fevil.example", "/.//evil.example"):
            answer = await desk.raw(head(desk, f"GET {path} HTTP/1.1"))
            assert status(answer) in {400, 404}, answer
        got = await desk.get("/evil.example")
        assert (got.status, got.headers["Location"]) == (301, "/evil.example/")

    told(tmp_path, story)


def test_an_address_with_the_token_is_told_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "daebug.md").write_text("# index\n")
    (tmp_path / "a.html").write_text("<!doctype html>")

    async def story(desk: Desk) -> None:
        for path in ("/daebug.md", "/a.html", "/instances", "/-daebug/page.js", "/nothing"):
            got = await desk.get(f"{path}?token={TOKEN}")
            assert got.headers["Referrer-Policy"] == "no-referrer", path
            assert "no-store" in got.headers["Cache-Control"], path
        got = await desk.get("/-daebug/bookmarklet")
        assert got.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in got.headers["Content-Security-Policy"]

    told(tmp_path, story)


def test_everything_says_that_its_type_is_not_to_be_guessed(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"<script>")

    async def story(desk: Desk) -> None:
        for path in ("/a.bin", "/", "/health", "/-daebug/page.js", "/nothing", "/instances"):
            got = await desk.get(path, headers=desk.ours)
            assert got.headers["X-Content-Type-Options"] == "nosniff"

    told(tmp_path, story)


@pytest.mark.parametrize(
    "name",
    [
        ".env",
        "\u200c.env",
        ".\u200cenv",
        "\u2024env",
        "\uff0eenv",
        "\ufe52env",
    ],
)
def test_a_name_that_some_file_system_takes_for_a_dot_file_is_one(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("SECRET")
    assert located.found(str(tmp_path), f"/{name}") is None


@pytest.mark.parametrize(
    "name", ["DAEBUG.MD", "daebug\u200d.md", "\uff44aebug.md", "dae\u0062ug.md", "\u2060daebug.md"]
)
def test_a_name_that_some_file_system_takes_for_the_index_is_private(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("SECRET")
    found = located.found(str(tmp_path), f"/{name}")
    assert found is not None
    assert found.private


def test_composed_and_decomposed_names_are_the_files_that_they_are(tmp_path: Path) -> None:
    (tmp_path / "caf\u00e9.txt").write_text("composed")

    async def story(desk: Desk) -> None:
        assert (await desk.get("/caf%C3%A9.txt")).body == b"composed"
        assert (await desk.get("/cafe%CC%81.txt")).status == 404

    told(tmp_path, story)


def test_very_long_things_are_refused_and_cost_little(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        before = time.monotonic()
        for line in (
            "GET /" + "%2e%2e%2f" * 1500 + " HTTP/1.1",
            "GET /" + "a" * 300 + " HTTP/1.1",
            "GET /-daebug/poll?name=" + "n" * 12_000 + " HTTP/1.1",
            "GET /health?" + "&".join(f"a{n}=1" for n in range(2000)) + " HTTP/1.1",
            "A" * 200 + " / HTTP/1.1",
        ):
            answer = await desk.raw(head(desk, line, f"Origin: {EVIL}"))
            assert status(answer) in {0, 200, 400, 403, 404, 405}
        cookies = f"Cookie: {'a=b; ' * 3000}"
        assert status(await desk.raw(head(desk, "GET /health HTTP/1.1", cookies))) in {200, 400}
        assert time.monotonic() - before < 5

    told(tmp_path, story)
