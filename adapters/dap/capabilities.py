"""Which request needs which capability, and the one gate that every request passes.

The gate is strict because adapters are not: a request that debugpy or lldb-dap
19 does not support freezes the one and aborts the other.
DAP, Capabilities: https://microsoft.github.io/debug-adapter-protocol/specification#Types_Capabilities
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.errors.adapter import NotSupported

#: Requests that every adapter answers.
ALWAYS = frozenset(
    {
        "initialize", "launch", "attach", "disconnect", "setBreakpoints", "threads",
        "stackTrace", "scopes", "variables", "evaluate", "source",
        "continue", "next", "stepIn", "stepOut", "pause",
    }
)  # fmt: skip

#: Request -> the capability that allows it.
NEEDS: Mapping[str, str] = {
    "breakpointLocations": "supportsBreakpointLocationsRequest",
    "cancel": "supportsCancelRequest",
    "completions": "supportsCompletionsRequest",
    "configurationDone": "supportsConfigurationDoneRequest",
    "dataBreakpointInfo": "supportsDataBreakpoints",
    "disassemble": "supportsDisassembleRequest",
    "exceptionInfo": "supportsExceptionInfoRequest",
    "goto": "supportsGotoTargetsRequest",
    "gotoTargets": "supportsGotoTargetsRequest",
    "loadedSources": "supportsLoadedSourcesRequest",
    "modules": "supportsModulesRequest",
    "readMemory": "supportsReadMemoryRequest",
    "restart": "supportsRestartRequest",
    "restartFrame": "supportsRestartFrame",
    "reverseContinue": "supportsStepBack",
    "setDataBreakpoints": "supportsDataBreakpoints",
    "setExceptionBreakpoints": "exceptionBreakpointFilters",
    "setExpression": "supportsSetExpression",
    "setFunctionBreakpoints": "supportsFunctionBreakpoints",
    "setInstructionBreakpoints": "supportsInstructionBreakpoints",
    "setVariable": "supportsSetVariable",
    "stepBack": "supportsStepBack",
    "stepInTargets": "supportsStepInTargetsRequest",
    "terminate": "supportsTerminateRequest",
    "terminateThreads": "supportsTerminateThreadsRequest",
    "writeMemory": "supportsWriteMemoryRequest",
}

#: What to type instead; the rest is sent to ``daebug --help``.
INSTEAD: Mapping[str, str] = {
    "setFunctionBreakpoints": "daebug break FILE:LINE",
    "setVariable": "daebug eval 'NAME = VALUE'",
    "setExpression": "daebug eval 'NAME = VALUE'",
    "exceptionInfo": "daebug context",
    "restart": "daebug restart",
    "terminate": "daebug stop",
    "restartFrame": "daebug restart",
    "goto": "daebug until FILE:LINE",
    "gotoTargets": "daebug until FILE:LINE",
    "stepInTargets": "daebug step",
    "readMemory": "daebug print EXPR",
    "writeMemory": "daebug set NAME VALUE",
    "disassemble": "daebug source",
    "modules": "daebug backtrace",
    "loadedSources": "daebug backtrace",
    "completions": "daebug locals",
    "reverseContinue": "daebug record",
    "stepBack": "daebug record",
    "dataBreakpointInfo": "daebug break FILE:LINE --if 'NAME == VALUE'",
}


def check(adapter: str, command: str, capabilities: Mapping[str, Any]) -> None:
    """Let ``command`` pass if ``adapter`` announced what it needs.

    Raises:
        NotSupported: it did not; the request must not be sent.
    """
    if command in ALWAYS:
        return
    need = NEEDS.get(command, "any such request")
    if not capabilities.get(need):
        instead = INSTEAD.get(command, "daebug --help")
        raise NotSupported(adapter=adapter, request=command, capability=need, instead=instead)


def grown(capabilities: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``capabilities`` with those of a later ``capabilities`` event."""
    return {**capabilities, **more}
