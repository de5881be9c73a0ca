"""Who may ask."""

from __future__ import annotations

import pytest

from daebug.daemon.gateway import origin
from daebug.daemon.gateway.origin import Door

DOOR = Door(port=8100, token="t")
OPEN = Door(port=8100, token="t", host="0.0.0.0", key="k")
HOST = {"Host": "localhost:8100"}


@pytest.mark.parametrize(
    "host", ["localhost:8100", "LocalHost:8100", "127.0.0.1:8100", "[::1]:8100"]
)
def test_our_names_with_our_port_are_ours(host: str) -> None:
    assert origin.host_is_ours(DOOR, host)


@pytest.mark.parametrize(
    "host", ["", "localhost", "localhost:80", "x.localhost:8100", "localhost.:8100",
             "10.0.0.1:8100", "localhost:8100\n", "a@localhost:8100", "[::1:8100"]
)  # fmt: skip
def test_other_names_are_not(host: str) -> None:
    assert not origin.host_is_ours(DOOR, host)


def test_beyond_this_machine_an_address_will_do_but_no_name() -> None:
    assert origin.host_is_ours(OPEN, "192.168.1.5:8100")
    assert not origin.host_is_ours(OPEN, "evil.example:8100")


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://localhost:8100"}, True),
        ({"Origin": "http://LOCALHOST:8100"}, True),
        ({"Origin": "http://127.0.0.1:8100"}, False),
        ({"Origin": "https://localhost:8100"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "odd"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8100"}, False),
    ],
)
def test_the_browsers_word_decides(headers: dict[str, str], *, same: bool) -> None:
    assert origin.same_origin({**HOST, **headers}) is same


def test_a_token_is_compared_whole_and_an_empty_one_fits_nothing() -> None:
    assert origin.token_fits(DOOR, "t")
    for shown in ("", "T", "tt", "\ud800", "t\n"):
        assert not origin.token_fits(DOOR, shown)
    assert not origin.token_fits(Door(port=1, token=""), "")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.9.9.9", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.5", False), ("example.com", False)],
)  # fmt: skip
def test_what_only_this_machine_reaches(host: str, *, loopback: bool) -> None:
    assert origin.is_loopback(host) is loopback
