"""A root that other machines reach: nobody gets in without its key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from daebug.protocol.errors.pages import NeedsKey
from tests.daemon.gateway.desk import TOKEN, Desk, told

OPEN: dict[str, Any] = {"host": "0.0.0.0", "key": "k3y-of-this-root"}

HTML = {"Accept": "text/html,*/*"}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com"])
def test_without_a_key_only_this_machine_may_be_served(tmp_path: Path, host: str) -> None:
    (tmp_path / "sub").mkdir()

    async def story(desk: Desk) -> None:
        with pytest.raises(NeedsKey, match="API key"):
            await desk.open(tmp_path / "sub", host=host)

    told(tmp_path, story)


def test_a_person_shows_the_key_once_and_is_known_by_a_cookie(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "a.js").write_text("1")

    async def story(desk: Desk) -> None:
        assert (await desk.get("/", headers=HTML)).status == 401
        got = await desk.get(f"/?a=b&key={OPEN['key']}", headers=HTML)
        assert (got.status, got.headers["Location"]) == (303, "/?a=b")
        cookie = got.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert OPEN["key"] not in cookie
        shown = {"Cookie": cookie.partition(";")[0]}
        desk.client.cookie_jar.clear()
        for path in ("/", "/a.js", "/health"):
            assert (await desk.get(path, headers=shown)).status == 200
        forged = {"Cookie": shown["Cookie"][:-1]}
        assert (await desk.get("/a.js", headers=forged)).status == 401

    told(tmp_path, story, **OPEN)


def test_the_key_is_no_token_and_who_has_the_token_needs_no_key(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        key = {"Authorization": f"Bearer {OPEN['key']}"}
        assert (await desk.get("/instances", headers=key)).status == 403
        assert (await desk.get(f"/instances?token={TOKEN}")).status == 200
        assert (await desk.get(f"/instances?token={TOKEN}x")).status == 401
        assert (await desk.get(f"/instances?token={TOKEN}", headers=key)).status == 200
        async with desk.page() as page:  # which has the token, and sends no cookie
            assert page.name == "p"

    told(tmp_path, story, **OPEN)


def test_a_wrong_way_on_leads_nowhere_else(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        got = await desk.get(f"//evil.example/?key={OPEN['key']}", headers=HTML)
        assert got.status != 303

    told(tmp_path, story, **OPEN)


def test_nobody_finds_the_key_by_trying(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        got = [(await desk.get(f"/health?key={number}")).status for number in range(60)]
        assert set(got) == {401, 429}
        right = await desk.get(f"/health?key={OPEN['key']}")
        assert right.status == 200

    told(tmp_path, story, **OPEN)
