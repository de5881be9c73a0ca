"""Conditions, counts and log messages, as a real V8 takes them."""

from __future__ import annotations

import json
import subprocess

import pytest

from daebug.adapters.v8 import conditions
from tests.adapters import tools
from tests.home import found


def results(text: str, times: int = 3, x: str = "1") -> tuple[list[object], list[str]]:
    """Return what a condition comes to at each hit, and what it logged."""
    tools.need("node")
    program = (
        f"const said = []; globalThis.{conditions.BINDING} = (text) => {{ said.push(text); }};"
        f"const values = []; for (let i = 0; i < {times}; i++) {{ const x = {x};"
        f"values.push(eval({json.dumps(text)})); }}"
        "console.log(JSON.stringify([values, said]));"
    )
    node = found(["node"]) or ""
    done = subprocess.run([node, "-e", program], capture_output=True, check=True, timeout=20)
    values, said = json.loads(done.stdout)
    return values, said


def test_no_terms_are_no_condition() -> None:
    assert conditions.text(1, condition="", hits="", log="") == ""


@pytest.mark.parametrize(
    ("terms", "values"),
    [
        ({"condition": "x === 1 // always"}, [True, True, True]),
        ({"condition": "x > 1"}, [False, False, False]),
        ({"hits": ">=2"}, [False, True, True]),
        ({"hits": "3"}, [False, False, True]),
        ({"condition": "i !== 1", "hits": ">=2"}, [False, False, True]),
        ({"condition": "missing"}, [True, True, True]),
    ],
)
@pytest.mark.slow
def test_a_condition_says_when_to_stop(terms: dict[str, str], values: list[bool]) -> None:
    text = conditions.text(4, **{"condition": "", "hits": "", "log": "", **terms})
    assert results(text)[0] == values


@pytest.mark.slow
def test_a_message_is_said_and_nothing_stops() -> None:
    log = "@dae-2@x={x} {({a: [1, {b: 2}]})} {missing} {x // one\n}!"
    text = conditions.text(2, condition="i < 1", hits="", log=log)
    values, said = results(text)
    assert values == [False, False, False]
    told = "<ReferenceError: missing is not defined>"
    assert said == [f'@dae-2@x=1 {{"a":[1,{{"b":2}}]}} {told} 1!']


@pytest.mark.slow
def test_an_object_that_is_a_circle_is_named() -> None:
    text = conditions.text(2, condition="", hits="", log="{x}")
    _, said = results(text, 1, "(() => { const o = {}; o.o = o; return o; })()")
    assert said == ["[object Object]"]


def test_a_brace_that_nobody_closes_is_text() -> None:
    assert conditions.parts("a { b") == [("a { b", "")]
