"""A command line as a command and its request.

``--json``, ``--session`` and ``--help`` may stand before or after the verb.
click reads the rest; what it refuses becomes an error of our catalogue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import click
import msgspec

from ..protocol.config import near
from ..protocol.errors.usage import BadUsage
from . import registry
from .registry import Command


class HelpWanted(Exception):
    """The caller asks for help: of a verb, or (empty) of everything."""

    def __init__(self, verb: str) -> None:
        """Help of ``verb`` is wanted."""
        super().__init__(verb)
        self.verb = verb


def _wanted(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    """Ask for the page of a verb, even where its own words are missing or wrong."""
    if wanted:
        raise HelpWanted(str(context.info_name).rpartition(" ")[2])


#: The verb of a line without one, and those of its options that mean it.
BARE = "serve"
BARE_OPTIONS = ("--root", "-r", "--port", "-p")

#: The verb that ``daebug --test`` is another word for.
TESTS = "test"

#: Options that every command has.
EVERYWHERE = (
    click.Option(["--session"], default="", metavar="NAME", help="The session that is meant."),
    click.Option(["--json"], is_flag=True, help="Answer with JSON; errors too."),
    click.Option(
        ["--help", "-h"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_wanted,
        help="Show this page.",
    ),
)


@dataclass(frozen=True)
class Parsed:
    """What a command line asks for."""

    command: Command
    verb: str
    request: msgspec.Struct
    session: str
    json: bool


def wants_json(argv: list[str]) -> bool:
    """Whether ``--json`` stands among our own words; even a wrong line is answered in JSON."""
    ours = argv[: argv.index("--")] if "--" in argv else argv
    return "--json" in ours


def read(argv: list[str]) -> Parsed:
    """Return the command and the request in ``argv``.

    Raises:
        HelpWanted: ``--help``.
        NoSuchVerb, BadUsage: it can't be read.
    """
    before, verb, rest = _split(argv)
    if "--help" in before:
        raise HelpWanted(verb)
    found = registry.command(verb)
    name = registry.verb_name(found.__name__)
    parser = parser_of(found)
    try:
        context = parser.make_context(f"daebug {name}", [*before, *rest], color=False)
    except click.UsageError as error:
        raise BadUsage(why=_why(error, parser), command=f"daebug {name}") from error
    params = dict(context.params)
    session, as_json = params.pop("session"), params.pop("json")
    return Parsed(found, name, request(found, params), session, as_json)


def request(found: Command, fields: dict[str, object]) -> msgspec.Struct:
    """Return ``fields`` as the request of a command.

    Raises:
        BadUsage: a field is unknown, missing or of the wrong type.
    """
    given = {key: value for key, value in fields.items() if value is not None}
    try:
        return msgspec.convert(given, found.Request, strict=False)
    except msgspec.ValidationError as error:
        name = registry.verb_name(found.__name__)
        raise BadUsage(why=str(error), command=f"daebug {name}") from error


def parser_of(found: Command) -> click.Command:
    """Return the click command of a file of ``commands/``."""
    return click.Command(
        registry.verb_name(found.__name__),
        params=[*found.PARAMS, *EVERYWHERE],
        add_help_option=False,
        context_settings={"ignore_unknown_options": getattr(found, "TAKES_DASHES", False)},
    )


def _split(argv: list[str]) -> tuple[list[str], str, list[str]]:
    """Return our options before the verb, the verb, and what follows it."""
    before: list[str] = []
    words = iter(range(len(argv)))
    for at in words:
        word = argv[at]
        if word in ("--json", "--help", "-h"):
            before.append("--help" if word == "-h" else word)
        elif word in ("--version", "-V"):
            return before, "version", argv[at + 1 :]
        elif word.startswith("--session="):
            before.append(word)
        elif word == "--session":
            before += argv[at : at + 2]
            next(words, None)
        elif word.startswith("-") and (turned := _tests(argv[at:])) is not None:
            return before, TESTS, turned
        elif word.partition("=")[0] in BARE_OPTIONS:
            return before, BARE, argv[at:]
        elif word.startswith("-"):
            raise BadUsage(why=f"no such option: {word}", command="daebug")
        else:
            return before, word, argv[at + 1 :]
    return before, "" if "--help" in before else BARE, []


def _tests(words: list[str]) -> list[str] | None:
    """Return ``words`` as those of the verb ``test``, if ``--test`` or ``--test=GLOB`` is one."""
    ours = words[: words.index("--")] if "--" in words else words
    at = next((at for at, word in enumerate(ours) if word.partition("=")[0] == "--test"), None)
    if at is None:
        return None
    _, _, pattern = words[at].partition("=")
    return [*words[:at], *filter(None, [pattern]), *words[at + 1 :]]


def _why(error: click.UsageError, parser: click.Command) -> str:
    """Return click's reason, with the nearest option for a wrong one."""
    if isinstance(error, click.NoSuchOption):
        known = [name for param in parser.params for name in param.opts if name.startswith("--")]
        return f"no such option: {error.option_name}{near(error.option_name, known)}"
    # click calls the type of a bounded number "integer range".
    said = error.format_message().rstrip(".")
    return re.sub(r"a valid (integer|float) range", r"a valid \1", said)
