"""What each agent last saw of each file, so that nobody overwrites what he has not seen.

Kept by the agent's name and the file's real path.  The name is that of
``--agent`` or ``DAEBUG_AGENT``; callers without one share the empty name, and
what one of them writes the others are taken to know.  Contents are told apart
by a digest, not by time: two writes within a tick of the clock look alike.
A daemon that is started anew has seen nothing.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict

#: Files remembered of all agents together: about 200 bytes each.
MOST_FILES = 20_000

#: Bytes of a digest, in hexadecimal twice as many characters.
DIGEST_BYTES = 16


def digest(data: bytes) -> str:
    """Return a name for ``data`` that no other content has."""
    return hashlib.sha256(data).hexdigest()[: 2 * DIGEST_BYTES]


class Seen:
    """Digests by agent and path; those not asked for longest are dropped first."""

    def __init__(self) -> None:
        """Start with none."""
        self._digests: OrderedDict[tuple[str, str], str] = OrderedDict()

    def note(self, agent: str, path: str, found: str) -> None:
        """Remember that ``agent`` saw ``path`` with the content of the digest ``found``."""
        self._digests[agent, path] = found
        self._digests.move_to_end((agent, path))
        if len(self._digests) > MOST_FILES:
            self._digests.popitem(last=False)

    def last(self, agent: str, path: str) -> str | None:
        """Return the digest of what ``agent`` last saw there; ``None`` if it never looked."""
        return self._digests.get((agent, path))

    def forget(self, path: str) -> None:
        """Drop what anybody saw of ``path``: it is gone."""
        for key in [key for key in self._digests if key[1] == path]:
            del self._digests[key]
