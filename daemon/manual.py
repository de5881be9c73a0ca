"""Help pages, written from the commands' own docstrings and options."""

from __future__ import annotations

import inspect

import click

from . import parse, registry
from .registry import Command

#: Topics of the overview, in order; a command names its own in ``TOPIC``.
TOPICS = {
    "session": "Sessions",
    "breakpoints": "Breakpoints",
    "run": "Running",
    "look": "Looking",
    "streams": "Input and output",
    "pages": "Pages",
    "workspace": "Files",
    "daemon": "The daemon",
}


def overview(cols: int) -> str:
    """Return the page of ``daebug --help``: every verb with its sentence, by topic."""
    rows: dict[str, list[tuple[str, str]]] = {topic: [] for topic in TOPICS}
    for verb in registry.verbs():
        found = registry.command(verb)
        names = ", ".join((verb, *registry.aliases(found)))
        rows[getattr(found, "TOPIC", "daemon")].append((names, sentence(found)))
    lines = ["Daebug: one debugger for agents.", "", "Usage: daebug [--json] VERB [OPTIONS]", ""]
    width = max(len(names) for group in rows.values() for names, _ in group) + 2
    for topic, title in TOPICS.items():
        lines.append(f"{title}:")
        lines += [_clip(f"  {names:<{width}}{text}", cols) for names, text in rows[topic]]
        lines.append("")
    lines.append("daebug without a verb serves this folder, as daebug serve does;")
    lines.append("daebug VERB --help shows a verb's options and examples;")
    lines.append("daebug help agents teaches the method in one page.")
    return "\n".join(lines) + "\n"


def page(verb: str, cols: int) -> str:
    """Return the page of one verb: sentence, usage, details, options, examples.

    Raises:
        NoSuchVerb: nobody has it.
    """
    found = registry.command(verb)
    name = registry.verb_name(found.__name__)
    head, _, examples = inspect.cleandoc(found.__doc__ or "").partition("Examples:")
    first, _, details = head.strip().partition("\n")
    parts = [first, usage(found, name)]
    if details.strip():
        parts.append(details.strip())
    parts.append("Options:\n" + options(found, name, cols))
    if short := registry.aliases(found):
        parts.append("Short: " + ", ".join(short))
    if examples.strip():
        parts.append(
            "Examples:\n"
            + inspect.cleandoc("\n" + examples)
            .replace("\ndaebug", "\n  daebug")
            .replace("daebug", "  daebug", 1)
        )
    return "\n\n".join(parts) + "\n"


def sentence(found: Command) -> str:
    """Return the first sentence of a command's docstring, without its full stop."""
    return inspect.cleandoc(found.__doc__ or "").partition("\n")[0].rstrip(".")


def usage(found: Command, name: str) -> str:
    """Return ``Usage: daebug break [OPTIONS] LOCATION``."""
    parser = parse.parser_of(found)
    pieces = parser.collect_usage_pieces(click.Context(parser, info_name=name))
    return f"Usage: daebug {name} " + " ".join(pieces)


def options(found: Command, name: str, cols: int) -> str:
    """Return a row for each option."""
    parser = parse.parser_of(found)
    context = click.Context(parser, info_name=name)
    # Newer versions of click have a record for arguments too, which the usage line shows.
    shown = [p for p in parser.params if isinstance(p, click.Option)]
    rows = [record for p in shown if (record := p.get_help_record(context)) is not None]
    width = max(len(left) for left, _ in rows) + 2
    return "\n".join(_clip(f"  {left:<{width}}{right}", max(cols, 100)) for left, right in rows)


def _clip(line: str, cols: int) -> str:
    """Return ``line``, ended with ``...`` where it would not fit."""
    limit = cols if cols >= 60 else 100
    return line if len(line) <= limit else line[: limit - 3].rstrip() + "..."
