"""The project's files over HTTP."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.daemon.gateway.desk import TOKEN, Desk, told

DOCUMENT = {"Sec-Fetch-Dest": "document"}


def put(root: Path, name: str, data: bytes = b"x") -> Path:
    """Write a file below ``root`` and return its path."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.js", "application/javascript; charset=utf-8"),
        ("a.mjs", "application/javascript; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("a.svg", "image/svg+xml"),
        ("a.md", "text/markdown; charset=utf-8"),
        ("a.unheard-of", "application/octet-stream"),
        ("none", "application/octet-stream"),
    ],
)
def test_a_file_is_sent_as_what_it_is(tmp_path: Path, name: str, kind: str) -> None:
    put(tmp_path, name, b"\x00\xff")

    async def story(desk: Desk) -> None:
        got = await desk.get(f"/{name}")
        assert (got.status, got.headers["Content-Type"], got.body) == (200, kind, b"\x00\xff")
        assert got.headers["X-Content-Type-Options"] == "nosniff"

    told(tmp_path, story)


@pytest.mark.parametrize(
    "path", ["/a%20b.txt", "/%D1%84.txt", "/sub/c%23d.txt", "/%25.txt", "/100%25%20.txt"]
)
def test_a_name_with_odd_characters_is_found(tmp_path: Path, path: str) -> None:
    for name in ("a b.txt", "\u0444.txt", "sub/c#d.txt", "%.txt", "100% .txt"):
        put(tmp_path, name, b"found")

    async def story(desk: Desk) -> None:
        request = f"GET {path} HTTP/1.1\r\nHost: localhost:{desk.port}\r\nConnection: close\r\n\r\n"
        assert (await desk.raw(request.encode())).endswith(b"found")

    told(tmp_path, story)


def test_a_folder_gives_its_index_after_a_redirect_and_no_listing(tmp_path: Path) -> None:
    put(tmp_path, "sub/index.html", b"<p>here")
    put(tmp_path, "bare/secret.txt")

    async def story(desk: Desk) -> None:
        moved = await desk.get("/sub?a=1")
        assert (moved.status, moved.headers["Location"]) == (301, "/sub/?a=1")
        assert (await desk.get("/sub/")).body.endswith(b"<p>here")
        bare = await desk.get("/bare/")
        assert bare.status == 404
        assert b"secret" not in bare.body
        assert (await desk.get("/")).status == 404

    told(tmp_path, story)


def test_parts_of_a_file_are_sent(tmp_path: Path) -> None:
    put(tmp_path, "big.bin", bytes(range(256)) * 4096)

    async def story(desk: Desk) -> None:
        got = await desk.get("/big.bin", headers={"Range": "bytes=256-511"})
        assert (got.status, got.body) == (206, bytes(range(256)))
        assert got.headers["Content-Range"] == "bytes 256-511/1048576"
        last = await desk.get("/big.bin", headers={"Range": "bytes=-2"})
        assert last.body == b"\xfe\xff"
        long = await desk.get("/big.bin", headers={"Range": "bytes=1-"})
        assert len(long.body) == 1048575
        beyond = await desk.get("/big.bin", headers={"Range": "bytes=1048576-"})
        assert (beyond.status, beyond.headers["Content-Range"]) == (416, "bytes */1048576")
        whole = await desk.get("/big.bin")
        assert whole.body == bytes(range(256)) * 4096

    told(tmp_path, story)


def test_an_unchanged_file_is_not_sent_again_and_a_changed_one_is(tmp_path: Path) -> None:
    path = put(tmp_path, "a.js", b"1")

    async def story(desk: Desk) -> None:
        first = await desk.get("/a.js")
        tag = {"If-None-Match": first.headers["ETag"]}
        assert (await desk.get("/a.js", headers=tag)).status == 304
        since = {"If-Modified-Since": first.headers["Last-Modified"]}
        assert (await desk.get("/a.js", headers=since)).status == 304
        path.write_bytes(b"22")
        assert (await desk.get("/a.js", headers=tag)).body == b"22"

    told(tmp_path, story)


def test_head_has_the_headers_and_no_body(tmp_path: Path) -> None:
    put(tmp_path, "a.js", b"12345")
    put(tmp_path, "index.html", b"<p>")

    async def story(desk: Desk) -> None:
        got = await desk.ask("HEAD", "/a.js")
        assert (got.status, got.headers["Content-Length"], got.body) == (200, "5", b"")
        page = await desk.ask("HEAD", "/")
        assert page.headers["Content-Length"] == str(len((await desk.get("/")).body))

    told(tmp_path, story)


def test_a_page_gets_the_shim_and_the_import_map_and_a_fragment_does_not(tmp_path: Path) -> None:
    put(tmp_path, "index.html", b"<!doctype html><head><title>t</title></head><body>")

    async def story(desk: Desk) -> None:
        page = await desk.get("/", headers=DOCUMENT)
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert b"/-daebug/page.js?token=" + TOKEN.encode() in page.body
        assert b'"node:test": "/-daebug-node:test.js"' in page.body
        fetched = await desk.get("/index.html", headers={"Sec-Fetch-Dest": "empty"})
        assert fetched.body == b"<!doctype html><head><title>t</title></head><body>"
        tag = {"If-None-Match": page.headers["ETag"], **DOCUMENT}
        assert (await desk.get("/", headers=tag)).status == 304

    told(tmp_path, story)


def test_a_page_with_a_policy_gets_the_shim_inline_with_a_nonce_for_one_answer(
    tmp_path: Path,
) -> None:
    policy = b"<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\">"
    put(tmp_path, "index.html", b"<head>" + policy + b"</head>")

    async def story(desk: Desk) -> None:
        page, again = await desk.get("/"), await desk.get("/")
        nonce = page.body.split(b"&#x27;nonce-")[1].split(b"&#x27;")[0]
        assert page.body.count(b'nonce="' + nonce + b'"') == 2
        assert b'"nonce": "' + nonce + b'"' in page.body
        assert nonce not in again.body
        assert page.headers["Cache-Control"] == "no-store"
        assert page.body.isascii()

    told(tmp_path, story)


def test_a_large_page_goes_through_as_it_is_but_for_its_head(tmp_path: Path) -> None:
    body = b"<p>" + os.urandom(700_000).hex().encode()
    put(tmp_path, "big.html", b"<head></head>" + body)

    async def story(desk: Desk) -> None:
        got = await desk.get("/big.html")
        assert got.body.endswith(b"</head>" + body)
        assert int(got.headers["Content-Length"]) == len(got.body)

    told(tmp_path, story)


def test_package_json_stays_as_it_is_and_an_import_map_is_merged_when_asked_for(
    tmp_path: Path,
) -> None:
    data = b'{ "name": "x", "imports": {"a": "/a.js"} }\n'
    put(tmp_path, "package.json", data)

    async def story(desk: Desk) -> None:
        assert (await desk.get("/package.json")).body == data
        merged = (await desk.get("/package.json?-daebug-importmap")).json()
        assert merged["name"] == "x"
        assert set(merged["imports"]) == {"a", "node:test", "node:assert", "node:assert/strict"}

    told(tmp_path, story)


def test_a_page_in_another_encoding_is_announced_in_it(tmp_path: Path) -> None:
    text = "<head><script></script><meta charset=windows-1251></head>\u0444"
    put(tmp_path, "ru.html", text.encode("windows-1251"))

    async def story(desk: Desk) -> None:
        got = await desk.get("/ru.html")
        assert got.headers["Content-Type"] == "text/html; charset=windows-1251"
        assert got.body.decode("windows-1251").endswith("\u0444")

    told(tmp_path, story)


def test_the_scripts_of_ours_are_served_filled_in(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        for path in ("/-daebug-worker-bootstrap.js", "/-daebug-node:test.js", "/-daebug/page.js"):
            got = await desk.get(path, headers={"Sec-Fetch-Site": "same-origin"})
            assert (got.status, got.headers["Cache-Control"]) == (200, "no-store")
            assert b"__DAEBUG_" not in got.body
        frame = await desk.get("/-daebug-iframe.html")
        assert b'<base href="/">' in frame.body
        assert TOKEN.encode() not in frame.body

    told(tmp_path, story)
