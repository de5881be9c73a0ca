"""Replies that were written a short while ago, or could not be written at all.

An editor may save an old copy of the file over a reply.  Until somebody else
has saved a version that holds it, and for a moment after, a reply is known
here and can be written again; the request that stands there is no new one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from ...protocol.transcript.reading import Request

#: A copy that an editor saves is this old at most, once the reply was seen in a file of others.
STALE_S = 2.0

#: A reply that nobody saved again is known for so long, seconds.
KNOWN_S = 30.0


@dataclass(eq=False)
class Written:
    """A reply as it stands in the file, or is to stand there."""

    #: The name that the hub has for the request.
    request: str
    agent: str
    code: str
    #: HH:MM:SS of the request's heading, and its seconds.
    asked_at: float
    #: From the heading of the reply on; LF.
    block: str
    #: When first, seconds since the epoch; 0 = it could not be written yet.
    written_at: float = 0.0
    #: When last.
    again_at: float = 0.0
    #: Somebody else saved a version that holds it.
    seen: bool = False
    #: Where in the file it was when it was written; -1 = somewhere.
    place: int = -1


#: Answered requests that are known by name.
PAST = 64


class Memory:
    """The last replies of one transcript, oldest first."""

    def __init__(self) -> None:
        """Know of none."""
        self.replies: list[Written] = []
        #: The last requests that were answered: agent, and when it began (seconds).
        self.past: dict[str, tuple[str, float]] = {}

    def remember(self, request: str, agent: str, began_at: float) -> None:
        """Know who asked ``request``, for a result that comes late."""
        self.past[request] = (agent, began_at)
        while len(self.past) > PAST:
            del self.past[next(iter(self.past))]

    def add(self, reply: Written) -> None:
        """Know ``reply``."""
        self.replies.append(reply)

    @property
    def unwritten(self) -> bool:
        """Whether a reply could not be written yet."""
        return any(not one.written_at for one in self.replies)

    def wrote(self, reply: Written, place: int) -> None:
        """Note that ``reply`` was just written, at ``place`` of its file."""
        reply.again_at = time.time()
        reply.written_at = reply.written_at or reply.again_at
        reply.place, reply.seen = place, False

    def named(self, request: str) -> Written | None:
        """Return the last reply to ``request``, if it is known still."""
        return next((one for one in reversed(self.replies) if one.request == request), None)

    def forget(self, now: float) -> None:
        """Forget the replies that no stale copy can erase any more."""
        self.replies = [one for one in self.replies if not one.written_at or _fresh(one, now)]

    def look(self, data: bytes) -> list[Written]:
        """Note which replies are in ``data``, a whole file as somebody saved it; return the others.

        The younger one of two that say the same is taken for the missing one.
        """
        flat = data.replace(b"\r\n", b"\n")
        counts: dict[str, int] = {}
        missing = []
        for one in self.replies:
            if one.block not in counts:
                counts[one.block] = flat.count(one.block.encode("utf-8", "replace"))
            if counts[one.block] > 0 and one.written_at:
                counts[one.block] -= 1
                one.seen = True
            else:
                missing.append(one)
        return missing


def answers(reply: Written, request: Request) -> bool:
    """Return whether ``request`` is what ``reply`` was written for."""
    return reply.code == request.code and reply.agent == request.agent


def _fresh(reply: Written, now: float) -> bool:
    """Return whether a stale copy may still be about."""
    return now - reply.again_at < (STALE_S if reply.seen else KNOWN_S)
