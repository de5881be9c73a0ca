"""Names of files as a shell reads them, and as a line holds them."""

from __future__ import annotations

import os
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daebug.protocol import quoting
from daebug.protocol.errors.workspace import NotRead
from tests.conftest import tool

#: Names as os.fsdecode gives them: any bytes but NUL.
NAMES = st.binary(min_size=1, max_size=40).map(lambda data: os.fsdecode(data.replace(b"\0", b"")))

ODD = ["two words", "it's", '"q"', "$HOME", "*", "~x", "a\nb", "\x1b[2J", "\u2028", "\\", "\udcff"]


def test_bash_reads_every_word_as_the_name() -> None:
    bash = tool("bash", ["bash"])
    words = " ".join(map(quoting.word, [*ODD, "plain/é.c"]))
    done = subprocess.run(
        [bash, "-c", os.fsencode(f"printf '%s\\0' {words}")], capture_output=True, check=True
    )
    assert os.fsdecode(done.stdout).split("\0")[:-1] == [*ODD, "plain/é.c"]


@given(NAMES)
def test_a_name_that_is_shown_stays_on_its_line(name: str) -> None:
    shown = quoting.shown(name)
    assert len(shown.splitlines()) == bool(name)
    assert "\x1b" not in shown
    assert shown == name or shown.startswith("$'")


@pytest.mark.parametrize("name", ["a.c", "sub/é-1_2.c", "x@y+z=1:2,3%"])
def test_a_plain_name_is_left_alone(name: str) -> None:
    assert quoting.word(name) == quoting.file(name) == quoting.shown(name) == name


def test_an_error_keeps_names_on_their_line_and_its_hint_can_be_run() -> None:
    error = NotRead(path="a b\nerror[x]: forged", agent="ann")
    assert error.text.startswith("$'a b\\nerror[x]: forged' is there already")
    assert error.next_step == "daebug read $'a b\\nerror[x]: forged'"
    assert NotRead(path="-x", agent="").next_step == "daebug read ./-x"
    assert NotRead(path="a b", agent="").text.startswith("a b is there")
