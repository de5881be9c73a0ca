"""Programs that are large in some way, under each real adapter: answers stay quick and bounded.

``DAEBUG_FAULTS=1`` tries the whole sizes, without it smaller ones are.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.subjects import SUBJECTS, Subject
from tests.adapters.test_contract import place
from tests.arrivals import MS
from tests.faults.expect import FIRST, FOREMOST, THOROUGH, answered, refused, role, settle
from tests.home import Home

pytestmark = [pytest.mark.adapter, pytest.mark.slow, pytest.mark.timeout(240)]

#: Subjects of this run: most, and those for what takes longer.
EACH = [one for one in SUBJECTS if THOROUGH or one.adapter in FIRST]
FEW = [one for one in SUBJECTS if THOROUGH or one.adapter in FOREMOST]

#: cdt-gdb tells a hundred frames at most.
DEEP = [one for one in FEW if one.adapter != "cdt-gdb"]

#: Those whose language has threads that a debugger sees.
CROWDS = [one for one in EACH if one.source in (".c", ".py", ".go")]

THREADS = 200

#: How deep each language calls here, in a quick run and in a whole one.
DEPTHS = {".c": (5000, 50_000), ".go": (5000, 50_000), ".py": (5000, 50_000), ".js": (3000, 8000),
          ".sh": (60, 100)}  # fmt: skip

#: Breakpoints in a quick run and in a whole one.
POINTS = (1000, 10_000)

#: How each language writes a function, its lines, its end, what calls functions, a call, the end.
#: Many functions: in one alone the time of V8 and of others grows with the square.
SHAPES = {
    ".c": ("int f{}(int x) {{", "x += 1;", "return x; }", "int main(void) { int x = 0;",
           "x = f{}(x);", "return x == 0; }"),
    ".go": ("package main\nfunc f{}(x int) int {{", "x += 1", "return x }", "func main() { x := 0",
            "x = f{}(x)", "println(x) }"),
    ".js": ("function f{}(x) {{", "x += 1;", "return x; }", "let x = 0;", "x = f{}(x);", ""),
    ".py": ("def f{}(x):", "    x += 1", "    return x", "x = 0", "x = f{}(x)", "print(x)"),
    ".sh": ("f{}() {{", "x=1", "}", "x=0", "f{}", ""),
}  # fmt: skip

#: Lines in each of these functions that can be stopped at.
LINES = 8

#: Bytes that a program writes.
FLOOD_BYTES = 100_000_000 if THOROUGH else 20_000_000

#: Bytes of it that are kept.
KEPT_BYTES = 1_000_000

#: Seconds for one look at a crowd.
LOOK_S = 4000 * MS

#: Characters of an answer that a person can still read.
READABLE = 40_000


def by_name(subject: Subject) -> str:
    """Return the name of a test's case."""
    return subject.adapter


def say(home: Home, *words: str | Path) -> dict[str, Any]:
    """Run a command that must be answered; return the answer."""
    told: dict[str, Any] = json.loads(answered(home(words[0], "--json", *words[1:], timeout=120)))
    return told


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail if the block takes longer."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    assert took < seconds, f"took {took:.2f} s"


@pytest.mark.parametrize("subject", CROWDS, ids=by_name)
def test_two_hundred_threads_are_seen_at_once(home: Home, subject: Subject) -> None:
    program, source = subject.program(home.work, "throng")
    start = ("start", program, "--adapter", subject.adapter, "--break", place(source, "all"))
    assert "breakpoint 1" in answered(home(*start, "--", str(THREADS)))
    with within(LOOK_S):
        assert len(say(home, "threads")["threads"]) == THREADS + 1
    with within(LOOK_S):
        stacks = say(home, "backtrace", "--all")
    assert sum(len(one["threads"]) for one in stacks["stacks"]) == THREADS + 1
    assert stacks["threads_left_out"] == 0
    text = answered(home("backtrace", "--all"))
    # Not all of them have come to the lock: they may stand in two places.
    assert re.search(r" and \d\d+ more", text)
    assert len(text) < READABLE
    assert say(home, "next")["reason"] == "step"


@pytest.mark.parametrize("subject", DEEP, ids=by_name)
def test_a_deep_recursion_is_looked_at_page_by_page(home: Home, subject: Subject) -> None:
    settle(home, subject.settings)
    depth = DEPTHS[subject.source][THOROUGH]
    program, source = subject.program(home.work, "deep")
    start = ("start", program, "--adapter", subject.adapter, "--break", place(source, "bottom"))
    assert "breakpoint 1" in answered(home(*start, "--", str(depth), timeout=90))

    first = say(home, "backtrace")
    assert [frame["number"] for frame in first["frames"]] == list(range(20))
    assert first["left_out"] != 0
    last = say(home, "backtrace", "--start", str(depth - 1), "--count", "10")["frames"]
    assert [frame["number"] for frame in last][:3] == [depth - 1, depth, depth + 1]
    calls = [frame["function"].rpartition(".")[2] for frame in last][:2]
    assert calls == ["down", "down"]
    assert "daebug backtrace --start 50" in answered(home("backtrace", "-n", "10", "--start", "40"))

    assert say(home, "frame", str(depth - 2))["frame"]["number"] == depth - 2
    assert say(home, "up")["frame"]["number"] == depth - 1
    text = answered(home("backtrace", "--all"))
    assert len(text) < 2 * READABLE
    said = refused(home("backtrace", "--start", str(2 * depth), timeout=60), "no-such-frame", 4)
    assert "the stack has" in said


def crowded(shape: str, functions: int) -> str:
    """Return a program of so many functions."""
    opening, line, end, head, call, tail = SHAPES[shape]
    text = [opening.format(0), *[line] * LINES, end]
    for n in range(1, functions):
        text += [opening.rpartition("\n")[2].format(n), *[line] * LINES, end]
    return "\n".join([*text, head, *(call.format(n) for n in range(functions)), tail, ""])


@pytest.mark.parametrize("subject", EACH, ids=by_name)
def test_thousands_of_breakpoints_are_set_listed_and_set_again(
    home: Home, subject: Subject
) -> None:
    settle(home, subject.settings)
    count = POINTS[THOROUGH]
    text = crowded(subject.source, count // LINES)
    program, source = subject.program(home.work, "many", text)
    can = [at for at, said in enumerate(text.splitlines(), 1) if said == SHAPES[subject.source][1]]
    where = [word for at in can for word in ("-b", f"{source.name}:{at}")]
    start = home("start", program, "--adapter", subject.adapter, *where, timeout=100)
    assert "stopped (breakpoint 1)" in answered(start)
    assert len(start.stdout) < READABLE
    with within(LOOK_S):
        listed = say(home, "breakpoint", "list")["breakpoints"]
    assert [one["id"] for one in listed] == list(range(1, count + 1))
    if subject.adapter != "codelldb":  # which tells a thousand changes at once, and no more
        assert all(one["verified"] for one in listed)
    assert len(say(home, "breakpoint", "remove", "3")["breakpoints"]) == count - 1
    assert say(home, "continue")["breakpoints"] == [2]
    assert say(home, "continue")["breakpoints"] == [4]
    assert "stopped (breakpoint 1)" in answered(home("restart", timeout=100))
    assert len(say(home, "breakpoint", "list")["breakpoints"]) == count - 1


@pytest.mark.parametrize("subject", FEW, ids=by_name)
def test_a_flood_of_output_blocks_nobody_and_stays_out_of_memory(
    home: Home, subject: Subject
) -> None:
    settle(home, f"{subject.settings}\n[output]\nkeep_bytes = {KEPT_BYTES}\n")
    # bash-dap tells each line in a message of its own.
    size = FLOOD_BYTES // (50 if subject.source == ".sh" else 1)
    program, _ = subject.program(home.work, "flood")
    start = ("start", program, "--adapter", subject.adapter, "--run", "--timeout", "100")
    assert "exited with code 0" in answered(home(*start, "--", str(size), timeout=120))
    # Delve warns of an old Go on the program's own streams.
    assert 0 <= say(home, "output", "--tail", "2")["cursor"] - size < 1000
    if size > 2 * KEPT_BYTES:
        assert say(home, "output", "--since", "0")["left_out_bytes"] >= size - KEPT_BYTES
        assert "earlier bytes left out" in answered(home("output", "--since", "100"))
    for name in ("hub", "bridge"):
        assert most_bytes(role(home, name)) < 170_000_000


def most_bytes(pid: int) -> int:
    """Return the most memory that a process ever held (proc(5), VmHWM)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024
