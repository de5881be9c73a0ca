"""A browser of our own: found, started under its keeper, told which pages to open.

We speak with it over the DevTools pipe; with the pipe's end it ends by itself,
with the leash's end its keeper kills it.
Chrome DevTools Protocol: https://chromedevtools.github.io/devtools-protocol/tot/Target/
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import os
import shutil
import socket as sockets
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ...protocol import plain
from ...protocol.errors.pages import BrowserFailed
from . import keeper

log = logging.getLogger("daebug.tests")

#: What a browser may be called on PATH, in order of preference.
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
)

#: Where macOS keeps them.
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)

#: The variable that names a browser.
VARIABLE = "CHROME_PATH"

#: Seconds for a browser to come up, to answer, and to end.
START_S, ANSWER_S, END_S = 30.0, 10.0, 8.0

#: Seconds for a page to be closed; one that hangs takes longer, and nobody waits for it.
SHUT_S = 0.5

#: Bytes of one message of the browser.
MESSAGE_BYTES = 16 * 1024 * 1024

#: It talks to nobody but its pages, asks nothing, and lets pages in the background run on.
QUIET = (
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--mute-audio",
    "--password-store=basic",
    "--use-mock-keychain",
)


def found(named: Sequence[str], env: Mapping[str, str]) -> str:
    """Return the path of a browser; empty = there is none, or we can't keep one here.

    The first of ``named`` that is not empty must be one; without, PATH is searched.

    Raises:
        BrowserFailed: what was named is no program.
    """
    if os.name != "posix":
        return ""
    path = env.get("PATH", "")
    for name in (*named, env.get(VARIABLE, "")):
        if name:
            if at := shutil.which(os.path.expanduser(name), path=path):
                return at
            raise BrowserFailed(browser=name, why="there is no such program")
    for name in NAMES:
        if at := shutil.which(name, path=path):
            return at
    return next((place for place in PLACES if os.access(place, os.X_OK)), "")


def words(path: str, *, headed: bool, root: bool) -> list[str]:
    """Return the command line; a browser of ``root`` has no sandbox, or it would not start."""
    line = [path, *QUIET]
    if not headed:
        line.append("--headless=new")
    if root:
        line.append("--no-sandbox")
    return [*line, "about:blank"]


def reason(said: str) -> str:
    """Return the line of a browser's last words that tells why it ended; empty = none does.

    Without a desktop it complains of a missing bus at every start, which means nothing.
    """
    lines = [line for line in said.splitlines() if line.strip() and ":dbus/" not in line]
    fatal = [line for line in lines if ":FATAL:" in line]
    return plain.one_line((fatal or lines or [""])[-1], 300)


class Browser:
    """One running browser."""

    def __init__(self, path: str, process: Process, channel: sockets.socket) -> None:
        """Take over a keeper and our end of the DevTools channel; ``start`` makes both."""
        self.path = path
        self._keeper = process
        self._channel = channel
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        #: How it ended, once it has.
        self.ended = ""

    @classmethod
    async def start(cls, path: str, env: Mapping[str, str], *, headed: bool) -> Browser:
        """Start the browser ``path`` with the environment ``env``.

        Raises:
            BrowserFailed: it ended at once, or does not answer.
        """
        ours, theirs = sockets.socketpair()
        line = words(path, headed=headed, root=hasattr(os, "geteuid") and os.geteuid() == 0)
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-I", "-S", keeper.__file__, str(theirs.fileno()), *line),
                env=dict(env),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            raise BrowserFailed(browser=path, why=str(error)) from error
        finally:
            theirs.close()
        browser = cls(path, process, ours)
        try:
            await browser._speak()
        except BaseException:
            await browser.close()
            raise
        return browser

    async def open(self, url: str) -> str:
        """Open a page at ``url``; return its name for ``shut``.

        Raises:
            BrowserFailed: the browser is gone, or refuses.
        """
        told = await self._ask("Target.createTarget", ANSWER_S, url=url)
        return str(told.get("targetId", ""))

    async def shut(self, page: str) -> None:
        """Close a page, hung or not."""
        with contextlib.suppress(BrowserFailed):
            await self._ask("Target.closeTarget", SHUT_S, targetId=page)

    async def close(self) -> None:
        """End the browser; return when nothing of it is left."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._writer is not None:
            self._writer.close()
        else:
            self._channel.close()
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()
        try:
            await asyncio.wait_for(self._keeper.wait(), END_S)
        except TimeoutError:
            log.warning("the keeper of %s does not end: it is killed", self.path)
            with contextlib.suppress(ProcessLookupError):
                self._keeper.kill()
            await self._keeper.wait()

    async def _speak(self) -> None:
        """Listen to the browser, and wait until it answers."""
        reader, self._writer = await asyncio.open_connection(
            sock=self._channel, limit=MESSAGE_BYTES
        )
        self._reading = asyncio.create_task(self._read(reader))
        told = await self._ask("Browser.getVersion", START_S)
        log.info("%s is up: %s", self.path, plain.one_line(str(told.get("product")), 100))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Take what the browser says until it says no more."""
        try:
            while True:
                data = await reader.readuntil(b"\0")
                told = msgspec.json.decode(data[:-1])
                waiting = self._answers.pop(told.get("id", 0), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(told)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, ValueError):
            self.ended = await self._last_words()
            for waiting in self._answers.values():
                if not waiting.done():
                    waiting.set_result({"error": {"message": self.ended}})
            self._answers.clear()

    async def _last_words(self) -> str:
        """Return how the browser ended, as its keeper tells it."""
        told: dict[str, Any] = {}
        assert self._keeper.stdout is not None
        with contextlib.suppress(TimeoutError, ValueError):
            line = await asyncio.wait_for(self._keeper.stdout.readline(), END_S)
            told = msgspec.json.decode(line)
        why = reason(str(told.get("said") or ""))
        return f"it ended with status {told.get('status')}{f': {why}' if why else ''}"

    async def _ask(self, method: str, within_s: float, **params: Any) -> dict[str, Any]:
        """Send a command; return its result.

        Raises:
            BrowserFailed: it is gone, refuses, or does not answer.
        """
        if self._writer is None or self.ended:
            raise BrowserFailed(browser=self.path, why=self.ended or "it is not up")
        number = next(self._numbers)
        answer = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        message = {"id": number, "method": method, "params": params}
        self._writer.write(msgspec.json.encode(message) + b"\0")
        try:
            told = await asyncio.wait_for(answer, within_s)
        except TimeoutError:
            raise BrowserFailed(
                browser=self.path, why=f"it did not answer {method} in {within_s:g} s"
            ) from None
        finally:
            self._answers.pop(number, None)
        if error := told.get("error"):
            raise BrowserFailed(browser=self.path, why=str(error.get("message")))
        result = told.get("result")
        return result if isinstance(result, dict) else {}
