"""A page's own Content-Security-Policy, made to let our script through and nothing else.  Pure.

Only what we need is added: a nonce for our elements, and ``'self'`` for the
channel, the worker and the frame of tests.  What the page forbids to others
stays forbidden.  CSP Level 3: https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import re

#: Where a directive takes its sources from when it is missing, nearest first.
_FALLBACKS = {
    "connect-src": ("default-src",),
    "worker-src": ("child-src", "script-src", "default-src"),
    "frame-src": ("child-src", "default-src"),
}

#: A source that trusts single scripts, and by that turns ``'unsafe-inline'`` off.
_TRUSTED = re.compile(r"'(nonce-|sha256-|sha384-|sha512-|strict-dynamic)", re.IGNORECASE)

#: Sources that our own origin matches.
_OURS = frozenset({"'self'", "*", "http:"})


def amended(policy: str, nonce: str) -> str:
    """Return ``policy`` with our script allowed by ``nonce`` and our channel by ``'self'``.

    >>> amended("default-src 'none'", "x")
    "default-src 'none'; script-src 'nonce-x'; connect-src 'self'; worker-src 'self'; \
frame-src 'self'"
    >>> amended("script-src 'self' 'unsafe-inline'", "x")
    "script-src 'self' 'unsafe-inline'"
    """
    directives = _directives(policy)
    original = dict(directives)
    named = [name for name in ("script-src", "script-src-elem") if name in directives]
    if not named and "default-src" in directives:
        directives["script-src"] = directives["default-src"]
        named = ["script-src"]
    for name in named:
        directives[name] = _with_nonce(directives[name], nonce)
    if directives.get("script-src") == original.get("default-src") and "script-src" not in original:
        directives.pop("script-src", None)  # nothing was added
    for directive, fallbacks in _FALLBACKS.items():
        source = next((one for one in (directive, *fallbacks) if one in original), None)
        if source and not _OURS & {word.lower() for word in original[source]}:
            directives[directive] = [*_some(original[source]), "'self'"]
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def _directives(policy: str) -> dict[str, list[str]]:
    """Return the sources by directive, in order; of two with one name the first counts."""
    found: dict[str, list[str]] = {}
    for part in policy.split(";"):
        words = part.split()
        if words:
            found.setdefault(words[0].lower(), words[1:])
    return found


def _with_nonce(sources: list[str], nonce: str) -> list[str]:
    """Return ``sources`` with the nonce, unless every inline script may run as it is.

    A nonce beside ``'unsafe-inline'`` would forbid the page's own inline scripts.
    """
    free = any(word.lower() == "'unsafe-inline'" for word in sources)
    if free and not any(_TRUSTED.match(word) for word in sources):
        return sources
    return [*_some(sources), f"'nonce-{nonce}'"]


def _some(sources: list[str]) -> list[str]:
    """Return ``sources`` without ``'none'``, which stands alone or not at all."""
    return [word for word in sources if word.lower() != "'none'"]
