"""A folder that is served, the pages that are open in it, and its files, as a user has them."""

from __future__ import annotations

import json
import os
import select
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from daebug.protocol.transcript import history
from daebug.protocol.transcript.history import Turn
from tests.arrivals import MS
from tests.home import Home

#: Seconds for a browser to start and its page to join.
BROWSER_S = 20_000 * MS

PAGE = """<!doctype html>
<title>Hello page</title>
<body>
<script>setTimeout(() => console.warn("from the page"), 50)</script>
"""


class Site:
    """One folder, and the commands that are typed in it."""

    def __init__(self, home: Home, folder: Path) -> None:
        """Put a page into ``folder``, which is made."""
        folder.mkdir()
        (folder / "index.html").write_text(PAGE)
        self.home = home
        self.folder = folder
        self.index = folder / "daebug.md"

    def __call__(self, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """Run a command in the folder."""
        return self.home(*words, cwd=self.folder, **more)

    def answer(self, *words: str) -> Any:
        """Return what a command answers with --json.

        Raises:
            AssertionError: it failed.
        """
        told = self(*words, "--json")
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout)

    def serve(self) -> str:
        """Serve it in the background; return the address."""
        return str(self.answer("start")["served"]["url"])

    def realms(self) -> dict[str, Any]:
        """Return all realms by name."""
        return {one["realm"]: one for one in self.answer("realms")["realms"]}

    def live(self, kind: str = "page", number: int = 1) -> list[str]:
        """Return the names of the live realms of ``kind`` once there are ``number``."""
        names: list[str] = []

        def there() -> bool:
            realms = self.realms().values()
            names[:] = [
                one["realm"] for one in realms if one["kind"] == kind and one["state"] != "gone"
            ]
            return len(names) >= number

        soon(there)
        return names

    def transcript(self, realm: str) -> Path:
        """Return where the transcript of ``realm`` is; the command makes it."""
        return Path(self.answer("open", realm)["path"])


def ask(path: Path, code: str, info: str = "js", heading: str = "") -> None:
    """Append a request, as an agent does."""
    with path.open("a") as file:
        file.write(
            f"{heading}\n```{info}\n{code}\n```\n" if heading else f"```{info}\n{code}\n```\n"
        )


def turns(path: Path) -> list[Turn]:
    """Return the requests in a transcript that are answered."""
    return history.turns(path.read_bytes(), realm=path.stem)


def reply(path: Path, code: str, number: int = 1, within_s: float = BROWSER_S) -> Turn:
    """Return the ``number``-th reply to ``code`` once it is there."""
    found: list[Turn] = []

    def answered() -> bool:
        found[:] = [turn for turn in turns(path) if turn.code == code]
        return len(found) >= number

    try:
        soon(answered, within_s)
    except AssertionError:
        raise AssertionError(f"no reply to {code!r} in:\n{path.read_text()}") from None
    return found[number - 1]


def soon(holds: Callable[[], bool], within_s: float = BROWSER_S) -> None:
    """Return when ``holds()`` does; each look is a whole command or a read of a file.

    Raises:
        AssertionError: it did not in time.
    """
    deadline = os.times().elapsed + within_s
    while not holds():
        assert os.times().elapsed < deadline, "it did not come to hold"
        select.select([], [], [], 20 * MS)
