"""Python programs as text: first line, conditions, interpreters."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from daebug.adapters import python
from daebug.protocol.orders import Launch


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1\n", 1),
        ("#!/usr/bin/python\n# comment\n\nx = 1\n", 4),
        ('"""Doc."""\n\nimport sys\n', 3),
        ('"""Doc."""\n"more"\n1\nimport sys\n', 4),
        ("from __future__ import annotations\nx = 1\n", 1),
        ("@str\ndef f(): pass\n", 1),
        ("class A:\n    pass\n", 1),
        ("", 0),
        ("# nothing\n", 0),
        ('"""only words"""\n', 0),
        ("def broken(:\n", 0),
        ("x = 1\0", 0),
    ],
)
def test_a_script_begins_where_it_first_does_something(source: str, line: int) -> None:
    assert python.first_line(source.encode()) == line


@pytest.mark.parametrize("condition", ["n == 3", " n", "f(x)[0] if x else y", "(\n1)"])
def test_an_expression_is_a_condition(condition: str) -> None:
    assert not python.condition_error(condition)


@pytest.mark.parametrize("condition", ["n = 3", "n ==", "import os", "\0", "("])
def test_what_is_no_expression_is_told(condition: str) -> None:
    assert python.condition_error(condition)


def test_the_interpreter_is_the_one_that_was_named(tmp_path: Path) -> None:
    env = {"PATH": str(tmp_path)}

    def chosen(head: bytes = b"", named: str = "") -> str:
        return python.interpreter(Launch(program="p.py", cwd="/", env=env, python=named), head)

    def program(path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
        path.chmod(0o755)
        return path

    assert chosen() == sys.executable
    python3 = program(tmp_path / "python3")
    assert chosen() == str(python3)
    env["VIRTUAL_ENV"] = str(tmp_path / "venv")
    venv = program(tmp_path / "venv" / "bin" / "python")
    assert chosen() == str(venv)
    assert chosen(b"#!/usr/bin/env -S python3 -u\n") == str(python3)
    own = program(tmp_path / "python9")
    assert chosen(f"#!{own}\nx".encode()) == str(own)
    assert chosen(b"#!/nowhere/python\n") == str(venv)
    assert chosen(named="/named") == "/named"


def test_the_running_process_is_seen_to_be_python() -> None:
    assert python.running(os.getpid())
    assert python.environment({"A": "b"}) == {"A": "b", "PYTHONUNBUFFERED": "1"}
