"""The hub looks for test files, and a page is opened to run them."""

from __future__ import annotations

from pathlib import Path

import pytest

from daebug.protocol import pages
from daebug.protocol.errors.daemon import BadMessage
from tests.daemon.gateway.desk import Desk, told


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with two test files."""
    for name in ("a.test.js", "sub/b.test.js", "dist/c.test.js"):
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "site"


def test_the_hub_is_told_what_is_found(root: Path) -> None:
    async def story(desk: Desk) -> None:
        async def found(**asked: object) -> object:
            return await desk.order(pages.FindTests(root=str(root), **asked))  # type: ignore[arg-type]

        assert await found() == pages.TestsFound(files=["/a.test.js", "/sub/b.test.js"])
        assert await found(folder="/sub") == pages.TestsFound(files=["/sub/b.test.js"])
        everything = pages.TestsFound(files=["/a.test.js", "/dist/c.test.js", "/sub/b.test.js"])
        assert await found(files=["**/*.test.js"], exclude=[]) == everything
        assert await found(files=["none/*"]) == pages.TestsFound(files=[])
        for wrong in ({"files": ["{a,b}" * 30]}, {"folder": "/../x"}):
            with pytest.raises(BadMessage):
                await found(**wrong)

    told(root, story)


def test_the_page_for_tests_is_the_project_s_own(root: Path) -> None:
    (root / "index.html").write_text("<!doctype html><title>own</title>")

    async def story(desk: Desk) -> None:
        got = await desk.get("/-daebug/tests?name=test-1")
        assert got.status == 200
        assert b"'daebug-name', \"test-1\"" in got.body
        assert b"location.replace('/')" in got.body
        assert b"page.js" not in got.body

    told(root, story)


def test_without_an_index_it_is_an_empty_one_with_the_shim(root: Path) -> None:
    async def story(desk: Desk) -> None:
        got = await desk.get("/-daebug/tests?name=test-1")
        assert b"/-daebug/page.js?token=" in got.body
        assert b"<script type=importmap>" in got.body
        assert b"location.replace" not in got.body

    told(root, story)


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "'-alert(1)-'", ""])
def test_a_name_can_not_break_out_of_the_page(root: Path, name: str) -> None:
    async def story(desk: Desk) -> None:
        got = await desk.get("/-daebug/tests?name=" + name.replace("<", "%3C").replace("'", "%27"))
        assert b"alert(" not in got.body
        assert got.body.count(b"<script") <= 3

    told(root, story)
