"""A folder that is served for a run only: nothing is written in it, and it is given back."""

from __future__ import annotations

from typing import Any

import pytest

from daebug.daemon import journal
from daebug.daemon.testing.wanted import Wanted
from daebug.protocol import pages
from daebug.protocol.errors import DaebugError
from daebug.protocol.errors.pages import NoTests
from daebug.protocol.orders import Answer, Done
from daebug.protocol.pages import CloseRoot, OpenRoot, RootOpened
from daebug.protocol.scripts import LeaveRoot, WatchRoot, WriteIndex, WriteTests
from tests.daemon.stage import ROOT, Stage, played

OTHER = "/other"


def says(files: list[str]) -> Any:
    """Return how a gateway answers that finds ``files``."""

    def answer(order: Any) -> Answer | DaebugError | None:
        if isinstance(order, pages.FindTests):
            return pages.TestsFound(files=files)
        if isinstance(order, OpenRoot):
            return RootOpened(port=8124, url="http://localhost:8124/")
        return Done()

    return answer


async def run(stage: Stage, root: str) -> None:
    """Run the tests of a folder to their end."""
    async for _ in stage.hub.pages.tests.conduct(Wanted(root=root)):
        pass


def watched(stage: Stage) -> list[str]:
    """Return the roots that the watcher was told of."""
    kinds = (WatchRoot, LeaveRoot, WriteIndex, WriteTests)
    return [order.root for kind in kinds for order in stage.watcher.got(kind)]


def test_a_run_gives_back_what_was_not_served() -> None:
    async def story(stage: Stage) -> None:
        stage.gateway.says = says([])
        with pytest.raises(NoTests, match="no test file in /other: "):
            await run(stage, OTHER)
        assert [order.root for order in stage.gateway.got(CloseRoot)] == [OTHER]
        assert OTHER not in watched(stage)
        assert list(stage.hub.state.roots) == [ROOT]

    played(story)


def test_a_run_leaves_what_was_served_as_it_is() -> None:
    async def story(stage: Stage) -> None:
        stage.gateway.says = says([])
        with pytest.raises(NoTests):
            await run(stage, ROOT)
        assert stage.gateway.got(CloseRoot) == []

    played(story)


def test_a_lent_root_is_not_served_again_after_a_crash() -> None:
    async def story(stage: Stage) -> None:
        await stage.hub.pages.roots.open(OTHER, lent=True)
        assert [one.path for one in journal.content(stage.hub.state).roots] == [ROOT]

    played(story)


def test_who_starts_a_lent_root_has_it_with_its_files() -> None:
    async def story(stage: Stage) -> None:
        roots = stage.hub.pages.roots
        await roots.open(OTHER, lent=True)
        root = await roots.open(OTHER)
        assert not root.lent
        assert OTHER in watched(stage)
        assert (await roots.open(OTHER, lent=True)) is root
        assert not root.lent
        paths = [one.path for one in journal.content(stage.hub.state).roots]
        assert sorted(paths) == [OTHER, ROOT]

    played(story)


def test_a_page_of_a_lent_root_writes_nothing() -> None:
    async def story(stage: Stage) -> None:
        await stage.hub.pages.roots.open(OTHER, lent=True)
        for fact in (
            pages.RealmJoined(
                root=OTHER, realm="zen", kind="page", url="u", load="one", transport="socket"
            ),
            pages.TestsProgressed(
                root=OTHER,
                realm="zen",
                load="one",
                run="r",
                totals=pages.Totals(passed=1, total=1),
                duration_ms=1.0,
                complete=True,
            ),
        ):
            stage.gateway.peer.fact(fact)
        await stage.true(lambda: "zen" in stage.hub.state.roots[OTHER].realms)
        # What comes after it in the same row has been written, so it would have been too.
        await stage.joins()
        await stage.watcher.next(WriteIndex)
        assert OTHER not in watched(stage)

    played(story)
