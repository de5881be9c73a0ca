"""How a gdb behind cdt-gdb-adapter is given commands and expressions.

It has a request of its own for that, which answers with what gdb printed and
wants no frame; what DAP has for it does neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..protocol.errors.adapter import AdapterRefused
from .kind import Ask

#: The request.
COMMAND = "cdt-gdb-tests/executeCommand"


async def console(send: Ask, text: str) -> dict[str, Any]:
    """Give gdb's console a command; return the answer, with what it printed."""
    word = text.replace("\\", "\\\\").replace('"', '\\"')
    return await send(COMMAND, {"command": f'-interpreter-exec console "{word}"'})


async def value(send: Ask, expression: str) -> str:
    """Return a value where gdb stands."""
    word = expression.replace("\\", "\\\\").replace('"', '\\"')
    told = await send(COMMAND, {"command": f'-data-evaluate-expression "{word}"'})
    return str((told.get("result") or {}).get("value") or "")


async def reason(send: Ask, expression: str) -> str:
    """Return why an expression has no value, in gdb's words."""
    try:
        await value(send, expression)
    except AdapterRefused as error:
        return str(error.facts["why"])
    return "gdb knows no value for it in this frame"


async def terms(
    send: Ask, wanted: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]
) -> None:
    """Give breakpoints at functions their conditions and hit counts, which it drops."""
    for one, bound in zip(wanted, told, strict=False):
        if not bound.get("verified"):
            continue
        if condition := one.get("condition"):
            await send(COMMAND, {"command": f"-break-condition {bound['id']} {condition}"})
        if hits := str(one.get("hitCondition") or "").lstrip("> "):
            await send(COMMAND, {"command": f"-break-after {bound['id']} {hits}"})


async def kept(
    send: Ask,
    arguments: dict[str, Any],
    wanted: Sequence[dict[str, Any]],
    told: dict[str, Any],
) -> dict[str, Any]:
    """Take back breakpoints whose condition gdb refuses: it leaves them there without one."""
    answers: list[dict[str, Any]] = told.get("breakpoints") or []
    pairs = list(zip(wanted, answers, strict=False))
    bad = [bool(one.get("condition")) and not bound.get("verified") for one, bound in pairs]
    if not any(bad):
        return told
    good = [one for (one, _), no in zip(pairs, bad, strict=True) if not no]
    again = iter((await send("setBreakpoints", {**arguments, "breakpoints": good}))["breakpoints"])
    return {"breakpoints": [bound if no else next(again)
                            for (_, bound), no in zip(pairs, bad, strict=True)]}  # fmt: skip
