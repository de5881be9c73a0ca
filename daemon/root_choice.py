"""Which root and which realm a command means: by the caller's folder and a name.

A root is meant by any folder in it, the deepest one first; where the caller
stands in none, the only root there is.  A realm is named as ``daebug realms``
lists it, or by its transcript.
"""

from __future__ import annotations

import os

from ..protocol import plain
from ..protocol.errors.pages import NoRoot, NoSuchRealm
from .keyhole import Caller
from .page_state import Realm, Root
from .state import State


def here(state: State, folder: str) -> Root | None:
    """Return the root that holds ``folder``; ``None`` if none does."""
    real = os.path.realpath(folder)
    held = [root for root in state.roots.values() if _holds(root.path, real)]
    return max(held, key=lambda root: len(root.path), default=None)


def root(state: State, caller: Caller) -> Root:
    """Return the root that a command of ``caller`` means.

    Raises:
        NoRoot: nothing is served here, and not exactly one folder elsewhere.
    """
    found = here(state, caller.cwd)
    if found is None and len(state.roots) == 1:
        found = next(iter(state.roots.values()))
    if found is None:
        raise NoRoot(folder=caller.cwd, roots=", ".join(state.roots) or "none")
    return found


def realm(state: State, caller: Caller, name: str) -> Realm:
    """Return the realm ``name``, live or gone; of another root where only that one has it.

    Raises:
        NoRoot: nothing is served.
        NoSuchRealm: nobody is called so.
    """
    wanted = plain.realm(os.path.basename(name).removesuffix(".md"))
    own = here(state, caller.cwd)
    if own is not None and wanted in own.realms:
        return own.realms[wanted]
    elsewhere = [one.realms[wanted] for one in state.roots.values() if wanted in one.realms]
    if own is None and len(elsewhere) == 1:
        return elsewhere[0]
    meant = root(state, caller)
    live = ", ".join(one.name for one in meant.live) or "none"
    raise NoSuchRealm(realm=name, root=meant.path, realms=live)


def live(state: State, caller: Caller, name: str) -> Realm:
    """Return the realm ``name``, which is there.

    Raises:
        NoRoot, NoSuchRealm: there is none, or it is gone.
    """
    found = realm(state, caller, name)
    if found.live:
        return found
    others = ", ".join(one.name for one in state.roots[found.root].live) or "none"
    raise NoSuchRealm(realm=name, root=found.root, realms=others)


def _holds(root_path: str, folder: str) -> bool:
    """Whether ``folder`` is ``root_path`` or in it."""
    return folder == root_path or folder.startswith(root_path.rstrip(os.sep) + os.sep)
