"""The scripts that we put into pages: read from ``shims/js``, put together, filled in.

A script is a template: a comment with ``__DAEBUG_PARTS__`` names the files that
belong there, and ``__DAEBUG_SETTINGS__`` stands for JSON.
"""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_PARTS = re.compile(r"/\*\s*__DAEBUG_PARTS__((?:\s+[\w./-]+)*)\s*\*/")
_SETTINGS = "__DAEBUG_SETTINGS__"

#: Template by the path at which it is served.
SERVED = {
    "/-daebug/page.js": "page.js",
    "/-daebug-worker-bootstrap.js": "worker.js",
    "/-daebug-node:test.js": "node-test.js",
    "/-daebug-node:assert.js": "node-assert.js",
    "/-daebug-node:assert-strict.js": "node-assert-strict.js",
}


class Scripts:
    """The scripts of one root."""

    def __init__(self, token: str, folder: Traversable | None = None) -> None:
        """Give ``token`` to each; templates come from ``folder``, else from the package."""
        self._token = token
        self._folder = folder or files("daebug.shims") / "js"
        self._whole: dict[str, str] = {}

    def text(self, name: str, **settings: Any) -> str:
        """Return the script of template ``name``; ``settings`` go beside the token.

        Raises:
            OSError: the template or a part of it is missing.
        """
        if name not in self._whole:
            self._whole[name] = _PARTS.sub(self._joined, self._read(name))
        filled = json.dumps({"token": self._token, **settings}).replace("<", "\\u003c")
        return self._whole[name].replace(_SETTINGS, filled)

    def inline(self, name: str, **settings: Any) -> str:
        """Return the same in ASCII, fit to stand in a page of any encoding."""
        return "".join(
            character if character < "\x80" else json.dumps(character)[1:-1]
            for character in self.text(name, **settings)
        )

    def digest(self, name: str) -> str:
        """Return a short text that is another whenever the script is."""
        return hashlib.sha256(self.text(name).encode()).hexdigest()[:12]

    def _joined(self, match: re.Match[str]) -> str:
        return "\n".join(self._read(part) for part in match[1].split())

    def _read(self, name: str) -> str:
        place = self._folder
        for part in name.split("/"):
            place /= part
        return place.read_text(encoding="utf-8")
