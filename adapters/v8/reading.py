"""Requests about sources: which there are, their text, where to stop, how to go on typing."""

from __future__ import annotations

from typing import Any

from . import stack
from .program import Program

Body = dict[str, Any]


async def breakpoint_locations(program: Program, asked: Body) -> Body:
    """Return the places in a range of lines where V8 can stop."""
    path, line = str(asked["source"].get("path") or ""), int(asked["line"])
    last = int(asked.get("endLine") or line)
    found = set()
    for script in program.main.scripts.of(path):
        if script.map is not None:
            continue  # the places are those of what was generated
        place = {"scriptId": script.id, "columnNumber": 0}
        answer = await program.main.channel.call(
            "Debugger.getPossibleBreakpoints",
            start={**place, "lineNumber": line - 1},
            end={**place, "lineNumber": last},
        )
        found |= {(one["lineNumber"], one.get("columnNumber", 0)) for one in answer["locations"]}
    return {"breakpoints": [{"line": n + 1, "column": c + 1} for n, c in sorted(found)]}


async def loaded_sources(program: Program, _asked: Body) -> Body:
    """Return all sources: files, what source maps name, and Node's own."""
    told: dict[str, Body] = {}
    for script in [s for thread in program.threads.values() for s in thread.scripts.all()]:
        paths = script.map.sources if script.map is not None else []
        for origin, path in [*enumerate(paths), (-1, script.path)]:
            made = stack.source(script, path, origin, program.texts.number(script))
            told.setdefault(str(made["path"] if path else made["name"]), made)
    return {"sources": list(told.values())}


async def source(program: Program, asked: Body) -> Body:
    """Return the text of a source that is no file."""
    told = asked.get("source") or {}
    number = int(asked.get("sourceReference") or told.get("sourceReference") or 0)
    thread, script = program.texts.get(number)
    path = str(told.get("path") or "")
    if script.map is not None and path in script.map.sources:
        content = script.map.content(script.map.sources.index(path))
        if content is not None:
            return {"content": content}
    answer = await thread.channel.call("Debugger.getScriptSource", scriptId=script.id)
    return {"content": answer["scriptSource"], "mimeType": "text/javascript"}


async def completions(program: Program, asked: Body) -> Body:
    """Return what a text may go on with; nothing of the program runs for it."""
    text = str(asked["text"])[: max(0, int(asked["column"]) - 1)]
    head, dot, begun = text.rpartition(".")
    thread, frame = program.main, None
    if number := asked.get("frameId"):
        thread, frame = program.frame(int(number))
    if dot:
        remote = await thread.evaluate(head, frame, throwOnSideEffect=True)
        held = [remote["objectId"]] if remote.get("objectId") else []
    else:
        chain = frame.call.get("scopeChain") or [] if frame is not None else []
        held = [scope["object"]["objectId"] for scope in chain]
        begun = text
    names: list[str] = []
    for at in held:
        answer = await thread.channel.call("Runtime.getProperties", objectId=at)
        names += [str(one["name"]) for one in answer["result"]]
    found = sorted({name for name in names if name.startswith(begun) and name.isidentifier()})
    return {"targets": [{"label": name, "length": len(begun)} for name in found]}
