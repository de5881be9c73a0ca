"""Which adapter debugs what, and what nobody debugs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from daebug.adapters import choose
from daebug.adapters.kind import kinds
from daebug.protocol.errors.adapter import NoSuchAdapter
from daebug.protocol.errors.programs import NoSuchProgram, NotExecutable
from daebug.protocol.orders import Attach
from tests.adapters.desk import opening
from tests.adapters.subjects import SUBJECTS

ELF = b"\x7fELF\x02\x01\x01" + bytes(9)


def chosen(path: Path, content: bytes, adapter: str = "") -> str:
    path.write_bytes(content)
    path.chmod(0o755)
    return choose.choose(opening(path, adapter=adapter), kinds())


def test_every_adapter_module_is_found() -> None:
    assert set(kinds()) == {
        "cdt-gdb", "codelldb", "debugpy", "delve", "gdb", "js-debug", "lldb-dap", "node",
    }  # fmt: skip


def test_a_program_is_known_by_its_bytes(tmp_path: Path) -> None:
    assert chosen(tmp_path / "prog", ELF + b"\x03\x00") == "lldb-dap"
    assert chosen(tmp_path / "mac", b"\xcf\xfa\xed\xfe" + bytes(20)) == "lldb-dap"
    assert chosen(tmp_path / "a.py", b"") == "debugpy"
    assert chosen(tmp_path / "tool", b"#!/usr/bin/env python3\n") == "debugpy"


def test_a_name_overrules_the_bytes(tmp_path: Path) -> None:
    assert chosen(tmp_path / "prog", ELF + b"\x03\x00", "debugpy") == "debugpy"
    assert chosen(tmp_path / "prog", ELF + b"\x03\x00", "gdb") == "gdb"
    with pytest.raises(
        NoSuchAdapter, match="cdt-gdb, codelldb, debugpy, delve, gdb, js-debug, lldb-dap"
    ):
        chosen(tmp_path / "prog", b"", "pdb")


def attached(pid: int, adapter: str = "") -> str:
    return choose.choose(opening("", target=Attach(pid=pid), adapter=adapter), kinds())


def test_a_process_gets_the_adapter_for_what_it_runs() -> None:
    assert attached(os.getpid()) == "debugpy"
    assert attached(os.getpid(), "gdb") == "gdb"
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE) as native:
        assert attached(native.pid) == "lldb-dap"


@pytest.mark.adapter
def test_a_process_of_node_and_of_go_are_known(tmp_path: Path) -> None:
    go = next(one for one in SUBJECTS if one.adapter == "delve")
    node = next(one for one in SUBJECTS if one.adapter == "node")
    for subject in (go, node):
        program, _ = subject.program(tmp_path, "loop")
        command = subject.process(program)
        with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            running.stdout.readline()
            assert attached(running.pid) == subject.adapter
            running.kill()


@pytest.mark.parametrize(
    ("name", "content", "fix"),
    [
        ("prog.o", ELF + b"\x01\x00", "file "),
        ("main.c", b"int main", "gcc -g"),
        ("main.rs", b"fn main", "rustc -g"),
        ("run.sh", b"#!/bin/sh\n", "--adapter"),
        ("data", b"\0\1\2", "file "),
        ("empty", b"", "file "),
    ],
)
def test_what_nobody_debugs_is_refused_with_a_way_out(
    tmp_path: Path, name: str, content: bytes, fix: str
) -> None:
    with pytest.raises(NotExecutable) as refused:
        chosen(tmp_path / name, content)
    assert fix in refused.value.next_step


def test_a_program_without_permission_says_how_to_give_it(tmp_path: Path) -> None:
    program = tmp_path / "prog"
    program.write_bytes(ELF + b"\x03\x00")
    program.chmod(0o644)
    with pytest.raises(NotExecutable) as refused:
        choose.choose(opening(program), kinds())
    assert refused.value.next_step == f"chmod +x {program}"


def test_a_missing_program_names_one_that_is_spelled_alike(tmp_path: Path) -> None:
    (tmp_path / "server").write_text("")
    with pytest.raises(NoSuchProgram, match="did you mean server"):
        choose.choose(opening(tmp_path / "servr"), kinds())
    with pytest.raises(NotExecutable, match="folder"):
        choose.choose(opening(tmp_path), kinds())
