"""Which variables are arguments: read from Python's source, or asked of the adapter."""

from __future__ import annotations

import asyncio

import pytest

from daebug.daemon import arguments
from daebug.protocol.dap import Source, StackFrame
from daebug.protocol.errors.adapter import AdapterRefused
from daebug.protocol.orders import Profile
from tests.daemon.people import Peep, session

TEXT = """\
def outer(a, /, b, *rest, c=1, **more):
    def inner(x):
        return x
    return inner(a)

async def later(self, y=[1]):
    pass

top = 1
"""


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (1, ["a", "b", "c", "rest", "more"]),
        (4, ["a", "b", "c", "rest", "more"]),
        (3, ["x"]),
        (7, ["self", "y"]),
        (9, []),
    ],
)
def test_the_innermost_function_around_the_line_has_them(line: int, names: list[str]) -> None:
    assert arguments.in_python(TEXT, line) == names


def test_source_that_does_not_parse_has_none() -> None:
    assert arguments.in_python("def f(", 1) == []


FRAME = StackFrame(id=4, name="main", line=1, source=Source(path="/src/main.c"))


def test_lldbs_own_list_is_read() -> None:
    peep = Peep(answers={"evaluate": {"result": "(int) argc = 1\n(char **) argv = 0x7ff\n"}})
    it = session(profile=Profile(language="c", arguments_command="`frame variable"))
    assert asyncio.run(arguments.names(peep, it, FRAME)) == ["argc", "argv"]
    assert peep.asked == [
        ("evaluate", {"expression": "`frame variable", "frameId": 4, "context": "repl"})
    ]


def test_an_adapter_that_refuses_leaves_them_among_the_locals() -> None:
    peep = Peep(answers={"evaluate": AdapterRefused(adapter="a", request="evaluate", why="no")})
    it = session(profile=Profile(language="c", arguments_command="`frame variable"))
    assert asyncio.run(arguments.names(peep, it, FRAME)) == []
