"""The pages of a run: those that are open, or ones that are opened in a browser of our own.

A lane is one page, whatever happens to it: a page of our own that hangs or dies is
replaced by a new one, somebody else's is only waited for.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
from typing import Protocol

from ...protocol.errors import DaebugError
from ...protocol.errors.pages import BrowserFailed, NoBrowser, NoSuchRealm
from ..jobs import Door, Jobs
from ..page_state import Realm, Root
from . import browser as browsers
from . import schedule
from .browser import Browser
from .wanted import Wanted

log = logging.getLogger("daebug.tests")

#: Seconds for a page of our own to be loaded and to join.
OPEN_S = 20.0

#: Seconds that a page which was reloaded has to come back.
RETURN_S = 5.0

#: Seconds for a page that did not end its file to show that it does not hang.
PROBE_S = 3.0

#: Seconds for pages to be known as gone after their browser.
GONE_S = 3.0

#: How often one run starts its browser again.
AGAIN = 3


class Lane(Protocol):
    """One page that runs files, one after another."""

    @property
    def realm(self) -> str:
        """Its name."""

    async def ready(self, *, hung: bool) -> str:
        """See that it can run a file; return why it can't, empty = it can.

        ``hung`` = the file before did not end, so the page may never answer.
        """


class OpenPage:
    """A page that somebody else has opened."""

    def __init__(self, door: Door, jobs: Jobs, realm: Realm) -> None:
        """Use ``realm``."""
        self._door = door
        self._jobs = jobs
        self._root = realm.root
        self.realm = realm.name

    async def ready(self, *, hung: bool) -> str:
        """See whether it is there, or comes back."""
        if not await _joined(self._door, self._root, self.realm, RETURN_S):
            return f"the page {self.realm} is gone"
        if hung and not await self._answers():
            return f"the page {self.realm} hangs; reload it"
        return ""

    async def _answers(self) -> bool:
        """Whether the page still runs anything."""
        job = self._jobs.accept(self._root, self.realm, code="1", timeout_s=PROBE_S)
        await job.over.wait()
        return job.ok


class OwnPages:
    """A browser of our own, and its pages."""

    def __init__(
        self, door: Door, root: Root, wanted: Wanted, *, path: str, taken: set[str]
    ) -> None:
        """Be ready to start ``path``; ``close`` ends it.  Names of pages go into ``taken``."""
        self._door = door
        self._root = root
        self._wanted = wanted
        self._path = path
        self._browser: Browser | None = None
        self._starting = asyncio.Lock()
        self._starts = 0
        #: Of all pages that were ever opened here.
        self._names: list[str] = []
        self._taken = taken

    async def open(self) -> OwnPage:
        """Return a page that has joined.

        Raises:
            BrowserFailed: the browser does not come up, or its page does not.
        """
        page = OwnPage(self, self.name())
        await page.load()
        return page

    def name(self) -> str:
        """Return the name of a new page."""
        name = f"test-{secrets.token_hex(3)}"
        self._names.append(name)
        self._taken.add(name)
        return name

    async def browser(self) -> Browser:
        """Return the browser, started if it is not there.

        Raises:
            BrowserFailed: it does not come up, or went down too often.
        """
        async with self._starting:
            if self._browser is not None and not self._browser.ended:
                return self._browser
            if self._browser is not None:
                await self._browser.close()
                if self._starts > AGAIN:
                    raise BrowserFailed(browser=self._path, why=self._browser.ended)
            self._starts += 1
            self._browser = await Browser.start(
                self._path, self._wanted.env, headed=self._wanted.headed
            )
            return self._browser

    async def joined(self, realm: str, within_s: float) -> bool:
        """Whether the page ``realm`` is there, or comes in time."""
        return await _joined(self._door, self._root.path, realm, within_s)

    def address(self, realm: str) -> str:
        """Return where a page is opened that is to be called ``realm``."""
        return f"{self._root.url}-daebug/tests?name={realm}"

    async def close(self) -> None:
        """End the browser; return when its pages are known to be gone.

        Else the next run would find them open.
        """
        if self._browser is not None:
            await self._browser.close()
            await self._door.until(self._gone, GONE_S)
        self._taken.difference_update(self._names)

    def _gone(self) -> bool:
        """Whether no page of ours is live."""
        root = self._door.state.roots.get(self._root.path)
        known = root.realms if root is not None and not root.lent else {}
        return not any(name in known and known[name].live for name in self._names)


class OwnPage:
    """One page of our own browser."""

    def __init__(self, pages: OwnPages, realm: str) -> None:
        """Be called ``realm``; ``load`` opens it."""
        self.realm = realm
        self._pages = pages
        self._target = ""
        self._browser: Browser | None = None

    async def load(self) -> None:
        """Open it, and wait until it has joined.

        Raises:
            BrowserFailed: the browser does not come up, or its page does not.
        """
        self._browser = await self._pages.browser()
        self._target = await self._browser.open(self._pages.address(self.realm))
        if not await self._pages.joined(self.realm, OPEN_S):
            why = self._browser.ended or f"its page did not join in {OPEN_S:g} s"
            raise BrowserFailed(browser=self._browser.path, why=why)

    async def ready(self, *, hung: bool) -> str:
        """See that it is there; else open another one in its place."""
        gone = self._browser is None or bool(self._browser.ended)
        if not hung and not gone and await self._pages.joined(self.realm, RETURN_S):
            return ""
        log.info("%s is opened anew", self.realm)
        if self._browser is not None and not gone:
            await self._browser.shut(self._target)
        # The old page's name may be held for a while by what is left of it.
        self.realm = self._pages.name()
        try:
            await self.load()
        except DaebugError as error:
            return error.text
        return ""


async def lanes(
    stack: contextlib.AsyncExitStack,
    door: Door,
    jobs: Jobs,
    root: Root,
    wanted: Wanted,
    *,
    files: int,
    taken: set[str],
) -> tuple[list[Lane], list[str]]:
    """Return the pages of a run of ``files`` files, and what the reader should know of them.

    What was opened for the run is closed with ``stack``.  ``taken`` are the pages that
    were opened for runs, this one's among them.

    Raises:
        NoSuchRealm: the page that was named is not there.
        NoBrowser: no page is open, and none can be opened.
        BrowserFailed: the browser does not come up.
    """
    number = schedule.width(wanted.pages, files, os.cpu_count() or 1)
    if wanted.page:
        return [OpenPage(door, jobs, _named(root, wanted.page))], []
    there = [realm for realm in _usable(root) if realm.name not in taken]
    if there and not wanted.own_browser:
        notes = []
        if len(there) < number:
            notes.append(f"{len(there)} of {number} pages: no more are open")
        return [OpenPage(door, jobs, realm) for realm in there[:number]], notes
    path = browsers.found([wanted.browser, door.config.pages.browser], wanted.env)
    if not path:
        raise NoBrowser(root=root.path, names=", ".join(browsers.NAMES))
    own = OwnPages(door, root, wanted, path=path, taken=taken)
    stack.push_async_callback(own.close)
    notes = []
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        notes.append("the browser runs without its sandbox, since this user is root")
    return list(await asyncio.gather(*(own.open() for _ in range(number)))), notes


def _named(root: Root, name: str) -> Realm:
    """Return the realm ``name``.

    Raises:
        NoSuchRealm: it is not there.
    """
    found = root.realms.get(name)
    if found is None or not found.live:
        live = ", ".join(one.name for one in root.live) or "none"
        raise NoSuchRealm(realm=name, root=root.path, realms=live)
    return found


def _usable(root: Root) -> list[Realm]:
    """Return the pages of a root that are no frames: idle ones first, then visible ones."""
    pages = [realm for realm in root.live if realm.kind == "page" and not realm.parent]
    return sorted(pages, key=lambda one: (one.state != "live", not _visible(one), one.name))


def _visible(realm: Realm) -> bool:
    """Whether a page is seen; timers of one that is not run once a second."""
    return realm.health is None or realm.health.visible


async def _joined(door: Door, root: str, name: str, within_s: float) -> bool:
    """Whether the realm ``name`` lives, or does within some seconds."""

    def there() -> bool:
        served = door.state.roots.get(root)
        realm = served.realms.get(name) if served else None
        return realm is not None and realm.live

    return await door.until(there, within_s)
