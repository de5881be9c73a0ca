"""What is added to a page's policy."""

from __future__ import annotations

import pytest

from daebug.daemon.gateway import csp


@pytest.mark.parametrize(
    ("policy", "amended"),
    [
        ("script-src 'self'", "script-src 'self' 'nonce-N'"),
        ("script-src 'self'; script-src-elem 'none'",
         "script-src 'self' 'nonce-N'; script-src-elem 'nonce-N'"),
        ("default-src 'self'", "default-src 'self'; script-src 'self' 'nonce-N'"),
        ("script-src 'unsafe-inline' 'self'", "script-src 'unsafe-inline' 'self'"),
        ("default-src * 'unsafe-inline'", "default-src * 'unsafe-inline'"),
        ("script-src 'unsafe-inline' 'nonce-own' 'self'",
         "script-src 'unsafe-inline' 'nonce-own' 'self' 'nonce-N'"),
        ("SCRIPT-SRC 'SELF'", "script-src 'SELF' 'nonce-N'"),
        ("img-src *", "img-src *"),
        ("connect-src https://api.example", "connect-src https://api.example 'self'"),
        ("connect-src 'none'; img-src 'none'", "connect-src 'self'; img-src 'none'"),
        ("script-src 'self'; script-src *", "script-src 'self' 'nonce-N'"),
        ("", ""),
        (" ; ;", ""),
    ],
)  # fmt: skip
def test_a_policy_lets_us_through_and_keeps_what_it_forbids(policy: str, amended: str) -> None:
    assert csp.amended(policy, "N") == amended


def test_a_policy_that_forbids_all_allows_what_the_shim_needs() -> None:
    found = dict(part.split(" ", 1) for part in csp.amended("default-src 'none'", "N").split("; "))
    assert found == {
        "default-src": "'none'",
        "script-src": "'nonce-N'",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "frame-src": "'self'",
    }
