"""Where shim and import map go in a page."""

from __future__ import annotations

import codecs
import re

import pytest

from daebug.daemon.gateway import importmap, inject

MAP = f"<script type=importmap>{importmap.ours()}</script>".encode()
SHIM = b"<script>SHIM</script>"


def made(head: bytes) -> bytes:
    return inject.injected(
        head, nonce="N", shim=lambda used: f"<script{inject.attribute(used)}>SHIM</script>"
    ).head


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<!doctype html><head><title>t</title>", b"</head><body>"),
        (b"<head><meta charset=utf-8>", b"<script>early()</script></head>"),
        (b"<head>", b"<link rel=modulepreload href=/a.js></head>"),
        (b"<head><link rel=stylesheet href=/a.css>", b"</head>"),
        (b"<head>", b"<base href=https://x/></head>"),
        (b"<head><!-- </head> <script> -->", b"</head>"),
        (b"<head><title></head><script></title>", b"</head>"),
        (b"<HEAD>", b"</HEAD>"),
        (b"<!doctype html>", b"<p>no head"),
        (b"<!doctype html><html><head>", b""),
        (b"<!doctype html><html>", b""),
        (b"<!doctype html>", b""),
        (b"", b""),
        (b"", b"text only"),
        (codecs.BOM_UTF8, b""),
        (b"<html><head>", b"<style>never closed"),
    ],
)
def test_the_shim_comes_before_the_first_script_and_at_the_latest_at_the_end_of_the_head(
    before: bytes, after: bytes
) -> None:
    assert made(before + after) == before + MAP + SHIM + after


@pytest.mark.parametrize(
    "page", [b"<p>x='</body>'", b"<head></head><body><script>'</head>'</script></body>"]
)
def test_what_stands_in_a_string_of_the_body_is_left_alone(page: bytes) -> None:
    assert made(page).replace(MAP + SHIM, b"") == page


def test_only_the_start_of_a_page_is_looked_at_and_none_of_it_is_lost() -> None:
    page = b"<head>" + b"<!-- a -->" * 6_000
    assert made(page).replace(MAP + SHIM, b"") == page


def test_the_pages_own_import_map_wins_and_keeps_its_keys_and_attributes() -> None:
    own = (
        b'{"imports":{"node:test":"/mine.js"},"scopes":{"/a/":{"b":"/c.js"}},"integrity":{"x":"y"}}'
    )
    page = b'<head><script id=m type = "IMPORTMAP" >' + own + b"</script></head>"
    got = made(page)
    assert got.count(b"importmap") + got.count(b"IMPORTMAP") == 1
    assert b'<script id=m type = "IMPORTMAP" >' in got
    assert b'"node:test": "/mine.js"' in got
    assert b'"node:assert": "/-daebug-node:assert.js"' in got
    for kept in (b'"scopes": {"/a/": {"b": "/c.js"}}', b'"integrity": {"x": "y"}'):
        assert kept in got
    assert got.index(b"SHIM") < got.index(b"IMPORTMAP")


def test_a_map_in_a_comment_is_none_and_one_that_is_no_json_is_left_alone() -> None:
    comment = b"<head><!-- <script type=importmap>{}</script> --></head>"
    assert MAP in made(comment)
    broken = b"<head><script type=importmap>{nonsense</script></head>"
    assert made(broken).replace(SHIM, b"") == broken


def test_an_external_map_is_asked_for_with_ours_in_it() -> None:
    got = made(b"<head><script src='/m.json?v=1&amp;w' type=importmap></script></head>")
    assert b'src="/m.json?v=1&amp;w&amp;-daebug-importmap"' in got
    assert MAP not in got


def test_a_map_cannot_end_its_element_early() -> None:
    got = made(b'<head><script type=importmap>{"imports":{"a":"<\\/script>"}}</script></head>')
    assert b"\\u003c/script>" in got


def test_a_policy_is_given_our_nonce_and_all_of_ours_bears_it() -> None:
    page = (
        b"<head><meta content=\"script-src 'self'\" http-equiv='Content-Security-Policy'>"
        b'<script type=importmap>{"imports":{}}</script></head>'
    )
    got = made(page).decode()
    assert "script-src &#x27;self&#x27; &#x27;nonce-N&#x27;" in got
    assert len(re.findall(r'<script nonce="N"', got)) == 2


def test_a_page_in_utf_16_is_left_as_it_is() -> None:
    page = codecs.BOM_UTF16_LE + "<head></head>".encode("utf-16-le")
    assert made(page) == page


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b"<meta charset=windows-1251>", "windows-1251"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", "koi8-r"),
        (codecs.BOM_UTF8 + b"<meta charset=latin1>", "utf-8"),
        (b"<!-- <meta charset=x> -->", ""),
        (b"<meta name=description content='charset=x'>", ""),
    ],
)
def test_the_encoding_that_a_page_states_is_found(head: bytes, charset: str) -> None:
    found = inject.injected(b"<head>" * (head[:1] == b"<") + head, nonce="N", shim=lambda _: "")
    assert found.charset == charset


def test_bytes_of_any_encoding_survive() -> None:
    page = b"<head><title>\xff\xfe\x00\x80</title></head>" + bytes(range(256))
    assert made(page).replace(MAP + SHIM, b"") == page
