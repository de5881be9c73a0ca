"""A command that goes on, and what it has said so far."""

from __future__ import annotations

import subprocess
import threading
from typing import Self

from tests.pages.site import BROWSER_S, Site, soon


class Following:
    """A command that goes on; used with ``with``, which ends it."""

    def __init__(self, site: Site, *words: str) -> None:
        """Start it in the folder of ``site``."""
        self.process = site.home.start(*words, cwd=site.folder)
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        """Go on."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and wait until all that it said is read."""
        self.process.kill()
        self.process.wait()
        self._reader.join(BROWSER_S)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    def says(self, text: str, number: int = 1) -> None:
        """Return when ``text`` is in ``number`` of its lines.

        Raises:
            AssertionError: that did not come in time; with what it said instead.
        """
        try:
            soon(lambda: self.times(text) >= number)
        except AssertionError:
            ended = self.process.poll()
            errors = (
                self.process.stderr.read() if ended is not None and self.process.stderr else b""
            )
            raise AssertionError(
                f"no {text!r} x {number} (status {ended}): {self.lines} {errors.decode()}"
            ) from None

    def times(self, text: str) -> int:
        """Return in how many lines ``text`` is."""
        return sum(text in line for line in list(self.lines))

    def status(self, within_s: float = 10.0) -> int:
        """Return its exit status, once it has ended by itself and all it said is read."""
        try:
            return self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it goes on; it said: {self.lines}") from None
        finally:
            self._reader.join(within_s)

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(line.decode().rstrip("\n") for line in self.process.stdout)
