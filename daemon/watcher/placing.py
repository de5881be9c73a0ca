"""Edits for a request wherever it stands now: first, behind others, or nowhere.

The grammar answers the request that stands first.  Agents may put another one
in front of it, and an editor's old copy may have erased it.  Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from ...protocol.transcript import edits as changes
from ...protocol.transcript import fences, reply, write
from ...protocol.transcript import read as grammar
from ...protocol.transcript.edits import Edit
from ...protocol.transcript.reading import Executing, Reading, Request, Resume

#: Edits that answer the first request of a reading.
Taking = Callable[[Reading], list[Edit]]


def waiting(reading: Reading, code: str, agent: str) -> Request | None:
    """Return the request of ``agent`` with that ``code`` that has no reply yet."""
    same = [one for one in reading.requests if one.code == code]
    return next((one for one in same if one.agent == agent), same[0] if same else None)


def running(reading: Reading, code: str) -> Executing | None:
    """Return the running job with that ``code``; the last one if there are several."""
    found = [one for one in reading.executing if one.code == code]
    return found[-1] if found else None


def runs(reading: Reading | None, code: str) -> bool:
    """Return whether the file says that a job with that ``code`` runs."""
    return reading is not None and running(reading, code) is not None


def stands(reading: Reading | None, code: str, agent: str) -> bool:
    """Return whether a request is in the file, waiting or running."""
    return reading is not None and (
        waiting(reading, code, agent) is not None or runs(reading, code)
    )


def taken(reading: Reading, request: Request, taking: Taking) -> list[Edit]:
    """Return the edits by which ``taking`` answers ``request``, which is put first if it is not."""
    if request == reading.requests[0]:
        return taking(reading)
    place = _front(reading)
    fence = reading.cut(request.start, request.end)
    first = f"### \U0001f5e3\ufe0f{request.agent} to {request.realm} at "
    heading = (first + (request.time or "00:00:00")).encode("utf-8", "replace")
    moved = [
        Edit(start=place, end=place, new=heading + reading.eol + fence + reading.eol, old=b""),
        Edit(start=request.start, end=request.end, new=b"", old=fence),
    ]
    data = changes.applied(reading.data, moved, reading.begin)
    resume = Resume(offset=reading.begin, before=reading.before, untitled_at=reading.untitled_at)
    again = grammar.read(data, realm=reading.realm, resume=resume)
    final = changes.applied(data, taking(again), reading.begin)
    return [_whole(reading, final)]


def restored(reading: Reading, asked: Asked, block: str) -> list[Edit]:
    """Return the edits that write a request and what stands under it, both erased."""
    heading = reply.asked(asked.agent, reading.realm, at=asked.at)
    return write.added(reading, f"{heading}\n{fences.wrap(asked.code, 'JS')}\n\n{block}")


class Asked:
    """A request that is to be written again."""

    def __init__(self, agent: str, code: str, *, at: str) -> None:
        """``at`` is HH:MM:SS."""
        self.agent = agent
        self.code = code
        self.at = at


def _front(reading: Reading) -> int:
    """Return where the first request, or its header, begins."""
    first = reading.requests[0]
    return first.header.start if first.header else first.start


def _whole(reading: Reading, final: bytes) -> Edit:
    """Return the edit that makes what was read into ``final``."""
    return Edit(start=reading.begin, end=reading.end, new=final, old=reading.data)
