"""The realms of one root: who is there under which name, with which load, by which link.

A name belongs to one load at a time.  A load that loses its connection keeps
its place for ``GRACE_S``: if it comes again in that time nothing was lost.  A
page that wants the name of one that lives is given another; a page that was
loaded anew takes its own name over.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from ...protocol import plain
from ...protocol.errors.pages import NoSuchRealm
from ...protocol.facts import Fact
from ...protocol.pages import Beat, RealmJoined, RealmLeft
from .channel import Hello
from .links import Link

#: Seconds that a load without a connection keeps its place.
GRACE_S = 0.8

#: Longest look at whether the page that has a wanted name still lives, seconds.
PROOF_S = 0.5

#: Realms of one root.
REALMS = 20_000

#: Jobs of one realm whose result we still wait for.
GIVEN = 100

_LOAD = re.compile(r"[^A-Za-z0-9_.:-]")


class Tell(Protocol):
    """How a fact gets to the hub."""

    def __call__(self, message: Fact, *, cause: str = "") -> None:
        """Tell ``message``, which ``cause`` led to."""


class Given:
    """A job that a realm was given and has not answered."""

    __slots__ = ("cause", "events", "until")

    def __init__(self, cause: str, until: float) -> None:
        """Remember the order's id, and until when (monotonic) the realm may be busy with it."""
        self.cause = cause
        self.until = until
        #: Events of this job that went to the hub.
        self.events = 0


class Realm:
    """One load of one page or worker."""

    __slots__ = (
        "beat", "beat_at", "given", "heard_at", "kind", "link", "load", "name", "parent",
        "pinged_at", "timer", "title", "url", "user_agent",
    )  # fmt: skip

    def __init__(self, name: str, hello: Hello, link: Link) -> None:
        """Take from ``hello`` what it says of itself, as single lines."""
        self.name = name
        self.load = load_id(hello.load)
        self.kind = "worker" if hello.kind == "worker" else "page"
        self.url = plain.one_line(hello.url, 2000)
        self.title = plain.one_line(hello.title, 200)
        self.parent = plain.realm(hello.parent)
        self.user_agent = plain.one_line(hello.agent, 300)
        self.link: Link | None = link
        self.given: dict[str, Given] = {}
        self.timer: asyncio.TimerHandle | None = None
        self.heard_at = self.pinged_at = self.beat_at = time.monotonic()
        self.beat: Beat | None = None

    @property
    def busy(self) -> bool:
        """Whether it has a job whose time is not over."""
        now = time.monotonic()
        return any(given.until > now for given in self.given.values())


def load_id(stated: str) -> str:
    """Return a load's id with the characters an id may have."""
    return _LOAD.sub("", stated[:64]) or "none"


class Realms:
    """All realms of one root."""

    def __init__(self, root: str, tell: Tell) -> None:
        """Start with none; joining and leaving goes to ``tell``."""
        self.root = root
        self._tell = tell
        self._by_name: dict[str, Realm] = {}
        self._changed: list[asyncio.Future[None]] = []

    def __iter__(self) -> Iterator[Realm]:
        """Iterate over a copy: realms may leave meanwhile."""
        return iter(list(self._by_name.values()))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._by_name)

    def named(self, name: str) -> Realm:
        """Return the realm ``name``.

        Raises:
            NoSuchRealm: there is none.
        """
        if realm := self._by_name.get(name):
            return realm
        live = ", ".join(sorted(self._by_name)[:20]) or "none"
        raise NoSuchRealm(realm=name, root=self.root, realms=live)

    def present(self, name: str) -> Realm | None:
        """Return the realm ``name``, if it is there."""
        return self._by_name.get(name)

    def found(self, name: str, load: str) -> Realm | None:
        """Return the realm ``name`` if it is that very ``load``."""
        realm = self._by_name.get(plain.realm(name))
        return realm if realm is not None and realm.load == load_id(load) else None

    async def join(self, hello: Hello, link: Link) -> Realm | None:
        """Enter a load by what it says of itself; ``None`` = there are too many.

        The same load on a new connection is the same realm, and nothing is told.
        """
        wanted = plain.realm(hello.name) or f"{hello.kind[:6]}-{os.urandom(2).hex()}"
        wanted = plain.realm(wanted)
        while held := self._by_name.get(wanted):
            if held.load == load_id(hello.load):
                self.relink(held, link)
                return held
            lives = await self._lives(held)
            if self._by_name.get(wanted) is not held:
                continue
            if lives:
                wanted = self._free(wanted)
            else:
                self.leave(held, "reloaded")
        if len(self._by_name) >= REALMS:
            return None
        realm = Realm(wanted, hello, link)
        self._by_name[wanted] = realm
        self._tell(
            RealmJoined(
                root=self.root,
                realm=realm.name,
                kind=realm.kind,
                url=realm.url,
                title=realm.title,
                load=realm.load,
                parent=realm.parent,
                user_agent=realm.user_agent,
                transport=link.transport,
            )
        )
        self._wake()
        return realm

    def leave(self, realm: Realm, reason: str) -> None:
        """A load is over; safe to call twice."""
        if self._by_name.get(realm.name) is not realm:
            return
        del self._by_name[realm.name]
        if realm.timer:
            realm.timer.cancel()
        if realm.link:
            realm.link.close()
            realm.link = None
        why = plain.one_line(reason, 60)
        self._tell(RealmLeft(root=self.root, realm=realm.name, load=realm.load, reason=why))
        self._wake()

    def lost(self, realm: Realm, link: Link) -> None:
        """The connection of ``link`` is gone: the load has ``GRACE_S`` to come again."""
        if realm.link is not link or self._by_name.get(realm.name) is not realm:
            return
        realm.link = None
        loop = asyncio.get_running_loop()
        realm.timer = loop.call_later(GRACE_S, self.leave, realm, "closed")
        self._wake()

    def back(self, realm: Realm) -> None:
        """A parked poll of ``realm`` is here, whose last one was cut off."""
        if realm.timer:
            realm.timer.cancel()
            realm.timer = None
        self._wake()

    async def until(self, holds: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until ``holds()`` after some realm joined, left, or changed its link."""
        if holds():
            return True
        try:
            async with asyncio.timeout(timeout_s):
                while not holds():
                    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._changed.append(future)
                    await future
        except TimeoutError:
            return holds()
        return True

    def close(self) -> None:
        """All realms leave."""
        for realm in self:
            self.leave(realm, "root-closed")

    def relink(self, realm: Realm, link: Link) -> None:
        """Have ``realm`` reached over ``link`` from now on."""
        before = realm.link
        realm.link = link
        realm.heard_at = time.monotonic()
        if before is not None and before is not link:
            before.close()
        self.back(realm)

    async def _lives(self, realm: Realm) -> bool:
        """Whether the load that holds a name is still there, as far as its connection tells.

        A page that is loaded anew closes its connection before the new one
        opens, but we may hear of both in any order: so the old one is given a
        moment to be gone.
        """
        heard = realm.heard_at
        if realm.link is not None and realm.link.transport == "socket":
            await realm.link.send('{"t":"ping","at":0}')

        def decided() -> bool:
            return realm.link is None or realm.heard_at > heard

        await self.until(decided, PROOF_S)
        link = realm.link
        return link is not None and (link.present or realm.heard_at > heard)

    def heard(self, realm: Realm) -> None:
        """``realm`` gave a sign of life."""
        realm.heard_at = time.monotonic()
        if self._changed:
            self._wake()

    def _free(self, name: str) -> str:
        """Return a name like ``name`` that nobody has."""
        number = 2
        while True:
            tail = f"-{number}"
            free = name[: plain.REALM_CHARS - len(tail)].rstrip("-") + tail
            if free not in self._by_name:
                return free
            number += 1

    def _wake(self) -> None:
        waiting, self._changed = self._changed, []
        for future in waiting:
            if not future.done():
                future.set_result(None)
