"""The scripts of one thread, as V8 tells them, and what they were written in."""

from __future__ import annotations

import logging
import os
from typing import Any

from . import sourcemap
from .sourcemap import NoMap, SourceMap
from .urls import path_of

log = logging.getLogger("daebug.v8")


class Script:
    """One script that V8 has parsed."""

    def __init__(self, told: dict[str, Any]) -> None:
        """Be what a ``Debugger.scriptParsed`` event tells."""
        self.id = str(told.get("scriptId"))
        self.url = str(told.get("url") or "")
        self.path = path_of(self.url)
        self.module = bool(told.get("isModule"))
        self.map: SourceMap | None = None
        map_url = str(told.get("sourceMapURL") or "")
        if map_url and self.path:
            try:
                self.map = sourcemap.load(map_url, self.url)
            except NoMap as error:
                log.info("source map of %s: %s", self.url, error)

    @property
    def internal(self) -> bool:
        """Whether it is Node's own."""
        return self.url.startswith("node:") or (not self.url)

    def written(self, line: int, column: int) -> tuple[str, int, int, int]:
        """Return path, line, column (from 0) and source number of a place, as it was written.

        A source number of -1 means the script itself.
        """
        if self.map is not None:
            try:
                found = self.map.original(line, column)
            except NoMap as error:
                log.info("source map of %s: %s", self.url, error)
                self.map = None
                found = None
            if found is not None:
                return self.map.sources[found[0]] if self.map else "", found[1], found[2], found[0]
        return self.path, line, column, -1


class Scripts:
    """All scripts of a thread."""

    def __init__(self) -> None:
        """Know none."""
        self._by_id: dict[str, Script] = {}
        #: Real path -> the scripts that are it, or were made from it.
        self._by_path: dict[str, list[Script]] = {}

    def add(self, told: dict[str, Any]) -> Script:
        """Take a script that was parsed; return it."""
        script = Script(told)
        self._by_id[script.id] = script
        sources = script.map.sources if script.map is not None else []
        for path in {script.path, *sources} - {""}:
            self._by_path.setdefault(os.path.realpath(path), []).append(script)
        return script

    def get(self, number: str) -> Script | None:
        """Return the script with V8's ``number``."""
        return self._by_id.get(number)

    def of(self, path: str) -> list[Script]:
        """Return the scripts that are the file at ``path``, or were made from it."""
        return self._by_path.get(os.path.realpath(path), [])

    def all(self) -> list[Script]:
        """Return all scripts, oldest first."""
        return list(self._by_id.values())
