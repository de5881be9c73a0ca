"""Select a frame of the stopped thread: by number, or up and down the stack."""

from __future__ import annotations

from . import frames, running, sessions
from .answers import Outcome
from .keyhole import Keyhole
from .state import Session

#: Frames that are looked at beyond as many as are asked for: some are the runtime's.
NEAR = 50


async def select(hub: Keyhole, session: Session, number: int) -> Outcome:
    """Select frame ``number``; return what can be seen there.

    Raises:
        NoSuchFrame: the stack is not that deep.
    """
    sessions.need_stopped(session, "select a frame")
    async with session.turn:
        await frames.selected(hub, session, number)
        session.frame = number
        session.chosen = True
    return await running.here(hub, session)


async def move(hub: Keyhole, session: Session, by: int) -> Outcome:
    """Select the frame ``by`` own frames further out (negative: further in).

    Raises:
        NoSuchFrame: there is none.
    """
    sessions.need_stopped(session, "select a frame")
    async with session.turn:
        reach = abs(by) + NEAR
        first = max(0, session.frame - reach)
        found, _ = await frames.stack(hub, session, levels=2 * reach, first=first)
        own = [
            number
            for number, frame in enumerate(found, first)
            if number == session.frame or not frames.runtime(frame, session.profile)
        ]
        at = own.index(session.frame) + by if session.frame in own else -1
        if not 0 <= at < len(own):
            raise await frames.missing(hub, session, session.frame + by)
    return await select(hub, session, own[at])
