"""Whether a request that stands in a file is one that was answered already.

An editor's old copy brings back requests without their replies.  A request that
reads like an answered one is that one if the reply is not in the file any more.
"""

from __future__ import annotations

from ...protocol.transcript.reading import Reading, Request
from . import files
from .memory import Memory, Written, answers
from .page import Page


def missing(memory: Memory, reading: Reading) -> list[Written]:
    """Return the replies that are not in the file.

    What was read on from a known place has everything before it, as it was.
    """
    if reading.begin == 0:
        return memory.look(reading.data)
    return [one for one in memory.replies if not one.written_at]


def answered(page: Page, memory: Memory, request: Request) -> bool:
    """Whether ``request`` is an old one, whose reply was erased or not yet written.

    Looks at the places where replies to the same words were written; the whole
    file is read only if one of them is not where it was.

    Raises:
        Changed: the file is just being written.
        OSError: it can't be read.
    """
    same = [one for one in memory.replies if answers(one, request)]
    if not all(one.written_at for one in same):
        return True
    if all(page.holds(one.block, one.place) for one in same):
        return False
    data, _ = files.read_from(page.path, 0)
    gone = memory.look(data)
    return any(one in gone for one in same)
