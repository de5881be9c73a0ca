"""Realms and roots as answers list them."""

from __future__ import annotations

import os
import time

import msgspec

from ..protocol import plain
from .look import Look
from .page_state import Realm, Root


class ListedRealm(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One page or worker."""

    realm: str
    root: str
    kind: str
    url: str
    state: str
    #: UTC seconds.
    seen_at: float
    title: str = ""
    #: The page that a worker or an iframe belongs to.
    parent: str = ""
    #: Absolute path, whether the file is there or not.
    transcript: str = ""
    rtt_ms: float = -1.0
    lag_ms: float = 0.0
    restarts: int = 0
    #: Console events and errors that ever came, kept or not.
    events: int = 0
    #: Why it left.
    left: str = ""


class ListedRoot(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One folder that is served."""

    path: str
    url: str
    #: The index, an absolute path.
    index: str
    live: int = 0


def listed(realm: Realm) -> ListedRealm:
    """Return a realm as an answer shows it."""
    health = realm.health
    return ListedRealm(
        realm=realm.name,
        root=realm.root,
        kind=realm.kind,
        url=realm.url,
        state=realm.state,
        seen_at=round(realm.seen_at, 3),
        title=realm.title,
        parent=realm.parent,
        transcript=transcript(realm),
        rtt_ms=health.rtt_ms if health else -1.0,
        lag_ms=health.lag_ms if health else 0.0,
        restarts=health.restarts if health else 0,
        events=realm.events.total,
        left=realm.left,
    )


def transcript(realm: Realm) -> str:
    """Return where the transcript of ``realm`` is, or would be."""
    return os.path.join(realm.root, "daebug", f"{realm.transcript}.md")


def listed_root(root: Root) -> ListedRoot:
    """Return a root as an answer shows it."""
    index = os.path.join(root.path, "daebug.md")
    return ListedRoot(path=root.path, url=root.url, index=index, live=len(root.live))


def line(item: ListedRealm, look: Look) -> str:
    """Return ``7-zen  live  http://localhost:8123/  seen 2 s ago  daebug/7-zen.md``."""
    name = look.paint(item.realm, "bold")
    kind = "" if item.kind == "page" else f" {item.kind}"
    seen = f"seen {max(time.time() - item.seen_at, 0):.0f} s ago"
    file = os.path.relpath(item.transcript, item.root)
    parts = [f"{name}{kind}", item.state, plain.one_line(item.url, 200), seen, file]
    if item.rtt_ms >= 0:
        parts.append(f"round trip {item.rtt_ms:.0f} ms, lag {item.lag_ms:.0f} ms")
    if item.restarts:
        times = "once" if item.restarts == 1 else f"{item.restarts} times"
        parts.append(f"worker restarted {times}")
    if item.left:
        parts.append(f"({plain.one_line(item.left, 60)})")
    return "  ".join(parts)
