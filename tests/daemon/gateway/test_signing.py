"""Signed jobs and results: what is not signed does not count, what was signed counts once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest

from daebug.daemon.gateway import signing
from daebug.protocol.asks import Asked
from daebug.protocol.pages import JobFinished, RealmJoined
from tests.daemon.gateway.desk import TOKEN, Desk, Got, told

SECRET = "between us two"

BEARER = {"Authorization": f"Bearer {TOKEN}"}


def signed(lead: str, body: bytes, secret: str = SECRET) -> str:
    """Sign as a program does that has read the documents."""
    return hmac.new(secret.encode(), lead.encode() + body, hashlib.sha256).hexdigest()


async def post(desk: Desk, path: str, body: bytes, signature: str = "") -> Got:
    headers = {**BEARER, "Content-Type": "application/json"}
    if signature:
        headers[signing.HEADER] = signature
    return await desk.ask("POST", path, data=body, headers=headers)


async def with_job(desk: Desk) -> tuple[dict[str, str], Got]:
    """Register, and be handed job j1; return who we are and the answer that holds the job."""
    me = (await post(desk, "/workers/register", b'{"name": "robot"}')).json()
    polled = asyncio.create_task(
        desk.get(f"/jobs/poll?name=robot&load={me['load']}", headers=BEARER)
    )
    await desk.run("robot", "go()")
    return {"name": "robot", "load": me["load"]}, await polled


def test_a_job_is_signed_for_the_load_that_gets_it(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        who, got = await with_job(desk)
        lead = f"daebug-job-1\nrobot\n{who['load']}\n"
        assert got.headers[signing.HEADER] == signed(lead, got.body)
        other = f"daebug-job-1\nrobot\n{who['load']}x\n"
        assert got.headers[signing.HEADER] != signed(other, got.body)

    told(tmp_path, story, secret=SECRET)


def test_only_a_signed_result_counts_and_only_once(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        who, _ = await with_job(desk)
        path = "/jobs/j1/result"
        body = json.dumps({**who, "ok": True, "value": 1}).encode()
        right = signed("daebug-result-1\nj1\n", body)
        for forged in (
            "",
            "0" * 64,
            right[:-1],
            signed("daebug-result-1\nj2\n", body),
            signed("daebug-job-1\nj1\n", body),
            signed("daebug-result-1\nj1\n", body + b" "),
            signed("daebug-result-1\nj1\n", body, "another"),
            "\u00e9",
        ):
            assert (await post(desk, path, body, forged)).status == 403, forged
        assert desk.said(JobFinished) == []
        assert (await post(desk, path, body, right)).status == 200
        assert not (await desk.until(JobFinished)).late
        assert (await post(desk, path, body, right)).status == 200  # sent again by who has heard it
        assert (await desk.until(JobFinished, 2)).late

    told(tmp_path, story, secret=SECRET)


def test_a_result_of_one_job_is_none_of_another(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        who, _ = await with_job(desk)
        body = json.dumps({**who, "ok": True, "value": 1}).encode()
        right = signed("daebug-result-1\nj1\n", body)
        assert (await post(desk, "/jobs/j2/result", body, right)).status == 403

    told(tmp_path, story, secret=SECRET)


def test_what_cannot_be_signed_is_for_this_machine_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daebug.daemon.gateway.signing.from_here", lambda _: False)
    tries: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", f"/-daebug/socket?token={TOKEN}", {}),
        ("GET", f"/-daebug/poll?token={TOKEN}&name=p&load=l", {}),
        ("POST", f"/-daebug/post?token={TOKEN}", {"json": [{"t": "hello", "load": "l"}]}),
        ("GET", "/-daebug-channel?name=p", {}),
        ("POST", "/-daebug-channel?name=p", {"json": {"ok": True}}),
        ("POST", f"/instances/p/append?token={TOKEN}", {"json": {"code": "1"}}),
    ]

    async def story(desk: Desk) -> None:
        for method, path, more in tries:
            got = await desk.ask(method, path, headers=desk.ours, **more)
            assert got.status == 403, path
        assert desk.said(RealmJoined) == []
        assert desk.said(Asked) == []
        assert (await post(desk, "/workers/register", b"{}")).status == 200

    told(tmp_path, story, secret=SECRET)


def test_with_a_secret_pages_of_this_machine_go_on(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        async with desk.page() as page:
            await desk.run("p")
            await page.say("result", job="j1", ok=True)
            assert (await desk.until(JobFinished)).ok

    told(tmp_path, story, secret=SECRET)


@pytest.mark.parametrize(
    ("peer", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::1%lo", True),
        ("192.168.1.2", False),
        ("::ffff:192.168.1.2", False),
        ("fe80::1%eth0", False),
        ("", False),
        (None, False),
        ("localhost", False),
    ],
)
def test_this_machine_is_known_by_the_address_of_the_connection(
    peer: str | None, *, here: bool
) -> None:
    assert signing.from_here(peer) is here
