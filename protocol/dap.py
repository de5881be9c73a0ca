"""The parts of DAP that the hub reads, as types.

DAP spells ``threadId``; Python spells ``thread_id``: the renaming happens in
these classes and nowhere else.  Field names and meanings follow the
specification: https://microsoft.github.io/debug-adapter-protocol/specification#Types
Unknown fields are ignored, as the specification asks of clients.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec

#: A whole number that can be sent on.
Number = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class _Dap(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A DAP type; ``snake_case`` here, ``camelCase`` on the wire."""


class Source(_Dap, frozen=True, kw_only=True):
    """A source file, or text that only the adapter has (``source_reference`` > 0)."""

    name: str | None = None
    path: str | None = None
    source_reference: Number | None = None
    presentation_hint: str | None = None


class StackFrame(_Dap, frozen=True, kw_only=True):
    """One frame; ``line`` and ``column`` count from 1."""

    id: Number
    name: str
    line: Number = 0
    column: Number = 0
    source: Source | None = None
    instruction_pointer_reference: str | None = None
    presentation_hint: str | None = None


def text_path(frame: StackFrame) -> str:
    """Return the path of the frame's source, if that is a file and no disassembly."""
    source = frame.source
    if source is None or not source.path:
        return ""
    return "" if source.source_reference and "`" in source.path else source.path


class StackTrace(_Dap, frozen=True, kw_only=True):
    """Answer of ``stackTrace``."""

    stack_frames: list[StackFrame] = []
    total_frames: Number | None = None


class Scope(_Dap, frozen=True, kw_only=True):
    """A named group of variables of a frame."""

    name: str
    variables_reference: Number
    expensive: bool = False
    presentation_hint: str | None = None
    named_variables: Number | None = None
    indexed_variables: Number | None = None


class Scopes(_Dap, frozen=True, kw_only=True):
    """Answer of ``scopes``."""

    scopes: list[Scope] = []


class Variable(_Dap, frozen=True, kw_only=True):
    """A variable; ``variables_reference`` > 0 means it has children."""

    name: str
    value: str = ""
    type: str | None = None
    variables_reference: Number = 0
    evaluate_name: str | None = None
    memory_reference: str | None = None
    named_variables: Number | None = None
    indexed_variables: Number | None = None


class Variables(_Dap, frozen=True, kw_only=True):
    """Answer of ``variables``."""

    variables: list[Variable] = []


class Thread(_Dap, frozen=True, kw_only=True):
    """A thread of the debuggee."""

    id: Number
    name: str = ""


class Threads(_Dap, frozen=True, kw_only=True):
    """Answer of ``threads``."""

    threads: list[Thread] = []


class Evaluated(_Dap, frozen=True, kw_only=True):
    """Answer of ``evaluate``."""

    result: str = ""
    type: str | None = None
    variables_reference: Number = 0
    named_variables: Number | None = None
    indexed_variables: Number | None = None
    memory_reference: str | None = None


class VariableSet(_Dap, frozen=True, kw_only=True):
    """Answer of ``setVariable`` and ``setExpression``; lldb-dap 19 says ``result``."""

    value: str | None = None
    result: str | None = None
    type: str | None = None
    variables_reference: Number = 0


class ExceptionDetails(_Dap, frozen=True, kw_only=True):
    """Details of an exception."""

    message: str | None = None
    type_name: str | None = None
    full_type_name: str | None = None
    stack_trace: str | None = None


class ExceptionInfo(_Dap, frozen=True, kw_only=True):
    """Answer of ``exceptionInfo``."""

    exception_id: str = ""
    description: str | None = None
    break_mode: str | None = None
    details: ExceptionDetails | None = None


class SourceText(_Dap, frozen=True, kw_only=True):
    """Answer of ``source``."""

    content: str = ""


class Memory(_Dap, frozen=True, kw_only=True):
    """Answer of ``readMemory``; ``data`` is Base64, ``address`` a number in text."""

    address: str = ""
    data: str = ""
    unreadable_bytes: Number = 0


class MemoryWritten(_Dap, frozen=True, kw_only=True):
    """Answer of ``writeMemory``; without ``bytes_written`` all was written."""

    offset: Number | None = None
    bytes_written: Number | None = None


class Instruction(_Dap, frozen=True, kw_only=True):
    """One machine instruction; ``location`` and ``line`` only where they change."""

    address: str
    instruction: str = ""
    instruction_bytes: str | None = None
    symbol: str | None = None
    location: Source | None = None
    line: Number | None = None
    presentation_hint: str | None = None


class Disassembled(_Dap, frozen=True, kw_only=True):
    """Answer of ``disassemble``."""

    instructions: list[Instruction] = []


class Module(_Dap, frozen=True, kw_only=True):
    """A library or file that the debuggee has loaded."""

    id: Number | str
    name: str
    path: str | None = None
    version: str | None = None
    symbol_status: str | None = None
    symbol_file_path: str | None = None
    address_range: str | None = None
    is_optimized: bool | None = None
    is_user_code: bool | None = None


class Modules(_Dap, frozen=True, kw_only=True):
    """Answer of ``modules``."""

    modules: list[Module] = []
    total_modules: Number | None = None


class LoadedSources(_Dap, frozen=True, kw_only=True):
    """Answer of ``loadedSources``."""

    sources: list[Source] = []


class CompletionItem(_Dap, frozen=True, kw_only=True):
    """One way to go on with what was typed."""

    label: str
    text: str | None = None
    type: str | None = None
    detail: str | None = None


class Completions(_Dap, frozen=True, kw_only=True):
    """Answer of ``completions``."""

    targets: list[CompletionItem] = []


class DataBreakpointInfo(_Dap, frozen=True, kw_only=True):
    """Answer of ``dataBreakpointInfo``; ``data_id`` null = it can't be watched."""

    data_id: str | None = None
    description: str = ""
    access_types: list[str] = []


class ExceptionFilter(_Dap, frozen=True, kw_only=True):
    """One of the capability ``exceptionBreakpointFilters``."""

    filter: str
    label: str = ""
    description: str | None = None
    default: bool = False
    supports_condition: bool = False


def exception_arguments(conditions: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments of ``setExceptionBreakpoints``: filter -> condition, empty = always.

    https://microsoft.github.io/debug-adapter-protocol/specification#Requests_SetExceptionBreakpoints
    """
    asked: dict[str, Any] = {"filters": [name for name, term in conditions.items() if not term]}
    options = [{"filterId": name, "condition": term} for name, term in conditions.items() if term]
    if options:
        asked["filterOptions"] = options
    return asked


Body = TypeVar("Body")


def read(body: bytes, kind: type[Body]) -> Body:
    """Return ``body``, an adapter's JSON, as ``kind``; an empty body gives the defaults.

    Raises:
        msgspec.ValidationError: the adapter's answer lacks a field or has
            one of the wrong type.
    """
    return msgspec.json.decode(body or b"{}", type=kind, strict=False)
