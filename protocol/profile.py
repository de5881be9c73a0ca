"""An adapter's habits, as far as the hub has to know them."""

from __future__ import annotations

import msgspec


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the hub must know of an adapter's habits to render its answers."""

    #: Language of the debuggee, for advice and syntax: c, rust, python, ...
    language: str = ""
    #: Frames of runtime and debugger: regular expressions on ``path`` and ``name``.
    runtime_paths: list[str] = []
    runtime_names: list[str] = []
    #: Variables that are no variables of the program (regular expressions on names).
    noise_names: list[str] = []
    #: DAP evaluate context for expressions (``watch``, ``repl``, ...).
    expression_context: str = "watch"
    #: How assignment is written, with ``{variable}`` and ``{value}``; empty = setVariable only.
    assignment: str = ""
    #: Assign by expression even where there is ``setVariable``: it can't set all that there is.
    assignment_first: bool = False
    #: DAP evaluate context for an assignment; empty = as for expressions.
    assignment_context: str = ""
    #: Console command (context ``repl``) that lists a frame's arguments as ``(type) name = ...``.
    arguments_command: str = ""
    #: The adapter's numbers of threads are the system's.
    system_threads: bool = False
    #: Console command that lists threads, ``NUMBER TID`` a line, where they are not; empty = none.
    threads_command: str = ""
    #: Console command that leaves the innermost function, with ``{value}``; empty = none.
    return_command: str = ""
    #: Console command that lists a frame's variables as ``(type) name = ...``, where the adapter
    #: tells those of the function before after ``return_command``; empty = it does not.
    locals_command: str = ""
    #: Console command that goes on at ``{line}`` of ``{file}``; empty = by DAP's ``goto``.
    goto_command: str = ""
    #: Console command that records from here on, so that the program can run back; with ``stop``
    #: after it, it ends that; empty = none.
    record_command: str = ""
    #: Console command that prints a value without formatters, with ``{expression}``; empty = none.
    raw_command: str = ""
    #: Console command that prints ``variables`` as JSON (``START COUNT EXPRESSION`` behind it),
    #: where requests for a page get more or less than that; empty = they get the page.
    page_command: str = ""
    #: Expression for a page of a container, with ``{expression}``, ``{start}`` and ``{end}``,
    #: where no request gets all of a long one; empty = they do.
    page_expression: str = ""
    #: Expression whose value is a list of asyncio's tasks as JSON text; empty = there are none.
    tasks_expression: str = ""
    #: What makes text to complete an expression, where it is a command of the console else.
    completion_prefix: str = ""
    #: Console command that tells what is mapped at ``{address}``; empty = none.
    regions_command: str = ""
    #: What a program's environment needs to have to be recorded.
    record_environment: dict[str, str] = {}
    #: Exception filters that are set where nobody chose others.
    exceptions: list[str] = []
    #: DAP evaluate context of the debugger's console, which answers with what it printed.
    console_context: str = "repl"
    #: What makes a line of that context a command of the debugger's console for certain.
    console_prefix: str = ""
