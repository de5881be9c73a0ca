"""Import maps: ours under the page's own.  Pure.

A page's entries win over ours, and every key that it has (``scopes``,
``integrity``, what comes later) stays.
HTML, import maps: https://html.spec.whatwg.org/multipage/webappapis.html#import-maps
"""

from __future__ import annotations

import json
from typing import Any

#: What a page of ours can import without a file.
IMPORTS = {
    "node:test": "/-daebug-node:test.js",
    "node:assert": "/-daebug-node:assert.js",
    "node:assert/strict": "/-daebug-node:assert-strict.js",
}


def ours() -> str:
    """Return the import map of a page that has none of its own."""
    return _text({"imports": IMPORTS})


def merged(text: str) -> str | None:
    """Return ``text``, a page's import map, with our entries; ``None`` = it is no map, leave it.

    >>> merged('{"imports": {"node:test": "/mine.js"}, "integrity": {"/a.js": "sha384-x"}}')
    ... # doctest: +ELLIPSIS
    '{"imports": {"node:test": "/mine.js", ...}, "integrity": {"/a.js": "sha384-x"}}'
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("imports", {}), dict):
        return None
    own = found.get("imports", {})
    missing = {name: to for name, to in IMPORTS.items() if name not in own}
    return _text({**found, "imports": {**own, **missing}})


def _text(found: dict[str, Any]) -> str:
    """Return JSON that can stand in a script element: ASCII, and no ``</script>`` in it."""
    return json.dumps(found).replace("<", "\\u003c")
