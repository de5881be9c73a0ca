"""Evaluated in a stopped program: what asyncio's tasks of this process do, as JSON.

Any Python that debugpy supports must read it, and nothing of it may stay behind: it
is run in a namespace of its own, imports what debugpy has imported before, and
calls nothing of the program's but ``repr`` of what a task waits for.
"""

from __future__ import annotations

import json
import sys
from typing import Any

#: Tasks that are told; a server may have thousands.
MOST = 200

#: Characters of what a task waits for.
CHARS = 120


def every(asyncio: Any) -> list[Any]:
    """Return all tasks: of all loops where Python keeps them in sets, else of this thread's."""
    found: set[Any] = set()
    for name in ("_all_tasks", "_scheduled_tasks", "_eager_tasks"):
        found.update(getattr(asyncio.tasks, name, ()))
    try:
        found.update(asyncio.all_tasks())
    except RuntimeError:
        pass  # no loop runs in this thread
    return [task for task in found if not task.done()]


def place(task: Any, library: str) -> tuple[str, str, int]:
    """Return function, file and line of the innermost coroutine that is not asyncio's own."""
    where = ("", "", 0)
    coroutine = task.get_coro()
    while coroutine is not None:
        for letters in ("cr", "gi", "ag"):
            frame = getattr(coroutine, letters + "_frame", None)
            if frame is not None and not frame.f_code.co_filename.startswith(library):
                where = (frame.f_code.co_name, frame.f_code.co_filename, frame.f_lineno)
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)
    return where


def listed() -> str:
    """Return the tasks by name: ``[{name, state, function, file, line, waits}]`` as JSON."""
    asyncio: Any = sys.modules.get("asyncio")
    if asyncio is None or not hasattr(asyncio, "tasks"):
        return "[]"
    library = asyncio.__file__.rpartition("/")[0]
    current = set(getattr(asyncio.tasks, "_current_tasks", {}).values())
    try:
        current.add(asyncio.current_task())
    except RuntimeError:
        pass
    told = []
    for task in sorted(every(asyncio), key=lambda task: task.get_name())[:MOST]:
        function, file, line = place(task, library)
        waiter = getattr(task, "_fut_waiter", None)
        if isinstance(waiter, asyncio.Task):
            waits = "task " + waiter.get_name()
        else:
            waits = repr(waiter)[:CHARS] if waiter is not None else ""
        state = "running" if task in current else "waiting" if waiter is not None else "ready"
        told.append({"name": task.get_name(), "state": state, "function": function,
                     "file": file, "line": line, "waits": waits})  # fmt: skip
    return json.dumps(told)
