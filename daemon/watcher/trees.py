"""The trees that are watched, and the orders about them.

A tree's thread tells facts on the event loop, where the bus is; an answer goes
the same way behind them, so whoever caught up has seen what came before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ...protocol.errors.searching import CantList
from ...protocol.facts import Fact
from ...protocol.orders import Done
from ...protocol.trees import CatchUp, LeaveTree, TreeListed, TreeLost, WatchTree
from .tree import Tree


class Trees:
    """Roots by their path."""

    def __init__(self, tell: Callable[[Fact], None]) -> None:
        """Hand facts to ``tell``, on the running loop."""
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._trees: dict[str, Tree] = {}

    async def watch(self, order: WatchTree) -> TreeListed:
        """List a tree and watch it from then on.

        Raises:
            CantList: the folder is not there, or can't be read.
        """
        self._forget(order.root)
        tree = Tree(order.root, order.watch, self._from_thread)
        try:
            listed = await asyncio.to_thread(tree.scan)
        except OSError as error:
            tree.close()
            raise CantList(path=order.root, why=error.strerror or str(error)) from error
        except BaseException:
            tree.close()
            raise
        self._forget(order.root)  # somebody may have asked for the same meanwhile
        if listed.unwatched:
            tree.close()
            return listed
        self._trees[order.root] = tree
        # After the answer, which is sent when we return: facts are about what was listed.
        self._loop.call_soon(tree.follow)
        return listed

    async def leave(self, order: LeaveTree) -> Done:
        """Watch a tree no more."""
        if (tree := self._trees.get(order.root)) is not None and tree.watch == order.watch:
            self._forget(order.root)
        return Done()

    async def catch_up(self, order: CatchUp) -> Done:
        """Wait until all that happened in a tree is told."""
        tree = self._trees.get(order.root)
        if tree is None or tree.watch != order.watch:
            self._tell(TreeLost(root=order.root, watch=order.watch, why="it is not watched"))
            return Done()
        caught = asyncio.Event()
        tree.catch_up(lambda: self._soon(caught.set))
        await caught.wait()
        return Done()

    def close(self) -> None:
        """Watch nothing any more."""
        for root in list(self._trees):
            self._forget(root)

    def _forget(self, root: str) -> None:
        """Close a tree, if there is one."""
        if (tree := self._trees.pop(root, None)) is not None:
            tree.close()

    def _from_thread(self, fact: Fact) -> None:
        """Take a fact of a tree's thread."""
        self._soon(self._told, fact)

    def _told(self, fact: Fact) -> None:
        """Hand on a fact; a tree that is lost is closed."""
        tree = self._trees.get(fact.root) if isinstance(fact, TreeLost) else None
        if tree is not None and isinstance(fact, TreeLost) and tree.watch == fact.watch:
            self._forget(fact.root)
        self._tell(fact)

    def _soon(self, call: Callable[..., object], *args: object) -> None:
        """Call on the loop, after all that was asked for before."""
        try:
            self._loop.call_soon_threadsafe(call, *args)
        except RuntimeError:
            return  # the loop is closed: the role ends
