"""The stack of a stopped thread: numbered, with the runtime's frames marked."""

from __future__ import annotations

import os
import re

from ..protocol import dap
from ..protocol.dap import StackFrame
from ..protocol.errors.adapter import AdapterRefused
from ..protocol.errors.sessions import NoSuchFrame, NoSuchThread, NotStopped
from ..protocol.orders import Launch, Profile
from . import locations, threads
from .answers import Frame
from .keyhole import Keyhole
from .state import Session

#: Frames asked for at once; deeper ones on demand; and where they are only counted.
PAGE, COUNTED = 20, 1000


async def stack(
    hub: Keyhole,
    session: Session,
    *,
    levels: int = PAGE,
    thread: int | None = None,
    first: int = 0,
) -> tuple[list[StackFrame], int]:
    """Return ``levels`` frames of a thread, from ``first`` on, and how many lie below them.

    The innermost is 0.  The second number is -1 when there are more and the adapter
    did not count them.

    Raises:
        NoSuchThread: the adapter knows no thread to ask about.
    """
    thread = session.thread_id if thread is None else thread
    if thread is None:
        raise NoSuchThread(thread="(none)", threads="daebug threads")
    # Who does not announce it may answer with the whole stack, whatever is asked.
    skipped = 0 if session.capabilities.get("supportsDelayedStackTraceLoading") else first
    arguments = {"threadId": thread, "startFrame": first - skipped, "levels": levels + skipped}
    answer = await hub.dap(session, "stackTrace", dap.StackTrace, arguments)
    there = answer.stack_frames[skipped:]
    found = there[:levels]
    if len(found) < levels and len(there) <= levels:
        return found, 0
    total, seen = answer.total_frames, first + len(found)
    # Who has not counted says some more: lldb-dap 22 up to 20, Delve 200.
    below = (total or 0) - seen
    return found, below if below > PAGE and below != DELVE_MORE else -1


#: Frames that Delve adds to those it has told, while there are more.
DELVE_MORE = 200


def told(frame: StackFrame, number: int, profile: Profile, selected: int) -> Frame:
    """Return a frame of the adapter as an answer shows it."""
    path = frame.source.path if frame.source and has_text(frame) else None
    return Frame(
        number=number,
        function=function_name(frame.name),
        file=path or "",
        line=frame.line if path else 0,
        runtime=runtime(frame, profile),
        selected=number == selected,
        ref=f"@f{number}",
    )


def function_name(name: str) -> str:
    """Return the function's name without what debuggers add to it."""
    return re.sub(r"::h[0-9a-f]{16}$", "", name).strip()


def runtime(frame: StackFrame, profile: Profile) -> bool:
    """Whether a frame belongs to the runtime or the debugger."""
    path = (frame.source.path if frame.source else None) or ""
    return any(re.search(p, path) for p in profile.runtime_paths) or any(
        re.search(p, frame.name) for p in profile.runtime_names
    )


def has_text(frame: StackFrame) -> bool:
    """Whether the frame's source is a file, not the adapter's disassembly."""
    return bool(dap.text_path(frame))


def first_own(frames: list[StackFrame], profile: Profile) -> int:
    """Return the number of the innermost frame of the program's own code; 0 if there is none."""
    for number, frame in enumerate(frames):
        if has_text(frame) and not runtime(frame, profile) and os.path.exists(_path(frame)):
            return number
    return 0


async def selected(
    hub: Keyhole, session: Session, number: int | None = None, *, thread: int | None = None
) -> StackFrame:
    """Return frame ``number`` of the selected thread (None = the selected frame).

    Of another ``thread`` it is the innermost own frame where no number is given.

    Raises:
        NoSuchFrame: the stack is not that deep.
        NoSuchThread: the program has no such thread.
    """
    if thread is not None and thread != session.thread_id:
        await threads.check(hub, session, thread)
        if number is None:
            number = first_own((await stack(hub, session, thread=thread))[0], session.profile)
    wanted = session.frame if number is None else number
    # Of a runaway recursion not everything above is asked for.
    first = 0 if wanted < PAGE else wanted
    frames, _ = await stack(hub, session, thread=thread, first=first)
    if not 0 <= wanted - first < len(frames):
        raise await missing(hub, session, wanted, thread=thread)
    return frames[wanted - first]


async def missing(
    hub: Keyhole, session: Session, number: int, *, thread: int | None = None
) -> NoSuchFrame:
    """Return the error for a frame that is not there; a deep stack is not counted."""
    found, below = await stack(hub, session, levels=COUNTED, thread=thread)
    count = len(found) + below
    frames = "fewer" if below < 0 else f"{count} (0 to {count - 1})"
    return NoSuchFrame(frame=number, frames=frames)


def _path(frame: StackFrame) -> str:
    return (frame.source.path if frame.source else None) or ""


async def files(hub: Keyhole, session: Session) -> tuple[str, tuple[str, ...]]:
    """Return the selected frame's source file and the files that the session has shown.

    While the program runs only the files of its breakpoints and its own are known.
    """
    target = session.target
    program = session.source or (target.program if isinstance(target, Launch) else "")
    known = [r.bound.path for r in session.breakpoints.values() if r.bound and r.bound.path]
    if session.state != "stopped":
        own = bool(session.source) or program.endswith(".py")
        return program if own else "", (program, *known)
    found, _ = await stack(hub, session)
    paths = [_path(frame) for frame in found if has_text(frame)]
    current = _path(found[session.frame]) if session.frame < len(found) else ""
    return current, (*paths, *known, program)


async def function(hub: Keyhole, session: Session, name: str) -> str:
    """Return the function that ``name`` means: in Go, one of the package that it stopped in."""
    if session.profile.language != "go":
        return name
    found = (await stack(hub, session))[0] if session.state == "stopped" else []
    around = found[first_own(found, session.profile)].name if found else ""
    return locations.qualified(name, around)


async def any_thread(hub: Keyhole, session: Session) -> int:
    """Return the selected thread, or the first one that the adapter tells of; 0 = it tells none.

    lldb-dap tells none while the program runs, and pauses whatever number it is given.
    """
    if session.thread_id is not None:
        return session.thread_id
    try:
        answer = await hub.dap(session, "threads", dap.Threads, {})
    except (AdapterRefused, NotStopped):
        return 0
    return answer.threads[0].id if answer.threads else 0
