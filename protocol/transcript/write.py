"""Write a transcript: every change as edits, made from a ``Reading``; nothing is applied here.

What an agent wrote stays.  The footer moves down behind what was answered, and
what is still to be run stays below it: so it is in the file where to go on, also
after a restart.  A second reading after the edits finds what they say.
"""

from __future__ import annotations

from . import marks, reply, wording
from .edits import Edit
from .reading import Diagnosis, Draft, Executing, Reading, Region, Request
from .reply import Reply


def opened(realm: str) -> bytes:
    """Return a new transcript: title, guide, footer."""
    return f"{wording.opening(wording.session_title(realm))}{marks.FOOTER}".encode()


def titled(reading: Reading, title: str) -> list[Edit]:
    """Put title and guide in front, if there is no title; to go with any of the edits below."""
    place = reading.untitled_at
    if place is None:
        return []
    text = _bytes(reading, wording.opening(title))
    return [Edit(start=place, end=place, new=text, old=b"")]


def accepted(reading: Reading, *, at: str) -> list[Edit]:
    """Say that the first request runs, from now (``at``, HH:MM:SS): its heading, a placeholder."""
    first = reading.requests[0]
    return _taken(reading, reply.running(reading.realm, first.agent, at=at), at=at)


def answered(reading: Reading, answer: Reply, *, at: str) -> list[Edit]:
    """Answer the first request, which was asked ``at``, where the file does not say that it runs.

    For a job that was quick, and for a reply that an editor's old copy has erased.
    """
    return answered_with(reading, reply.text(answer), at=at)


def answered_with(reading: Reading, block: str, *, at: str) -> list[Edit]:
    """Do as ``answered``, with the text of a reply that was written before."""
    return _taken(reading, block, at=at)


def progressed(
    reading: Reading, executing: Executing, *, seconds: int, events: str = ""
) -> list[Edit]:
    """Write the seconds of a running job, and its ``events`` (``events.listed``) so far."""
    running = reply.running(
        executing.realm, executing.agent, at=executing.time, seconds=seconds, events=events
    )
    return [_instead(reading, executing, running)]


def replied(reading: Reading, executing: Executing, answer: Reply) -> list[Edit]:
    """Write the reply in the place of the running job; the footer too, if it is gone."""
    return replied_with(reading, executing, reply.text(answer))


def replied_with(reading: Reading, executing: Executing, block: str) -> list[Edit]:
    """Do as ``replied``, with the text of a reply that was written before."""
    edits = [_instead(reading, executing, block)]
    if reading.footer is None:
        edits.append(_footed(reading, executing.end))
    return edits


def told(
    reading: Reading, item: Request | Draft | Diagnosis, message: str, *, at: str
) -> list[Edit]:
    """Say ``message`` under ``item``, which stays as it is and can still be mended and run.

    Above a draft, since what is below it would be part of it.
    """
    section = _bytes(reading, reply.told(message, at=at))
    two = reading.eol * 2
    if isinstance(item, Draft):
        above = _apart(reading, item.start)
        return [_inserted(item.start, above + section + two)]
    ended = reading.cut(item.end - 1, item.end) == b"\n"
    lead = reading.eol if ended else two
    return [_inserted(item.end, lead + section + reading.eol)]


def unclosed(reading: Reading, draft: Draft, *, at: str) -> list[Edit]:
    """Say above ``draft`` that it is not closed, and at which line it then stands."""
    edit = told(reading, draft, wording.not_closed(draft.line), at=at)[0]
    line = draft.line + edit.new.count(b"\n")
    return told(reading, draft, wording.not_closed(line), at=at)


def added(reading: Reading, section: str) -> list[Edit]:
    """Put ``section`` above the footer, or where one belongs: before what is still to be run."""
    text = _bytes(reading, section)
    if reading.footer:
        place = reading.footer.start
        return [_inserted(place, _apart(reading, place) + text + reading.eol * 2)]
    place = _first(reading)
    footer = _foot(reading, last=place == reading.end)
    return [_inserted(place, _apart(reading, place) + text + reading.eol * 2 + footer)]


def swapped(reading: Reading, region: Region, section: str) -> list[Edit]:
    """Write our section above the footer anew."""
    old = reading.cut(region.start, region.end)
    return [Edit(start=region.start, end=region.end, new=_bytes(reading, section), old=old)]


def _taken(reading: Reading, block: str, *, at: str) -> list[Edit]:
    """Put ``block`` under the first request, its heading above it, the footer behind it."""
    first, eol = reading.requests[0], reading.eol
    own = first.header is not None and not _shared(reading, first)
    place = first.header.start if first.header and own else first.start
    start = reading.footer.start if reading.footer else place
    lead = reading.cut(reading.footer.end, place) if reading.footer else b""
    heading = _bytes(reading, reply.asked(first.agent, reading.realm, at=at)) + eol
    between = reading.cut(first.header.end, first.start) if first.header and own else b""
    fence = _relabelled(reading, first) if reading.footer else reading.cut(first.start, first.end)
    if not fence.endswith(b"\n"):
        fence += eol
    lead = _unpadded(lead)
    new = b"".join(
        [
            _apart(reading, start) if reading.footer else b"",
            lead,
            b"" if not lead or lead.endswith(eol * 2) else eol,
            heading,
            between,
            fence,
            eol,
            _bytes(reading, block),
            eol * 2,
            _rest(reading, first, at=at),
        ]
    )
    return [Edit(start=start, end=reading.end, new=new, old=reading.cut(start, reading.end))]


def _rest(reading: Reading, first: Request, *, at: str) -> bytes:
    """Return what comes after the first request: what is still to be run stays below the footer."""
    later = [item for item in reading.items if item.start > first.start]
    rest = reading.cut(first.end, reading.end)
    if not later:
        notes = _unpadded(rest).rstrip()
        return (
            notes + reading.eol * 2 + _foot(reading, last=True)
            if notes
            else _foot(reading, last=True)
        )
    following = next((item for item in later if isinstance(item, Request)), None)
    if following and following.header and following.header == first.header:
        # The header stays above the footer, so the next request of that agent gets one too.
        heading = _bytes(reading, reply.asked(first.agent, reading.realm, at=at)) + reading.eol
        cut = following.start - first.end
        rest = rest[:cut] + heading + rest[cut:]
    return _foot(reading, last=False) + _unpadded(rest)


def _shared(reading: Reading, first: Request) -> bool:
    """Return whether the header of the first request stands above another fence too."""
    header = first.header
    before = [item for item in reading.items if item.start < first.start]
    return header is not None and any(item.start > header.start for item in before)


def _instead(reading: Reading, executing: Executing, text: str) -> Edit:
    """Return the edit that puts ``text`` in the place of a running job."""
    kept = reading.eol + executing.kept + reading.eol if executing.kept else b""
    new = _bytes(reading, text) + reading.eol + kept
    old = reading.cut(executing.start, executing.end)
    return Edit(start=executing.start, end=executing.end, new=new, old=old)


def _footed(reading: Reading, above: int) -> Edit:
    """Return the edit that gives a footer to a file whose footer is gone."""
    place = max(_first(reading), above)
    eol = reading.eol
    lead = eol if place == above else _apart(reading, place)
    return _inserted(place, lead + _foot(reading, last=place == reading.end))


def _first(reading: Reading) -> int:
    """Return where a footer belongs: before what is still to be run, else at the end."""
    if not reading.items:
        return reading.end
    item = reading.items[0]
    header = item.header if isinstance(item, Request) else None
    return header.start if header else item.start


def _relabelled(reading: Reading, request: Request) -> bytes:
    """Return the fence of ``request``, the usual kind labelled ``JS`` to show that it was read."""
    fence = reading.cut(request.start, request.end)
    opening, feed, rest = fence.partition(b"\n")
    if not opening.startswith(b"```") or opening.startswith(b"````"):
        return fence
    words = opening[3:].split()
    options = words[1:] if request.label.language else words
    carriage = b"\r" if opening.endswith(b"\r") else b""
    return b" ".join([b"```JS", *options]) + carriage + feed + rest


def _apart(reading: Reading, place: int) -> bytes:
    """Return the line feeds that are missing for a blank line before ``place``."""
    before = (reading.before + reading.cut(max(place - 4, reading.begin), place))[-4:]
    if not before or before == b"\xef\xbb\xbf":
        return b""
    bare = before.replace(b"\r", b"")
    if bare.endswith(b"\n\n") or bare == b"\n":
        return b""
    return reading.eol if bare.endswith(b"\n") else reading.eol * 2


def _foot(reading: Reading, *, last: bool) -> bytes:
    """Return the footer: with two empty lines at the end of a file, else with one."""
    footer = _bytes(reading, marks.FOOTER)
    return footer if last else footer.removesuffix(reading.eol)


def _unpadded(text: bytes) -> bytes:
    """Return ``text`` without the blank lines at its beginning."""
    bare = text.lstrip()
    kept = text.rfind(b"\n", 0, len(text) - len(bare)) + 1
    return text[kept:] if bare else b""


def _inserted(place: int, text: bytes) -> Edit:
    """Return the edit that inserts ``text``."""
    return Edit(start=place, end=place, new=text, old=b"")


def _bytes(reading: Reading, text: str) -> bytes:
    """Return ``text`` with the line ends of the file."""
    data = text.encode("utf-8", "replace")
    return data if reading.eol == b"\n" else data.replace(b"\n", reading.eol)
