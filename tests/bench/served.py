"""A folder that a daemon of its own serves, and programs that ask that daemon."""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

import msgpack

from daebug import __version__
from daebug.protocol import framing, wire
from tests.bench.installed import BenchError, Daemon

#: Seconds for any answer.
PATIENCE_S = 120.0

#: What is in the folder.
INDEX = "<!doctype html>\n<title>bench</title>\n"


class Served(Daemon):
    """A daemon that serves one folder."""

    def __init__(self, launcher: Path, settings: str = "") -> None:
        """Make the daemon's folders, and the one that it is to serve."""
        super().__init__(launcher, Path("/"), settings)
        self.site = self.folder / "site"
        self.site.mkdir()
        (self.site / "index.html").write_text(INDEX)
        self.work = self.site
        self.port, self.token = 0, ""

    def __enter__(self) -> Self:
        """Serve the folder."""
        try:
            self._serve()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _serve(self) -> None:
        """Have the folder served; know where, and the token of its pages."""
        served = json.loads(self.run("start", "--json"))["served"]
        self.port = int(served["url"].rpartition(":")[2].rstrip("/"))
        asked = urllib.request.Request(
            f"http://localhost:{self.port}/-daebug/page.js",
            headers={"Sec-Fetch-Site": "same-origin", "Origin": f"http://localhost:{self.port}"},
        )
        with urllib.request.urlopen(asked, timeout=PATIENCE_S) as response:
            script = response.read().decode()
        if (token := re.search(r'"token":\s*"([^"]+)"', script)) is None:
            raise BenchError("the page's script has no token")
        self.token = token[1]

    def get(self, path: str) -> dict[str, Any]:
        """Return the JSON at ``path`` of the HTTP API."""
        address = f"http://localhost:{self.port}{path}?token={self.token}"
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as response:
            told: dict[str, Any] = json.load(response)
        return told

    @property
    def transcripts(self) -> Path:
        """The folder of the transcripts."""
        return self.site / "daebug"

    def pid(self, role: str) -> int:
        """Return the process of ``role``."""
        found = [p["pid"] for p in self.status()["processes"] if p["name"] == role]
        return int(found[0])

    def realms(self) -> list[dict[str, Any]]:
        """Return the realms as ``daebug realms --json`` lists them."""
        return list(json.loads(self.run("realms", "--json"))["realms"])

    async def ask(self, verb: str, **request: Any) -> dict[str, Any]:
        """Ask as a program does; return the typed reply.

        Raises:
            BenchError: the answer is an error.
        """
        path = str(self.run_folder / "hub.sock")
        reader, writer = await asyncio.open_unix_connection(path)
        try:
            ask = {
                "kind": "typed",
                "v": wire.VERSION,
                "version": __version__,
                "cwd": os.fsencode(self.site),
                "env": [],
                "verb": verb,
                "request": request,
            }
            writer.write(framing.frame(msgpack.packb(ask)))
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    size = int.from_bytes(await reader.readexactly(framing.PREFIX), "big")
                    channel, payload = msgpack.unpackb(await reader.readexactly(size))
                    if channel == wire.REPLY:
                        break
        finally:
            writer.close()
        if "reply" not in payload:
            raise BenchError(f"{verb} {request}: {payload}")
        return dict(payload["reply"])

    async def ask_ms(self, verb: str, **request: Any) -> float:
        """Return the milliseconds that an ask takes."""
        begun = time.perf_counter()
        await self.ask(verb, **request)
        return (time.perf_counter() - begun) * 1000
