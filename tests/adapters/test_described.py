"""Adapters that are only described: templates, transports, and what is refused."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import psutil
import pytest

from daebug.adapters import choose, described, template, transport
from daebug.adapters.find import Found
from daebug.adapters.kind import kinds
from daebug.protocol import config, facts, orders
from daebug.protocol.config import Described
from daebug.protocol.errors.adapter import AdapterMissing
from daebug.protocol.errors.usage import BadSetting, NoSuchSetting
from tests.adapters.desk import Desk, on_desk, opening

FAKE = str(Path(__file__).parents[1] / "fakes" / "adapter.py")


def odd(*words: str) -> dict[str, Described]:
    """Return the fake adapter as a table of the settings."""
    launch = {"program": "${program}", "args": "${args}"}
    command = [sys.executable, FAKE, *words]
    return {"odd": Described(command=command, launch=launch)}


def test_a_name_alone_keeps_its_type_and_one_in_a_text_is_words() -> None:
    values = {"args": ["a", "b"], "port": 5, "env": {"A": "B"}}
    asked = {"argv": "${args}", "line": "x ${args}:${port}", "deep": [{"env": "${env}"}], "n": 1}
    assert template.filled(asked, values) == {
        "argv": ["a", "b"],
        "line": "x a b:5",
        "deep": [{"env": {"A": "B"}}],
        "n": 1,
    }
    assert template.filled("${other}", values) == "${other}"


def test_a_table_in_the_settings_is_an_adapter() -> None:
    tables = {"adapters": {"spare": False, "bash": {"command": ["bash-dap"]}}}
    read = config.read(tables, "here")
    assert read.described["bash"].transport == "stdio"
    assert not read.adapters.spare


@pytest.mark.parametrize(
    "table", [{}, {"command": []}, {"command": ["x"], "transport": "smoke"}, {"comand": ["x"]}]
)
def test_a_table_that_is_wrong_is_refused(table: dict[str, object]) -> None:
    with pytest.raises((BadSetting, NoSuchSetting)):
        config.read({"adapters": {"bash": table}}, "here")


def test_files_are_taken_by_ending_and_by_first_line(tmp_path: Path) -> None:
    table = {"bash": Described(command=["bash-dap"], extensions=[".sh"], languages=["bash"])}
    every = {**described.kinds(table), **kinds()}
    for name, content in (("a.sh", b""), ("tool", b"#!/usr/bin/env bash\n"), ("b", b"#!/bin/bash")):
        (tmp_path / name).write_bytes(content)
        assert choose.choose(opening(tmp_path / name), every) == "bash"


def test_a_command_that_is_not_there_says_how_to_get_it() -> None:
    table = Described(command=["no-such-dap"], install="pip install no-such-dap")
    with pytest.raises(AdapterMissing) as missing:
        described.DescribedKind("odd", table).locate("", {"PATH": "/usr/bin"})
    assert missing.value.next_step == "pip install no-such-dap"


def test_a_session_under_a_described_adapter(tmp_path: Path) -> None:
    program = tmp_path / "prog"
    program.write_text("x")

    async def scene(desk: Desk) -> None:
        await desk.open(program, adapter="odd", described=odd("good"))
        stop = await desk.next(facts.Stopped)
        assert stop.reason == "entry"
        await desk.proceed(stop.thread_id)
        assert (await desk.next(facts.Exited)).code == 5

    on_desk(scene)


def test_an_adapter_that_never_listens_is_told_by_its_last_words(tmp_path: Path) -> None:
    program = tmp_path / "prog"
    program.write_text("x")
    table = {
        "odd": Described(
            command=[sys.executable, "-c", "print('no port'); raise SystemExit(3)", "${port}"],
            transport="tcp",
            launch={"program": "${program}"},
        )
    }

    async def scene(desk: Desk) -> None:
        failed = await desk.refused(opening(program, adapter="odd", described=table))
        assert failed.code == "adapter-died"
        assert failed.facts["how"] == "exit status 3: no port"

    on_desk(scene)


def test_what_the_table_has_no_template_for_is_refused() -> None:
    async def scene(desk: Desk) -> None:
        order = opening("", target=orders.Attach(pid=1), adapter="odd", described=odd("good"))
        assert (await desk.refused(order)).code == "not-supported"

    on_desk(scene)


def sleepers(own: psutil.Process) -> list[psutil.Process]:
    """Return the children that sleep for a minute; orphans of other tests may be ours, too."""
    found = []
    for child in own.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            found += [child] if any("sleep(60)" in word for word in child.cmdline()) else []
    return found


def test_an_adapter_that_is_given_up_before_it_listens_is_ended(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import time; time.sleep(60)", "${port}")
    found = Found(adapter="odd", command=command, transport="tcp")

    async def given_up() -> None:
        starting = asyncio.ensure_future(transport.start(found, tmp_path, os.environ))
        own = psutil.Process()
        while not (children := sleepers(own)):  # noqa: ASYNC110, one start of a process
            await asyncio.sleep(0)
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        assert not any(child.is_running() for child in children)

    asyncio.run(given_up())
