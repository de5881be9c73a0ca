"""DAP's requests, each answered from the program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from . import looking, reading
from .inspector import Refused
from .program import Program

CAPABILITIES: dict[str, Any] = {
    "supportsConfigurationDoneRequest": True,
    "supportsFunctionBreakpoints": True,
    "supportsConditionalBreakpoints": True,
    "supportsHitConditionalBreakpoints": True,
    "supportsLogPoints": True,
    "supportsEvaluateForHovers": True,
    "supportsSetVariable": True,
    "supportsSetExpression": True,
    "supportsExceptionInfoRequest": True,
    "supportsLoadedSourcesRequest": True,
    "supportsBreakpointLocationsRequest": True,
    "supportsCompletionsRequest": True,
    "supportsDelayedStackTraceLoading": True,
    "supportTerminateDebuggee": True,
    "exceptionBreakpointFilters": [
        {"filter": "all", "label": "All exceptions"},
        {"filter": "uncaught", "label": "Uncaught exceptions", "default": True},
    ],
}

Body = dict[str, Any]
Answer = Callable[[Program, Body], Awaitable[Body]]


async def launch(program: Program, asked: Body) -> Body:
    """Begin with a program that waits at its first line."""
    await program.connect(str(asked.get("url")))
    await program.begin(str(asked.get("program") or ""))
    return {}


async def attach(program: Program, asked: Body) -> Body:
    """Begin with a program that runs."""
    await program.connect(str(asked.get("url")))
    await program.join()
    return {}


async def set_breakpoints(program: Program, asked: Body) -> Body:
    """Replace the breakpoints of a file."""
    path = str(asked["source"].get("path") or "")
    wanted, threads = asked.get("breakpoints") or [], list(program.threads.values())
    return {"breakpoints": await program.points.set_lines(path, wanted, threads)}


async def set_function_breakpoints(program: Program, asked: Body) -> Body:
    """Replace the breakpoints at functions."""
    threads = list(program.threads.values())
    return {"breakpoints": await program.points.set_functions(asked["breakpoints"], threads)}


async def set_exception_breakpoints(program: Program, asked: Body) -> Body:
    """Choose the exceptions to stop at."""
    await program.catch(list(asked.get("filters") or []))
    return {}


async def threads(program: Program, _asked: Body) -> Body:
    """Return the main thread and the workers."""
    return {"threads": [{"id": t.number, "name": t.name} for t in program.threads.values()]}


def running(method: str, asked_for: str) -> Answer:
    """Return the answer to a request that lets a thread run by ``method`` of CDP."""

    async def answer(program: Program, asked: Body) -> Body:
        await program.paused(asked.get("threadId")).resume(method, asked_for)
        return {}

    return answer


async def proceed(program: Program, asked: Body) -> Body:
    """Let all run."""
    await program.proceed(asked.get("threadId"))
    return {"allThreadsContinued": True}


async def restart_frame(program: Program, asked: Body) -> Body:
    """Run a frame again from its beginning."""
    thread, frame = program.frame(int(asked["frameId"]))
    if not frame.call.get("canBeRestarted", True):
        raise Refused("V8 can't restart this frame")
    place = {"callFrameId": frame.id, "mode": "StepInto"}
    await thread.resume("restartFrame", "restart", **place)
    return {}


async def pause(program: Program, asked: Body) -> Body:
    """Pause a thread."""
    await program.interrupt(asked.get("threadId"))
    return {}


ANSWERS: dict[str, Answer] = {
    "attach": attach,
    "breakpointLocations": reading.breakpoint_locations,
    "completions": reading.completions,
    "continue": proceed,
    "evaluate": looking.evaluate,
    "exceptionInfo": looking.exception_info,
    "launch": launch,
    "loadedSources": reading.loaded_sources,
    "next": running("stepOver", "step"),
    "pause": pause,
    "restartFrame": restart_frame,
    "scopes": looking.scopes,
    "setBreakpoints": set_breakpoints,
    "setExceptionBreakpoints": set_exception_breakpoints,
    "setExpression": looking.set_expression,
    "setFunctionBreakpoints": set_function_breakpoints,
    "setVariable": looking.set_variable,
    "source": reading.source,
    "stackTrace": looking.stack_trace,
    "stepIn": running("stepInto", "step"),
    "stepOut": running("stepOut", "step"),
    "threads": threads,
    "variables": looking.variables,
}
