"""Odd programs in terminals, through the command line."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import pytest

from tests.faults.expect import answered, refused, settle, until
from tests.home import Home, ends

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of orphans"),
]

#: A program that leaves its parents, its session and its environment behind, as daemons do.
DAEMON = "(env -i setsid sh -c '(exec sleep 1000) & echo d$!d' &)"


def told(daebug: Home, *words: str) -> dict[str, Any]:
    """Return the one answer of ``daebug term`` as JSON."""
    done = daebug("term", "--json", *words)
    assert done.stdout, done.stderr
    reply: dict[str, Any] = json.loads(done.stdout)
    return reply


def started(daebug: Home, script: str) -> str:
    """Start a shell script in a terminal; return its name."""
    name: str = told(daebug, "start", "--", "sh", "-c", script)["terminals"][0]["id"]
    return name


def test_a_character_in_two_halves_is_shown_once_and_whole(daebug: Home) -> None:
    gate = daebug.work / "gate"
    os.mkfifo(gate)
    name = started(daebug, rf"stty -echo; printf 'a\303'; read x < {gate}; printf '\251z'; cat")
    first = told(daebug, "read", name, "--until", "a")
    assert first["text"] == "a"
    gate.write_text("go\n")
    then = told(daebug, "read", name, "--since", str(first["cursor"]), "--until", "z")
    assert then["text"] == "éz"
    assert then["cursor"] == 4


def test_bytes_that_are_no_text_are_marked_and_hold_nothing_up(daebug: Home) -> None:
    name = started(daebug, r"stty -echo raw; printf '\377\376 \303( ok'; cat")
    read = told(daebug, "read", name, "--until", "ok")
    assert read["text"] == "\ufffd\ufffd \ufffd( ok"


def test_a_title_is_the_programs_or_the_users_and_stays_on_its_line(daebug: Home) -> None:
    script = r"stty -echo; printf '\033]2;h\303\251 \033[31mred\007ready'; cat"
    name = started(daebug, script)
    told(daebug, "read", name, "--until", "ready")
    assert len(answered(daebug("term", "list")).splitlines()) == 1
    assert "\x1b" not in answered(daebug("term", "list"))
    answered(daebug("term", "resize", name, "--title", "two\nlines"))
    assert len(answered(daebug("term", "list")).splitlines()) == 1
    assert told(daebug, "list")["terminals"][0]["title"] == "two\nlines"


def test_a_new_size_reaches_the_program(daebug: Home) -> None:
    name = started(
        daebug, "trap 'stty size; exit 7' WINCH; echo ready; while :; do sleep 0.01; done"
    )
    told(daebug, "read", name, "--until", "ready")
    answered(daebug("term", "resize", name, "--cols", "91", "--rows", "17"))
    read = told(daebug, "read", name, "--exit")
    assert "17 91" in read["text"]
    assert read["terminals"][0]["code"] == 7


def test_a_program_that_reads_nothing_fills_up_and_says_so(daebug: Home) -> None:
    name = started(daebug, "stty raw -echo; echo ready; exec sleep 1000")
    told(daebug, "read", name, "--until", "ready")
    answered(daebug("term", "write", name, "-", input="x" * 900_000))
    refused(daebug("term", "write", name, "-", input="x" * 900_000), "terminal-full", 5)
    assert answered(daebug("term", "close", name)).startswith(f"{name}: closed")


def test_a_bad_expression_is_told_as_it_was_typed(daebug: Home) -> None:
    name = started(daebug, "cat")
    bad = refused(daebug("term", "read", name, "--until", "é("), "bad-pattern", 2)
    assert bad.splitlines()[0].endswith("missing ): é(")


def test_a_folder_or_a_program_that_is_not_there_is_told(daebug: Home) -> None:
    (daebug.work / "f").write_text("")
    refused(daebug("term", "start", "--cwd", "nope"), "no-such-file", 4)
    refused(daebug("term", "start", "--cwd", "f"), "not-a-folder", 2)
    told_by = daebug("term", "start", "--", "no-such-program")
    assert "PATH" in refused(told_by, "cant-start-terminal", 1)


def test_what_ended_and_nobody_reads_is_forgotten(daebug: Home) -> None:
    settle(daebug, "[terminals]\nkeep_s = 0\n")
    name = started(daebug, "exit 3")
    until("it is forgotten", lambda: name not in answered(daebug("term", "list")))
    refused(daebug("term", "read", name), "no-such-terminal", 4)


@pytest.mark.parametrize("way", ["close", "stop", "shell run"])
def test_what_left_session_and_environment_ends_all_the_same(daebug: Home, way: str) -> None:
    if way == "shell run":
        text = answered(daebug("shell", "run", f"{DAEMON}; sleep 0.2"))
    else:
        name = started(daebug, f"{DAEMON}; cat")
        text = told(daebug, "read", name, "--until", r"d\d+d")["matched"]
        answered(daebug("term", "close", name) if way == "close" else daebug("stop", "--all"))
    pid = int(text.split("d")[1])
    assert ends(pid, 3000)
