"""Attacks on the files of a root: nothing outside, hidden or private gets out."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from tests.daemon.gateway.attack import EVIL, head, status, told
from tests.daemon.gateway.desk import TOKEN, Desk


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/sub/../../secret.txt",
        "/sub/%2e./%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/....//secret.txt",
        "//secret.txt",
        "/./../secret.txt",
        "/link.txt",
        "/linked/secret.txt",
        "/sub/link-to-link.txt",
        "/linked",
        "/.env",
        "/.git/config",
        "/sub/.hidden/a.txt",
        "/%2eenv",
        "/to-env.txt",
        "/to-git/config",
        "/daebug.md",
        "/DAEBUG.md",
        "/daebug/p.md",
        "/Daebug/p.md",
        "/daebug/p/j1.json",
        "/to-daebug/p.md",
        "/daebug%2fp.md",
        "/pipe",
        "/loop",
        "/dangling.html",
        "/index",
        "/sub/",
    ],
)
def test_nothing_outside_hidden_or_private_is_served(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    for name in (
        "secret.txt",
        "root-secret/secret.txt",
        "root/.env",
        "root/.git/config",
        "root/sub/.hidden/a.txt",
        "root/daebug.md",
        "root/DAEBUG.md",
        "root/daebug/p.md",
        "root/Daebug/p.md",
        "root/daebug/p/j1.json",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("SECRET")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "linked").symlink_to(tmp_path / "root-secret")
    (root / "sub/link-to-link.txt").symlink_to("../link.txt")
    (root / "to-env.txt").symlink_to(".env")
    (root / "to-git").symlink_to(".git")
    (root / "to-daebug").symlink_to("daebug")
    os.mkfifo(root / "pipe")
    (root / "loop").symlink_to("loop")
    (root / "dangling.html").symlink_to("missing")

    async def story(desk: Desk) -> None:
        for headers in ([], [f"Origin: {EVIL}"], [f"Authorization: Bearer {TOKEN}x"]):
            answer = await desk.raw(head(desk, f"GET {path} HTTP/1.1", *headers))
            assert status(answer) in {0, 301, 400, 404}
            assert b"SECRET" not in answer

    told(root, story)


def test_a_link_within_the_root_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine")
    (tmp_path / "b.txt").symlink_to("a.txt")

    async def story(desk: Desk) -> None:
        assert (await desk.get("/b.txt")).body == b"mine"

    told(tmp_path, story)


def test_transcripts_are_for_who_has_the_token(tmp_path: Path) -> None:
    (tmp_path / "daebug.md").write_text("index")

    async def story(desk: Desk) -> None:
        assert (await desk.get(f"/daebug.md?token={TOKEN}")).body == b"index"
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert (await desk.get("/daebug.md", headers=bearer)).body == b"index"
        assert (await desk.get("/daebug.md", headers=desk.ours)).status == 404
        foreign = await desk.get(f"/daebug.md?token={TOKEN}", headers={"Origin": EVIL})
        assert foreign.status == 404

    told(tmp_path, story)


def test_a_file_beside_that_is_packed_is_not_sent_instead(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "secret").write_text("SECRET")
    (tmp_path / "root/a.js").write_text("mine")
    (tmp_path / "root/a.js.gz").symlink_to(tmp_path / "secret")

    async def story(desk: Desk) -> None:
        got = await desk.get("/a.js", headers={"Accept-Encoding": "gzip, br"})
        assert got.body == b"mine"

    told(tmp_path / "root", story)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can read everything")
def test_a_file_that_cannot_be_read_is_not_found(tmp_path: Path) -> None:
    for name in ("a.js", "a.html"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0)

    async def story(desk: Desk) -> None:
        assert (await desk.get("/a.js")).status == 404
        assert (await desk.get("/a.html")).status == 404

    told(tmp_path, story)


def test_a_search_for_tests_never_leaves_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for name in ("root/a.test.js", "root-secret/b.test.js", "root/node_modules/c.test.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (root / "out").symlink_to(tmp_path / "root-secret")

    async def story(desk: Desk) -> None:
        for body in (
            {},
            {"files": ["**/*"], "exclude": []},
            {"files": "../root-secret/**"},
            {"files": "**", "cwd": "../root-secret", "exclude": ""},
            {"files": "**", "cwd": "/../root-secret"},
            {"files": "**", "cwd": "out"},
            {"files": "/**/../../**"},
        ):
            path = f"/-daebug/discover-tests?token={TOKEN}"
            got = await desk.ask("POST", path, json=body, headers=desk.ours)
            assert got.status in {200, 400}
            assert set(got.json().get("files", [])) <= {"/a.test.js"}

    told(root, story)


def test_a_pattern_with_many_stars_costs_nothing(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 24)
    deep.mkdir(parents=True)
    (deep / "x.js").touch()

    async def story(desk: Desk) -> None:
        loop = asyncio.get_running_loop()
        before = loop.time()
        for pattern in ("/".join(["**"] * 200) + "/no", "/".join(["**", "d"] * 14) + "/*a*a*a*b"):
            got = await desk.ask(
                "POST",
                f"/-daebug/discover-tests?token={TOKEN}",
                json={"files": pattern},
                headers=desk.ours,
            )
            assert got.json() == {"files": []}
        braces = {"files": "{a,b}" * 30}
        path = f"/-daebug/discover-tests?token={TOKEN}"
        assert (await desk.ask("POST", path, json=braces, headers=desk.ours)).status == 400
        assert loop.time() - before < 1

    told(tmp_path, story)


def test_searches_are_limited(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        path = f"/-daebug/discover-tests?token={TOKEN}"
        asked = [desk.ask("POST", path, json={}, headers=desk.ours) for _ in range(40)]
        assert 429 in {got.status for got in await asyncio.gather(*asked)}

    told(tmp_path, story)


def test_a_client_that_goes_in_the_middle_of_a_file_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "big.bin").write_bytes(bytes(8 * 1024 * 1024))

    async def story(desk: Desk) -> None:
        for _ in range(10):
            reader, writer = await asyncio.open_connection("127.0.0.1", desk.port)
            writer.write(head(desk, "GET /big.bin HTTP/1.1"))
            await reader.readexactly(100)
            writer.transport.abort()

    told(tmp_path, story)
