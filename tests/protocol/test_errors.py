"""The error catalogue: every class, and the words that come out."""

from __future__ import annotations

import json
import re
import string

import pytest

from daebug.protocol import envelope, errors
from daebug.protocol.envelope import Envelope
from daebug.protocol.errors import CATALOGUE, DaebugError, Refused
from daebug.protocol.errors.daemon import FrameTooLarge, NoAnswer, ProcessDown
from daebug.protocol.orders import Failed

errors.load()

EVERY = sorted(CATALOGUE.values(), key=lambda cls: cls.code)

every_error = pytest.mark.parametrize("cls", EVERY, ids=lambda cls: cls.code)


def raised(cls: type[DaebugError]) -> DaebugError:
    """Return an error of ``cls`` with a made-up value for each fact."""
    return cls(
        **{
            name: 3 if name.endswith(("_s", "_bytes")) else f"<{name}>"
            for name in errors.fact_names(cls)
        }
    )


@every_error
def test_a_code_is_kebab_case_and_says_the_class(cls: type[DaebugError]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", cls.code)
    assert cls.code.replace("-", "").endswith(cls.__name__.lower())


@every_error
def test_an_exit_status_is_in_the_table_and_is_no_success(cls: type[DaebugError]) -> None:
    assert cls.exit_status in errors.STATUSES
    assert cls.exit_status != errors.OK


@every_error
def test_every_brace_is_a_plain_fact(cls: type[DaebugError]) -> None:
    for _, name, _, conversion in string.Formatter().parse(cls.message + cls.hint):
        assert name is None or name.isidentifier(), name
        assert not conversion


@every_error
def test_the_words_come_out_whole(cls: type[DaebugError]) -> None:
    error = raised(cls)
    assert "{" not in error.text + error.next_step
    for name in errors.fact_names(cls):
        value = str(error.facts[name])
        assert value in error.text + error.next_step
    assert not error.text.endswith(".")
    assert "\n" not in cls.message + cls.hint


@every_error
def test_an_error_says_what_to_try(cls: type[DaebugError]) -> None:
    assert cls.hint
    assert (cls.__doc__ or "").endswith(".")


@every_error
def test_an_error_crosses_the_bus_with_its_facts(cls: type[DaebugError]) -> None:
    error = raised(cls)
    sent = envelope.encode(Envelope("a-1", "", envelope.failed(error)))
    answer = envelope.decode(sent).message
    assert isinstance(answer, Failed)
    back = envelope.error(answer)
    assert (type(back), back.facts, back.text) == (cls, error.facts, error.text)


@every_error
def test_the_document_is_json_with_all_there_is_to_know(cls: type[DaebugError]) -> None:
    error = raised(cls)
    assert json.loads(json.dumps(error.document())) == {
        "error": {
            "code": cls.code,
            "message": error.text,
            "hint": error.next_step,
            "facts": error.facts,
            "exit_status": cls.exit_status,
        }
    }


@every_error
def test_a_fact_that_is_missing_or_odd_hides_no_error(cls: type[DaebugError]) -> None:
    for name in errors.fact_names(cls):
        assert "{" + name + "}" in cls().text + cls().next_step
    assert cls(**dict.fromkeys(errors.fact_names(cls))).text


def test_a_fact_with_a_unit_is_formatted() -> None:
    assert NoAnswer(role="hub", waited_s=5.0).text.endswith("within 5 s")
    assert FrameTooLarge(size_bytes=9, limit_bytes=8).text.startswith("a message of 9 bytes")


def test_a_fact_with_braces_is_shown_as_it_is() -> None:
    assert "{role} {0}" in ProcessDown(role="{role} {0}", how="x").text


def test_an_unknown_code_comes_back_as_unexpected_with_its_facts() -> None:
    error = errors.named("from-the-future", {"a": 1})
    assert error.code == "unexpected"
    assert "from-the-future" in error.text
    assert "'a': 1" in error.text


def test_a_taken_code_is_refused() -> None:
    with pytest.raises(TypeError, match="no-answer is taken by NoAnswer"):
        type("Second", (Refused,), {"code": "no-answer"})
    assert CATALOGUE["no-answer"] is NoAnswer
