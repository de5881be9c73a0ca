"""The documents that are written from the code; ``test_docs`` keeps them in step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from daebug.protocol import errors, states
from daebug.protocol.errors import CATALOGUE, DaebugError
from daebug.protocol.states import Table
from tests import tree
from tests.rules import contract

WRITTEN = "<!-- Written from the code by `DAEBUG_UPDATE=1 pytest tests/test_docs.py`. -->\n"


def error_page() -> str:
    """Return ``docs/errors.md``: exit statuses, then every error by subject."""
    errors.load()
    lines = [
        "# Errors\n",
        WRITTEN,
        "An error is two lines, `error[CODE]: what happened` and `  try: what to do next`.",
        'With `--json` it is `{"error": {code, message, hint, facts, exit_status}}`.',
        "Words in braces are the facts of the case. A code is never used for anything else.\n",
        "## Exit statuses\n",
        "| status | means |\n|---|---|",
        *(f"| {status} | {meaning} |" for status, meaning in errors.STATUSES.items()),
    ]
    for subject in sorted({cls.__module__ for cls in CATALOGUE.values()}):
        lines += ["", *_subject(subject)]
    return "\n".join(lines) + "\n"


def _subject(module: str) -> Iterator[str]:
    """Yield the section of the errors of one module."""
    yield f"## {module.rpartition('.')[2].capitalize()}\n"
    yield "| code | exit | says | try |\n|---|---|---|---|"
    for cls in sorted(CATALOGUE.values(), key=lambda one: one.code):
        if cls.__module__ == module:
            yield _error(cls)


def _error(cls: type[DaebugError]) -> str:
    """Return the row of one error."""
    cells = (f"`{cls.code}`", str(cls.exit_status), cls.message, f"`{cls.hint}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def state_page() -> str:
    """Return ``docs/states.md``: every table as a diagram."""
    lines = [
        "# States\n",
        WRITTEN,
        "Each diagram is one table of `protocol/states.py`. An arrow is a step; a step that",
        "has no arrow is refused and changes nothing. The first state is where it starts.",
    ]
    for name, table in states.TABLES.items():
        lines += ["", f"## {name.capitalize()}", "", "```mermaid", *diagram(table), "```"]
    return "\n".join(lines) + "\n"


def diagram(table: Table) -> Iterator[str]:
    """Yield the lines of a Mermaid state diagram: the steps between two states on one arrow."""
    yield "stateDiagram-v2"
    for state in table:
        yield f'    state "{state}" as {_id(state)}'
    yield f"    [*] --> {_id(next(iter(table)))}"
    for state, row in table.items():
        for after in dict.fromkeys(row.values()):
            steps = ", ".join(step for step, target in row.items() if target == after)
            yield f"    {_id(state)} --> {_id(after)} : {steps}"
        if not row:
            yield f"    {_id(state)} --> [*]"


def _id(state: str) -> str:
    """Return a name that Mermaid takes."""
    return state.replace("-", "_")


def command_page(root: Path) -> str:
    """Return ``docs/commands.md``: every verb with its words, options and examples."""
    lines = [
        "# Commands\n",
        WRITTEN,
        "Every command takes `--json` and `--help`, before or after the verb.",
    ]
    for path in tree.commands(root):
        lines += ["", *_command(path)]
    return "\n".join(lines) + "\n"


def _command(path: Path) -> Iterator[str]:
    """Yield the section of one verb."""
    module = contract.load(path)
    told, _, examples = (module.__doc__ or "").partition("Examples:")
    yield f"## {tree.verb(path)}\n"
    yield told.strip() + "\n"
    if short := tree.aliases(path):
        yield f"Also: {', '.join(f'`{word}`' for word in short)}\n"
    params = list(getattr(module, "PARAMS", ()))
    words = [_word(param) for param in params if isinstance(param, click.Argument)]
    yield f"```\ndaebug {' '.join([tree.verb(path), *words])}\n```"
    if options := [param for param in params if isinstance(param, click.Option)]:
        yield "\n| option | does |\n|---|---|"
        yield from (_option(option) for option in options if not option.hidden)
    shown = [line.strip() for line in examples.splitlines() if line.strip()]
    yield "\n" + "\n".join(["```", *shown, "```"])


def _word(argument: click.Argument) -> str:
    """Return an argument as a usage line shows it: ``[NAME]...``."""
    name = argument.human_readable_name.upper()
    shown = name if argument.required else f"[{name}]"
    return f"{shown}..." if argument.nargs == -1 else shown


def _option(option: click.Option) -> str:
    """Return the row of one option."""
    context = click.Context(click.Command("daebug"))
    name, told = option.get_help_record(context) or ("", "")
    return f"| `{name}` | {told} |".replace("\n", " ")
