"""Transcripts to read, what the predecessor wrote, and a life of one in memory."""

from __future__ import annotations

import functools
import json
from datetime import UTC
from pathlib import Path
from typing import Any

from daebug.protocol.pages import Value
from daebug.protocol.transcript import edits, marks, read, reply, values, write
from daebug.protocol.transcript.edits import Edit
from daebug.protocol.transcript.reading import START, Reading, Request, Resume
from daebug.protocol.transcript.reply import Reply

DATA = Path(__file__).parent / "data"
REALM = "7-zen"
ZONE = UTC
FOOTER = marks.FOOTER.encode()
AT = "10:20:30"


@functools.cache
def recorded(name: str) -> Any:
    """Return ``vectors`` or ``transcripts``: what the predecessor answered and wrote."""
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


def vectors(function: str) -> list[tuple[Any, ...]]:
    """Return ``(arguments, result)`` of each recorded call of ``function``."""
    return [(row["args"], row["result"]) for row in recorded("vectors")[function]]


def reading(text: str | bytes, *, realm: str = REALM, resume: Resume = START) -> Reading:
    """Return what is read in ``text``."""
    data = text.encode() if isinstance(text, str) else text
    return read.read(data, realm=realm, resume=resume)


def footed(chunk: str, above: str = "# T\n") -> bytes:
    """Return a transcript with ``chunk`` below its footer."""
    return f"{above}\n{marks.FOOTER}{chunk}".encode()


def requests(text: str | bytes) -> tuple[Request, ...]:
    """Return the requests in ``text``."""
    return reading(text).requests


def codes(text: str | bytes) -> list[str]:
    """Return the code of each request in ``text``."""
    return [request.code for request in requests(text)]


def answer(value: str = "ok", *, agent: str = "agent", events: str = "") -> Reply:
    """Return a reply with ``value``."""
    return Reply(
        realm=REALM,
        agent=agent,
        at=AT,
        ok=True,
        duration_ms=8,
        body=values.block(Value(kind="string", text=value)),
        events=events,
    )


def changed(data: bytes, made: list[Edit]) -> bytes:
    """Return ``data`` after edits that were made for it."""
    assert edits.fits(data, made)
    return edits.applied(data, made)


def accepted(data: bytes) -> bytes:
    """Return ``data`` when its first request runs."""
    seen = reading(data)
    return changed(data, [*write.titled(seen, "T"), *write.accepted(seen, at=AT)])


def replied(data: bytes, said: Reply | None = None) -> bytes:
    """Return ``data`` when its running job is answered."""
    seen = reading(data)
    return changed(data, write.replied(seen, seen.executing[-1], said or answer()))


def lived(data: bytes, value: str = "ok") -> tuple[bytes, list[Request]]:
    """Run all requests in ``data``; return the file afterwards and what was run, in order."""
    ran = []
    while waiting := reading(data).requests:
        ran.append(waiting[0])
        data = replied(accepted(data), answer(value, agent=waiting[0].agent))
        assert len(ran) < 200, "the same request runs again and again"
    return data, ran


def spoken(request: Request) -> str:
    """Return the heading that ``request`` gets."""
    return reply.asked(request.agent, REALM, at=AT)
