"""The hub's lists: facts that come early, late, twice, or not at all."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any

from daebug.daemon.workspace import trees
from daebug.daemon.workspace.trees import Trees
from daebug.protocol.errors.daemon import ProcessDown
from daebug.protocol.orders import Answer, Done, Order
from daebug.protocol.trees import (
    CatchUp,
    LeaveTree,
    TreeChanged,
    TreeListed,
    TreeLost,
    WatchTree,
)

ROOT = "/r"


def played(scene: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """Run a scene on a loop of its own."""

    @functools.wraps(scene)
    def test() -> None:
        asyncio.run(scene())

    return test


class Hub:
    """A door whose watcher answers at once; ``meanwhile`` happens just before it does."""

    def __init__(self) -> None:
        """Watch a tree with two files."""
        self.orders: list[Order] = []
        self.files = b"a\0b\0"
        self.unwatched = ""
        self.meanwhile: Callable[[Order], None] = lambda _: None
        self.trees = Trees(self)

    async def ensure(self, role: str) -> None:
        assert role == "watcher"

    async def order(self, role: str, message: Order, timeout_s: float) -> Answer:
        del role, timeout_s
        self.orders.append(message)
        await asyncio.sleep(0)
        answer = Done() if not isinstance(message, WatchTree) else self._listed()
        # As on the bus: what follows an answer is handed on before whoever asked runs again.
        self.meanwhile(message)
        await asyncio.sleep(0)
        return answer

    def touch(self) -> None:
        """Nobody waits."""

    def got(self, kind: type[Any]) -> list[Any]:
        return [order for order in self.orders if isinstance(order, kind)]

    def _listed(self) -> TreeListed:
        return TreeListed(files=self.files, folders=1, unwatched=self.unwatched)


def changed(
    watch: int, added: bytes = b"", removed: bytes = b"", changed: bytes = b""
) -> TreeChanged:
    return TreeChanged(root=ROOT, watch=watch, added=added, removed=removed, changed=changed)


@played
async def test_a_list_is_made_once_and_asked_about_afterwards() -> None:
    hub = Hub()
    assert (await hub.trees.current(ROOT)).names() == ["a", "b"]
    hub.trees.told(changed(1, added=b"0\0c\0", removed=b"a\0"))
    assert (await hub.trees.current(ROOT)).names() == ["0", "b", "c"]
    assert [type(order) for order in hub.orders] == [WatchTree, CatchUp]


@played
async def test_what_happens_before_the_list_is_kept_is_in_it() -> None:
    hub = Hub()
    hub.meanwhile = lambda order: (
        hub.trees.told(changed(1, added=b"new\0")) if isinstance(order, WatchTree) else None
    )
    assert (await hub.trees.current(ROOT)).names() == ["a", "b", "new"]


@played
async def test_a_tree_that_is_lost_before_it_is_kept_is_made_again() -> None:
    hub = Hub()
    hub.meanwhile = lambda order: (
        hub.trees.told(TreeLost(root=ROOT, watch=1, why="patterns"))
        if isinstance(order, WatchTree)
        else None
    )
    assert (await hub.trees.current(ROOT)).lost == "patterns"
    hub.meanwhile = lambda _: None
    assert (await hub.trees.current(ROOT)).lost == ""
    assert len(hub.got(WatchTree)) == 2


@played
async def test_facts_of_an_earlier_watch_change_nothing() -> None:
    hub = Hub()
    await hub.trees.current(ROOT)
    hub.trees.told(TreeLost(root=ROOT, watch=1, why="x"))
    await hub.trees.current(ROOT)
    hub.trees.told(changed(1, removed=b"a\0"))
    hub.trees.told(TreeLost(root=ROOT, watch=1, why="x"))
    listing = await hub.trees.current(ROOT)
    assert (listing.watch, listing.names()) == (2, ["a", "b"])


@played
async def test_many_who_ask_at_once_have_one_list_made() -> None:
    hub = Hub()
    found = await asyncio.gather(*(hub.trees.current(ROOT) for _ in range(5)))
    assert len({id(one) for one in found}) == 1
    assert len(hub.got(WatchTree)) == 1


@played
async def test_who_gives_up_leaves_the_list_to_the_others() -> None:
    hub = Hub()
    first = asyncio.create_task(hub.trees.current(ROOT))
    await asyncio.sleep(0)
    second = asyncio.create_task(hub.trees.current(ROOT))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).names() == ["a", "b"]


@played
async def test_a_tree_that_can_not_be_watched_is_listed_each_time() -> None:
    hub = Hub()
    hub.unwatched = "no more watches"
    for _ in range(3):
        assert not (await hub.trees.current(ROOT)).watched
    assert len(hub.got(WatchTree)) == 3
    assert hub.trees.kept == []


@played
async def test_a_watcher_that_died_makes_every_list_anew() -> None:
    hub = Hub()
    listing = await hub.trees.current(ROOT)
    hub.trees.died()
    assert listing.lost
    assert (await hub.trees.current(ROOT)) is not listing


@played
async def test_a_watcher_that_dies_while_it_is_asked_makes_the_list_anew() -> None:
    hub = Hub()
    await hub.trees.current(ROOT)

    def dies(order: Order) -> None:
        if isinstance(order, CatchUp):
            raise ProcessDown(role="watcher", how="killed")

    hub.meanwhile = dies
    assert (await hub.trees.current(ROOT)).names() == ["a", "b"]
    assert len(hub.got(WatchTree)) == 2


@played
async def test_the_list_that_was_used_longest_ago_is_given_up() -> None:
    hub = Hub()
    roots = [f"/r{number}" for number in range(trees.KEPT)]
    for root in roots:
        await hub.trees.current(root)
    await hub.trees.current(roots[0])
    await hub.trees.current("/one/more")
    assert [one.root for one in hub.trees.kept] == [*roots[2:], roots[0], "/one/more"]
    await asyncio.gather(*hub.trees._tasks)
    assert hub.got(LeaveTree)[0].root == roots[1]


@played
async def test_events_have_numbers_and_come_once() -> None:
    hub = Hub()
    listing = await hub.trees.current(ROOT)
    hub.trees.told(changed(1, added=b"c\0a\0", removed=b"b\0gone\0", changed=b"c\0"))
    assert list(listing.events) == [(1, "unlink", "b"), (2, "add", "c"), (3, "change", "c")]
    assert listing.names_revision == 1
    hub.trees.told(changed(1, changed=b"a\0"))
    assert (listing.names_revision, listing.revision, listing.seq) == (1, 2, 4)
