"""A command line becomes a command and a request, or an error with advice."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from daebug.daemon import parse, registry
from daebug.daemon.parse import HelpWanted
from daebug.protocol.errors.usage import BadUsage, NoSuchVerb


def fields(*argv: str) -> dict[str, Any]:
    return msgspec.structs.asdict(parse.read(list(argv)).request)


@pytest.mark.parametrize(
    "argv",
    [
        ["--json", "--session", "a", "next"],
        ["next", "--json", "--session", "a"],
        ["--session=a", "next", "--json"],
        ["--json", "n", "--session=a"],
    ],
)
def test_our_options_stand_before_or_after_the_verb(argv: list[str]) -> None:
    parsed = parse.read(argv)
    assert (parsed.verb, parsed.session, parsed.json) == ("next", "a", True)


def test_what_follows_two_dashes_is_the_programs() -> None:
    read = fields("start", "./prog", "--run", "--", "--json", "-x", "--help")
    assert read["args"] == ["--json", "-x", "--help"]
    assert read["run"] is True


def test_repeated_options_keep_their_order() -> None:
    assert fields("start", "p", "-b", "one", "--break", "two")["breaks"] == ["one", "two"]


def test_an_expression_may_begin_with_a_dash() -> None:
    assert "-1" in " ".join(map(str, fields("print", "-1").values()))


@pytest.mark.parametrize(
    ("argv", "verb"),
    [
        (["--help"], ""),
        (["--json", "-h"], ""),
        (["--root", ".", "--help"], "serve"),
        (["-h"], ""),
        (["next", "--help"], "next"),
        (["--help", "c"], "c"),
    ],
)
def test_help_is_asked_for_in_every_place(argv: list[str], verb: str) -> None:
    with pytest.raises(HelpWanted) as wanted:
        parse.read(argv)
    assert wanted.value.verb == verb


@pytest.mark.parametrize(
    ("argv", "root", "port"),
    [
        ([], "", 0),
        (["--json"], "", 0),
        (["--root", "site"], "site", 0),
        (["--port=8200", "--root=site"], "site", 8200),
        (["-r", "site", "-p", "8200"], "site", 8200),
        (["--json", "--port", "8200"], "", 8200),
    ],
)
def test_without_a_verb_the_folder_is_served_in_the_foreground(
    argv: list[str], root: str, port: int
) -> None:
    parsed = parse.read(argv)
    assert (parsed.verb, parsed.json) == ("serve", "--json" in argv)
    assert msgspec.structs.asdict(parsed.request) == {"root": root, "port": port}


def test_help_of_a_verb_needs_none_of_its_words() -> None:
    with pytest.raises(HelpWanted):
        parse.read(["break", "--help"])


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["start", "--brake", "x", "p"], "did you mean --break"),
        (["break"], "LOCATION"),
        (["next", "--timeout", "soon"], "soon"),
        (["next", "--timeout", "-1"], "0 or more"),
        (["--nonsense", "next"], "--nonsense"),
        (["next", "more"], "more"),
    ],
)
def test_what_can_not_be_read_is_told_with_advice(argv: list[str], told: str) -> None:
    with pytest.raises(BadUsage, match=told) as refused:
        parse.read(argv)
    assert refused.value.next_step.startswith("daebug")


def test_a_typed_request_with_an_unknown_type_is_refused() -> None:
    with pytest.raises(BadUsage, match="float"):
        parse.request(registry.command("next"), {"timeout": [1]})


def test_a_verb_that_nobody_has_names_the_nearest() -> None:
    with pytest.raises(NoSuchVerb, match="did you mean break"):
        parse.read(["brek"])


def test_a_verb_is_its_file_and_its_short_names_lead_to_it() -> None:
    assert {"continue", "await", "set"} <= set(registry.verbs())
    for verb in registry.verbs():
        found = registry.command(verb)
        assert registry.verb_name(found.__name__) == verb
        for short in registry.aliases(found):
            assert registry.command(short) is found


def test_no_short_name_stands_for_two_verbs() -> None:
    names = [
        n for verb in registry.verbs() for n in (verb, *registry.aliases(registry.command(verb)))
    ]
    assert len(names) == len(set(names))
