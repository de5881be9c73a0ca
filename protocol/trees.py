"""Orders and facts of watched trees: between the hub and the watcher.

A *tree* is named by the real path of its root.  Names in it are relative, with
``/`` between; a list of them is one piece of bytes, NUL after each, for they
need not be text and there may be a hundred thousand.
"""

from __future__ import annotations

from .message import Message


class WatchTree(Message, frozen=True, kw_only=True):
    """List the files of a folder and tell what changes; answered with ``TreeListed``.

    What ``.gitignore`` and ``.ignore`` name is neither listed nor watched, nor
    is ``.git``.  A tree that is watched already is listed anew.
    """

    root: str
    #: Names this watch in the facts that come of it; never used again.
    watch: int


class TreeListed(Message, frozen=True, kw_only=True):
    """The files of a tree, without links; in no order."""

    files: bytes
    #: Folders that were entered.
    folders: int
    #: Why it is not watched: the list is true for now only; empty = it is watched.
    unwatched: str = ""
    #: Files that are not listed, because there are too many.
    left_out: int = 0
    #: Some names are left out by ``.ignore``, which git does not know.
    other_ignores: bool = False


class LeaveTree(Message, frozen=True, kw_only=True):
    """Watch a tree no more; answered with ``Done``, also when nobody does."""

    root: str
    watch: int


class CatchUp(Message, frozen=True, kw_only=True):
    """Tell all that happened in a tree until now, then answer ``Done``."""

    root: str
    watch: int


class TreeChanged(Message, frozen=True, kw_only=True):
    """Fact: files came, went, or were written."""

    root: str
    watch: int
    added: bytes = b""
    removed: bytes = b""
    changed: bytes = b""
    #: Something that is no file of the list came or went: a link, a folder.
    other: bool = False


class TreeLost(Message, frozen=True, kw_only=True):
    """Fact: what is known of a tree is not true any more; watch it again.

    Events were lost, the patterns changed, or the folder is gone.
    """

    root: str
    watch: int
    why: str
