"""Secrets are masked by their names and by their shapes, and nothing else is."""

from __future__ import annotations

import pytest

from daebug.daemon import secrets


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("password", '"hunter2"', '"****"'),
        ("dbPassword", "'hunter2'", "'****'"),
        ("API_KEY", '0x7ffe "abcdef"', '0x7ffe "****"'),
        ("self.session_id", "'abcdef'", "'****'"),
        ("tokens", "['abcdef', 'ghijkl']", "['****', '****']"),
        ("token2", '"abcdef"', '"****"'),
        ("headers", "{'Authorization': 'Bearer abc'}", "{'Authorization': '****'}"),
        ("config", '{user: "a", apiKey: "xyz"}', '{user: "a", apiKey: "****"}'),
        ("x", "'ghp_0123456789abcdefghijklmnopqrstuvwxyz'", "'****'"),
        ("x", "'AKIAABCDEFGHIJKLMNOP'", "'****'"),
        ("x", "'eyJhbGciOiJI.eyJzdWIiOiIx.sig'", "'****'"),
        ("key", "'-----BEGIN RSA PRIVATE KEY-----\\nMIIE'", "'****"),
    ],
)
def test_secrets_are_masked(name: str, text: str, shown: str) -> None:
    assert secrets.masked(name, text) == shown


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("passenger", '"Anna"'),
        ("token", "42"),
        ("tokenizer", '"bpe"'),
        ("secretary", "'Bob'"),
        ("compass", "'north'"),
        ("password", '""'),
        ("name", "'skeleton-key'"),
    ],
)
def test_what_is_no_secret_stays(name: str, text: str) -> None:
    assert secrets.masked(name, text) == text
