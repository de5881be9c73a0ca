"""Which session ``daebug use`` took, folder by folder."""

from __future__ import annotations

import os

from .state import State


def take(state: State, folder: str, session: str) -> None:
    """Let commands in ``folder`` and below it mean ``session``."""
    state.used[os.path.realpath(folder)] = session
    state.revision += 1


def last(state: State, folder: str) -> str:
    """Return the session taken in ``folder`` or the nearest folder above; empty = none."""
    at = os.path.realpath(folder)
    while True:
        if at in state.used:
            return state.used[at]
        above = os.path.dirname(at)
        if above == at:
            return ""
        at = above
