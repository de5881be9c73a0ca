"""A project with a dev server of its own and a page in a real browser."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.arrivals import MS
from tests.chromium import QUIET
from tests.home import Home, command
from tests.tree import ROOT

PLUGINS = ROOT / "shims" / "plugins"

#: Seconds for a dev server, a browser or a build of one page.
READY_S = 30_000 * MS


class Project:
    """A folder of sources; what was started in it ends with ``close``."""

    def __init__(self, folder: Path, home: Home, node: str, chromium: str) -> None:
        """Work in ``folder``, which is made, with the daemon of ``home``."""
        self.folder = folder
        self._home = home
        self._node = node
        self._chromium = chromium
        self._started: list[subprocess.Popen[bytes]] = []
        self.port = free_port()
        folder.mkdir()
        asked = folder.parent / "daebug-command"
        words = " ".join(f"'{word}'" for word in command())
        asked.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        asked.chmod(0o755)
        self.env = {**home.env, "DAEBUG_COMMAND": str(asked), "PORT": str(self.port)}
        self.env.pop("NODE_ENV", None)

    def write(self, files: Mapping[str, str]) -> None:
        """Write sources at once, so that no server sees half; ``@name`` is a plugin's path."""
        new = self.folder.parent / "written"
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(text.replace("'@", f"'{PLUGINS}/"))
            new.replace(path)

    def node(self, *words: str, env: Mapping[str, str] | None = None) -> None:
        """Run Node to its end.

        Raises:
            AssertionError: it failed.
        """
        done = subprocess.run(
            [self._node, *words],
            cwd=self.folder,
            env={**self.env, **(env or {})},
            capture_output=True,
            text=True,
            timeout=READY_S,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def serve(self, *words: str, env: Mapping[str, str] | None = None) -> None:
        """Start Node as a dev server, and wait until its port is open."""
        self.start([self._node, *words], env=env)
        soon(self._listens, self.log)

    def watch(self, *words: str, env: Mapping[str, str] | None = None) -> None:
        """Start Node as something that runs on and has no port."""
        self.start([self._node, *words], env=env)

    def start(
        self, words: list[str], *, env: Mapping[str, str] | None = None, log: str = "started.log"
    ) -> None:
        """Start a program that runs on; what it says goes to the file ``log``."""
        with (self.folder.parent / log).open("ab") as file:
            started = subprocess.Popen(
                words,
                cwd=self.folder,
                env={**self.env, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self._started.append(started)

    def log(self) -> str:
        """Return what the programs said."""
        path = self.folder.parent / "started.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def url(self, path: str = "/") -> str:
        """Return an address of the dev server."""
        return f"http://localhost:{self.port}{path}"

    def browse(self, url: str = "") -> str:
        """Open ``url`` (the dev server's first page) in a browser; return its realm once there."""
        profile = f"--user-data-dir={self.folder.parent / 'profile'}"
        self.start([self._chromium, *QUIET, profile, url or self.url()], log="browser.log")
        soon(lambda: bool(self.realms("page")), self.log)
        return self.realms("page")[0]

    def realms(self, kind: str) -> list[str]:
        """Return the names of the realms of one kind."""
        told = self._home("realms", "--json", cwd=self.folder)
        if told.returncode:  # the folder is not served yet
            return []
        listed = json.loads(told.stdout)["realms"]
        return [one["realm"] for one in listed if one["kind"] == kind and one["state"] == "live"]

    def run(self, realm: str, code: str) -> str:
        """Return what ``code`` gives in a realm."""
        told = self._home("run", realm, code, cwd=self.folder)
        return told.stdout.rstrip("\n") + told.stderr

    def console(self, realm: str) -> str:
        """Return the background events of a realm."""
        return self._home("console", realm, cwd=self.folder).stdout

    def said(self, *words: str) -> Any:
        """Return what a command answers with --json."""
        told = self._home(*words, "--json", cwd=self.folder)
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout)

    def soon(self, holds: Callable[[], bool]) -> None:
        """Return when ``holds()`` does."""
        soon(holds, self.log)

    def close(self) -> None:
        """End what was started, with its children."""
        for started in reversed(self._started):
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGTERM)
        for started in self._started:
            try:
                started.wait(READY_S)
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)
                started.wait()

    def _listens(self) -> bool:
        try:
            socket.create_connection(("localhost", self.port), 1).close()
        except OSError:
            return False
        return True


def soon(holds: Callable[[], bool], told: Callable[[], str] = str) -> None:
    """Return when ``holds()`` does; each look is a command or a connection.

    Raises:
        AssertionError: it did not in time; with what ``told`` returns.
    """
    deadline = os.times().elapsed + READY_S
    while not holds():
        assert os.times().elapsed < deadline, told()
        select.select([], [], [], 20 * MS)


def free_port() -> int:
    """Return a port that nobody has now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
