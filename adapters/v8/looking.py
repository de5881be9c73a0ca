"""Requests that look at a stop, and change what is seen there."""

from __future__ import annotations

from typing import Any

from . import stack, values
from .inspector import Refused
from .parts import Parts
from .program import Program

#: Frames of one answer where DAP asked for all.
FRAMES = 1000

Body = dict[str, Any]

#: Sets a property of an object.
_PUT = "function(name,value){this[name]=value}"


async def stack_trace(program: Program, asked: Body) -> Body:
    """Return frames, innermost first; those that wait asynchronously come last."""
    pause = program.thread(asked.get("threadId")).pause
    frames = pause.frames if pause is not None else []  # none: it runs beside the one that stopped
    start = int(asked.get("startFrame") or 0)
    shown = frames[start : start + (int(asked.get("levels") or 0) or FRAMES)]
    told = [_frame(program, frame) for frame in shown]
    return {"stackFrames": told, "totalFrames": len(frames)}


async def scopes(program: Program, asked: Body) -> Body:
    """Return the scopes of a frame."""
    thread, frame = program.frame(int(asked["frameId"]))
    told = []
    for name, hint, found in frame.scopes():
        objects = tuple((number, scope["object"]["objectId"]) for number, scope in found)
        scope = {
            "name": name,
            "variablesReference": program.table.number(Parts(thread, objects, frame)),
            "expensive": bool(found) and found[0][1]["type"] == "global",
        }
        told.append({**scope, **({"presentationHint": hint} if hint else {})})
    this = frame.call.get("this") or {}
    if values.unfolds(this) and this.get("className") not in ("global", "Object"):
        told.append({"name": "this", "expensive": False,
                     **program.table.evaluated(thread, this, "this")})  # fmt: skip
    return {"scopes": told}


async def variables(program: Program, asked: Body) -> Body:
    """Return the parts of a scope or a value."""
    parts = program.table.get(int(asked["variablesReference"]))
    start, count = int(asked.get("start") or 0), int(asked.get("count") or 0)
    only = str(asked.get("filter") or "")
    return {"variables": await program.table.variables(parts, only=only, start=start, count=count)}


async def evaluate(program: Program, asked: Body) -> Body:
    """Evaluate an expression in a frame, or where there is none in the global scope."""
    expression = str(asked["expression"])
    terms: Body = {"throwOnSideEffect": True} if asked.get("context") == "hover" else {}
    if number := asked.get("frameId"):
        thread, frame = program.frame(int(number))
        if not frame.id:
            raise Refused("that frame only waits: it has no variables")
        remote = await thread.evaluate(expression, frame, **terms)
    else:
        thread = program.main
        remote = await thread.evaluate(expression, **terms)
    told = program.table.evaluated(thread, remote, f"({expression})")
    return {"result": values.shown(remote), **told}


async def set_variable(program: Program, asked: Body) -> Body:
    """Set a variable of a scope, or a property."""
    parts = program.table.get(int(asked["variablesReference"]))
    name, call = str(asked["name"]), parts.thread.channel.call
    remote = await parts.thread.evaluate(str(asked["value"]), parts.frame)
    value = _argument(remote)
    if parts.frame is None:
        answer = await call(
            "Runtime.callFunctionOn",
            objectId=parts.objects[0][1],
            functionDeclaration=_PUT,
            arguments=[{"value": name}, value],
        )
        if details := answer.get("exceptionDetails"):
            raise Refused(values.shown(details.get("exception") or {}))
    else:
        for number, held in parts.objects:
            found = await call("Runtime.getProperties", objectId=held, ownProperties=True)
            if any(told["name"] == name for told in found["result"]):
                await call(
                    "Debugger.setVariableValue", callFrameId=parts.frame.id,
                    scopeNumber=number, variableName=name, newValue=value,
                )  # fmt: skip
                # The object that shows the scope is what the scope was at the stop.
                await call("Runtime.callFunctionOn", objectId=held, functionDeclaration=_PUT,
                           arguments=[{"value": name}, value])  # fmt: skip
                break
        else:
            raise Refused(f"no variable {name} there")
    return {"value": values.shown(remote), **program.table.evaluated(parts.thread, remote, name)}


async def set_expression(program: Program, asked: Body) -> Body:
    """Assign to an expression."""
    expression = f"{asked['expression']} = ({asked['value']})"
    return {"value": (await evaluate(program, {**asked, "expression": expression}))["result"]}


async def exception_info(program: Program, asked: Body) -> Body:
    """Return what was thrown."""
    thread = program.paused(asked.get("threadId"))
    thrown = thread.pause.exception if thread.pause else None
    if thrown is None:
        raise Refused("nothing was thrown here")
    first = values.shown(thrown).partition("\n")[0]
    kind, _, message = first.partition(": ")
    error = thrown.get("subtype") == "error"
    details = {
        "typeName": kind if error else values.kind(thrown),
        "message": message if error else first,
        "stackTrace": str(thrown.get("description") or ""),
    }
    mode = "unhandled" if thrown.get("uncaught") else "always"
    return {"exceptionId": details["typeName"], "description": first, "breakMode": mode,
            "details": details}  # fmt: skip


def _frame(program: Program, frame: stack.Frame) -> Body:
    """Return DAP's StackFrame."""
    told: Body = {"id": frame.number, "name": frame.name, "line": 0, "column": 0}
    if frame.script is None:
        return told
    path, line, column, origin = frame.script.written(frame.line, frame.column)
    told["source"] = stack.source(frame.script, path, origin, program.texts.number(frame.script))
    told |= {"line": line + 1, "column": column + 1, "canRestart": bool(frame.id)}
    if frame.script.internal:
        told["presentationHint"] = "subtle"
    return told


def _argument(remote: Body) -> Body:
    """Return a value as CDP's CallArgument."""
    if remote.get("objectId"):
        return {"objectId": remote["objectId"]}
    if "unserializableValue" in remote:
        return {"unserializableValue": remote["unserializableValue"]}
    return {"value": remote["value"]} if "value" in remote else {}
