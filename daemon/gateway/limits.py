"""How much anybody may ask: rates, connections, bytes, and files this process may open."""

from __future__ import annotations

import logging
import time

log = logging.getLogger("daebug.gateway")

#: Bytes of a request's line and of one header field; browsers send cookies of 4 KB each.
LINE_BYTES = FIELD_BYTES = 16 * 1024

#: Headers of a request.
HEADERS = 100

#: Bytes of the body of a small request: a search for tests, a registration.
SMALL_BODY_BYTES = 64 * 1024

#: Seconds for a body to arrive.
BODY_S = 30.0

#: Seconds in which a client has to take another piece of a file; a paused video asks anew.
STALL_S = 120.0

#: Seconds that a connection may be idle, before its first request too.
IDLE_S = 30.0

#: Connections of one root.
CONNECTIONS = 25_000

#: Requests a second, and at once, of one root.  10,000 polling pages that each answer a job
#: at the same moment make 30,000 requests.
REQUESTS_S, REQUESTS = 20_000.0, 60_000.0

#: Wrong keys a second, and at once, of one root: nobody finds a key by trying.
WRONG_KEYS_S, WRONG_KEYS = 5.0, 20.0

#: Asks of the hub that are not answered: each holds a connection.
ASKS = 1_000

#: Searches for test files a second, and at once: each walks the folder.
SEARCHES_S, SEARCHES = 5.0, 20.0


class Rate:
    """A bucket of tokens that fills by itself."""

    def __init__(self, per_s: float, most: float) -> None:
        """Start full: ``most`` at once, then ``per_s`` a second."""
        self._per_s = per_s
        self._most = most
        self._left = most
        self._at = time.monotonic()

    def allows(self) -> bool:
        """Take one token; whether there was one."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def open_many_files() -> None:
    """Let this process open as many files as the system allows: each page is one."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == hard:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError) as error:
        log.info("the limit of open files stays at %d: %s", soft, error)
