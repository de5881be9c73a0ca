"""Attacks from foreign pages and foreign names: none is let in."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from daebug.protocol.pages import JobFinished, RealmJoined
from tests.daemon.gateway import desk as desks
from tests.daemon.gateway.attack import EVIL, head, status, told
from tests.daemon.gateway.desk import TOKEN, Desk


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "attacker.example:{port}",
        "localhost.attacker.example:{port}",
        "localhost:1",
        "localhost:{port}@evil",
        "127.0.0.1.nip.io:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "0.0.0.0:{port}",
        "localhost:{port}:{port}",
        "[",
        " ",
        "\xff\xfe",
        "a" * 5000,
    ],
)
def test_a_foreign_host_is_refused(tmp_path: Path, host: str) -> None:
    (tmp_path / ".env").write_text("SECRET")
    (tmp_path / "a.txt").write_text("SECRET")

    async def story(desk: Desk) -> None:
        for path in ("/a.txt", "/health", "/.env"):
            named = host.format(port=desk.port)
            answer = await desk.raw(head(desk, f"GET {path} HTTP/1.1", host=named))
            assert status(answer) in {0, 400, 403}
            assert b"SECRET" not in answer

    told(tmp_path, story)


def test_two_hosts_or_none_are_refused(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        none = await desk.raw(b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n")
        two = await desk.raw(head(desk, "GET /health HTTP/1.1", "Host: evil.example"))
        assert {status(none), status(two)} <= {400, 403}

    told(tmp_path, story)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
def test_our_own_names_are_welcome(tmp_path: Path, host: str) -> None:
    async def story(desk: Desk) -> None:
        named = f"{host}:{desk.port}"
        assert status(await desk.raw(head(desk, "GET /health HTTP/1.1", host=named))) == 200

    told(tmp_path, story)


FOREIGN = [
    {},
    {"Origin": EVIL, "Sec-Fetch-Site": "cross-site"},
    {"Origin": EVIL},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://127.0.0.1:{port}"},
    {"Origin": "http://localhost:1"},
    {"Origin": "https://localhost:{port}"},
    {"Origin": "http://localhost:{port}.evil.example"},
    {"Sec-Fetch-Site": "same-origin", "Origin": EVIL},
]

OLD = [
    ("GET", "/-daebug-channel?name=x&url=%0A%25%25SHUTDOWN%25%25%0A"),
    ("GET", "/-daebug-channel?name=%0A%25%25SHUTDOWN%25%25&url=x"),
    ("POST", "/-daebug-channel?name=victim"),
    ("POST", "/-daebug-test-progress"),
    ("POST", "/-daebug-discover-tests"),
    ("GET", "/-daebug-worker-bootstrap.js"),
    ("GET", "/-daebug-node:test.js"),
    ("GET", "/-daebug/page.js"),
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_gets_nowhere_with_the_old_endpoints(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    async def story(desk: Desk) -> None:
        filled = {name: value.format(port=desk.port) for name, value in headers.items()}
        async with desk.page("victim") as page:
            await desk.until(RealmJoined)
            for method, path in OLD:
                more: dict[str, Any] = (
                    {"json": {"ok": True, "value": "forged"}} if method == "POST" else {}
                )
                got = await desk.ask(method, path, headers=filled, **more)
                assert got.status == 403, path
                assert TOKEN.encode() not in got.body
            assert len(desk.said(RealmJoined)) == 1
            assert desk.said(JobFinished) == []
            await page.say("bye")

    told(tmp_path, story)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/-daebug/poll"),
        ("POST", "/-daebug/post"),
        ("POST", "/-daebug/discover-tests"),
        ("GET", "/-daebug/socket"),
        ("GET", "/instances"),
        ("GET", "/instances/p"),
        ("POST", "/workers/register"),
        ("POST", "/workers/p/heartbeat"),
        ("GET", "/jobs/poll"),
        ("POST", "/jobs/ack"),
        ("POST", "/jobs/j1/result"),
        ("POST", "/background"),
        ("POST", "/instances/p/append"),
        ("GET", "/jobs/j1/result"),
        ("POST", "/tests/run"),
    ],
)
def test_nothing_of_the_channel_opens_without_the_token_or_to_a_foreign_page(
    tmp_path: Path, method: str, path: str
) -> None:
    async def story(desk: Desk) -> None:
        more: dict[str, Any] = {"json": {}} if method == "POST" else {}
        tries = [
            ("", desk.ours),
            ("?token=", desk.ours),
            ("?token=wrong", desk.ours),
            (f"?token={TOKEN}x", desk.ours),
            (f"?token={TOKEN}", {"Origin": EVIL}),
            (f"?token={TOKEN}", {"Sec-Fetch-Site": "cross-site"}),
            (f"?token={TOKEN}", {"Origin": "null"}),
        ]
        for query, headers in tries:
            got = await desk.ask(method, path + query, headers=headers, **more)
            assert got.status == 403, (query, headers)
        assert desk.said(RealmJoined) == []

    told(tmp_path, story)


def test_a_foreign_page_cannot_open_the_socket_even_with_the_token(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        for origin in (EVIL, "null", f"http://127.0.0.1:{desk.port}", "http://localhost:1"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with desk.page(headers={"Origin": origin}):
                    pass
            assert refused.value.status == 403
        assert desk.said(RealmJoined) == []

    told(tmp_path, story)


def test_a_script_element_elsewhere_gets_no_job_and_no_token(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        for _, path in (one for one in OLD if one[0] == "GET"):
            headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "script"}
            got = await desk.get(path, headers=headers)
            assert got.status == 403
            assert got.headers["Cross-Origin-Resource-Policy"] == "same-origin"

    told(tmp_path, story)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_post_that_a_form_could_make_is_no_json(tmp_path: Path, kind: str) -> None:
    async def story(desk: Desk) -> None:
        headers = {**desk.ours, "Content-Type": kind} if kind else desk.ours
        body = b'{"ok":true,"value":"forged"}'
        got = await desk.ask("POST", "/-daebug-channel?name=p", data=body, headers=headers)
        assert got.status == 415

    told(tmp_path, story)


def test_only_this_machine_is_listened_to(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        with socket.socket(socket.AF_INET6) as six, pytest.raises(OSError, match="refused"):
            six.connect(("::1", desk.port))
        with socket.socket() as other, pytest.raises(OSError, match="refused"):
            other.connect(("127.0.0.2", desk.port))

    told(tmp_path, story)


def test_a_root_for_others_asks_for_its_key(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")

    async def story(desk: Desk) -> None:
        assert (await desk.get("/a.txt")).status == 401
        assert (await desk.get("/a.txt?key=wrong")).status == 401
        assert (await desk.get("/a.txt?key=k")).status == 200
        assert (await desk.get("/a.txt", headers={"Authorization": "Bearer k"})).status == 200
        named = head(desk, "GET /a.txt?key=k HTTP/1.1", host=f"evil.example:{desk.port}")
        assert status(await desk.raw(named)) == 403
        address = head(desk, "GET /a.txt?key=k HTTP/1.1", host=f"192.168.1.5:{desk.port}")
        assert status(await desk.raw(address)) == 200

    desks.told(tmp_path, story, host="0.0.0.0", key="k")


def test_an_allowed_origin_may_use_the_channel_with_the_token_and_no_other_may(
    tmp_path: Path,
) -> None:
    vite = "http://localhost:5173"

    async def story(desk: Desk) -> None:
        path = f"/-daebug/poll?token={TOKEN}&name=p&load=l"
        got = await desk.get(path, headers={"Origin": vite, "Sec-Fetch-Site": "same-site"})
        assert (got.status, got.headers["Access-Control-Allow-Origin"]) == (410, vite)
        asked = await desk.ask("OPTIONS", path, headers={"Origin": vite})
        assert asked.status == 204
        async with desk.page(headers={"Origin": vite}) as page:
            assert page.name == "p"
        for headers in ({"Origin": EVIL}, {"Origin": vite + ".evil.example"}):
            refused = await desk.get(path, headers=headers)
            assert refused.status == 403
            assert "Access-Control-Allow-Origin" not in refused.headers
        old = await desk.get("/-daebug-channel?name=x", headers={"Origin": vite})
        assert old.status == 403

    desks.told(tmp_path, story, origins=[vite])
