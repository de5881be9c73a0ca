"""Whether a file seems to be cut off: just being written from its beginning.

A transcript that we have written ends with a footer.  One that had it and has
none is mostly an editor's save in the middle, in which an old request may
stand without its reply.  If it stays so, somebody took the footer away.
"""

from __future__ import annotations

import time

from .files import Seen
from .page import Page

#: A version without a footer is taken for a whole file after this long, seconds.
STAYS_S = 0.3


class Cut:
    """What is known of the footer of one transcript."""

    def __init__(self) -> None:
        """Know of none."""
        self._footed = False
        self._version: Seen | None = None
        self._since = 0.0

    def off(self, page: Page) -> bool:
        """Return whether what was read of ``page`` is to be waited with."""
        if page.reading is None or page.reading.footer is not None:
            self._footed = self._footed or page.reading is not None
            self._version = None
            return False
        if not self._footed:
            return False
        if page.version != self._version:
            self._version, self._since = page.version, time.monotonic()
        if time.monotonic() - self._since < STAYS_S:
            return True
        self._footed = False
        return False
