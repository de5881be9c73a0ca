"""Files as V8 names them: ``file://`` URLs, and plain paths for TypeScript that Node strips."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

#: What Node's ``pathToFileURL`` leaves as it is.
_PLAIN = "/!$&'()*+,-.:;=@[]_|~^"


def path_of(url: str) -> str:
    """Return the path of a script's URL; empty = it is no file.

    >>> path_of("file:///tmp/a%20b.js"), path_of("/tmp/c.ts"), path_of("node:fs")
    ('/tmp/a b.js', '/tmp/c.ts', '')
    """
    if url.startswith("file://"):
        return unquote(urlsplit(url).path)
    return url if url.startswith("/") else ""


def pattern(path: str) -> str:
    r"""Return a regular expression for the URLs that the script at ``path`` may have.

    >>> pattern("/a b.js")
    '^(?:file://(?:/a%20b\\.js|/a b\\.js)|/a b\\.js)$'
    """
    plain, quoted = _escaped(path), _escaped(quote(path, safe=_PLAIN))
    either = plain if plain == quoted else f"(?:{quoted}|{plain})"
    return f"^(?:file://{either}|{plain})$"


def _escaped(text: str) -> str:
    """Escape what means something in a regular expression of JavaScript."""
    return re.sub(r"[\\^$.*+?()\[\]{}|]", r"\\\g<0>", text)
