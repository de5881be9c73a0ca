"""Every verb that asks an adapter, with every way in which an answer can be wrong.

Each ends in an answer or in an error of the catalogue, within its deadline; the
bridge lives on, and so does the next session.  ``DAEBUG_FAULTS=1`` tries all of it,
without it each way is tried on some verbs, and each verb in some way.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from daebug.daemon import registry
from tests.arrivals import MS
from tests.fakes import bent
from tests.faults.expect import THOROUGH, answered, role, settle, status
from tests.home import Home

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

#: The adapter as the settings describe it; a request that is not answered is soon given up.
SETTINGS = """
[adapters]
spare = false
start_s = 1.0
request_s = 0.15
[answers]
timeout_s = 0.3
[adapters.bent]
command = ["{python}", "{fake}", "{mode}"]
extensions = [".odd"]
launch.program = "${{program}}"
hits = ">= {{count}}"
"""

#: Seconds that a verb may take: it may ask several things, each with its own deadline.
LONGEST_S = 4000 * MS

#: Every how manieth verb is tried in one way, where not all are.
STRIDE = 7

#: The ways in which a session's beginning and end are tried, where not all are.
SHORT = ("late", "never", "types")

#: What a verb may end with: anything but a bug of ours, and an unreachable daemon.
ENDS = (0, 1, 2, 4, 5, 6, 8)

#: A line for each verb that asks an adapter, behind the request that matters most to it.
LINES = """
scopes: args
evaluate: assert a == 1 --limit 2
stackTrace: await
stackTrace: backtrace
threads: backtrace --all
setBreakpoints: break hello.odd:3
evaluate: break hello.odd:4 --if a==1
setBreakpoints: break hello.odd:5 --hit 3 --log text
setFunctionBreakpoints: break main
setInstructionBreakpoints: break *0x10
setBreakpoints: breakpoint add hello.odd:8
setExceptionBreakpoints: catch all --if a
completions: completions a
variables: context
continue: continue
threads: dap threads
modules: dap modules
disassemble: disassemble
evaluate: disassemble main
evaluate: display a
stackTrace: down
evaluate: eval a
exceptionInfo: exception
stepOut: finish
scopes: frame 1
goto: goto 5
gotoTargets: goto 5
variables: locals
readMemory: memory &a
evaluate: memory &a
writeMemory: memory write &a 2a
modules: modules
next: next
next: next --count 3
threads: next --thread 1
next: nexti
continue: pause
evaluate: print a
variables: print parts
evaluate: print a[0:1]
evaluate: raw help
evaluate: record
variables: registers
restartFrame: restart-frame
evaluate: return 1
reverseContinue: reverse-continue
scopes: scopes
variables: scopes Registers
setVariable: set a 2
setExpression: set a 2
stackTrace: source
loadedSources: sources
stepIn: step
stepInTargets: step --into abc
stepBack: step-back
stepIn: stepi
threads: thread 2
stackTrace: thread 2
threads: threads
stackTrace: threads
stackTrace: trace --limit 3
variables: trace --limit 3
next: trace --limit 3
setBreakpoints: until 6
stackTrace: up
variables: vars parts
dataBreakpointInfo: watch a
setDataBreakpoints: watch a
""".strip().splitlines()

#: Verbs of the same topics that ask no adapter, or are tried where sessions begin and end.
OTHERS = {"jobs"}


@pytest.fixture
def mode(home: Home) -> Path:
    """Return the file that says how answers are bent, with a program stopped under the adapter."""
    path = home.work / "mode"
    path.touch()
    fake = Path(bent.__file__)
    settle(home, SETTINGS.format(python=sys.executable, fake=fake, mode=path))
    (home.work / "hello.odd").write_text("".join(f"line {n}\n" for n in range(1, 31)))
    return path


def stopped(home: Home, mode: Path) -> None:
    """Have the program stopped again, by an honest adapter."""
    mode.write_text("")
    known = status(home)["sessions"]
    if not known or known[0]["state"] != "stopped" or home("threads").returncode:
        home("stop")
        assert "stopped (entry)" in answered(home("start", "hello.odd"))


def fault(home: Home, line: str) -> str:
    """Return what is wrong with how a verb ended; empty = nothing."""
    began = time.monotonic()
    done = home(*line.split(), "--json", timeout=30)
    took_s = time.monotonic() - began
    try:
        told = json.loads(done.stdout or done.stderr)
    except ValueError:
        return f"{line}: no answer: {done}"
    code = told.get("error", {}).get("code", "")
    if done.returncode not in ENDS or code == "unexpected":
        return f"{line}: {done.returncode} {told}"
    hint = told.get("error", {}).get("hint", "")
    if "{" in hint or (code and not hint):
        return f"{line}: a hint that leads nowhere: {told}"
    return f"{line}: took {took_s:.1f} s" if took_s > LONGEST_S else ""


@pytest.mark.parametrize("bend", bent.BENDS)
def test_whatever_an_adapter_answers_a_verb_ends(home: Home, mode: Path, bend: str) -> None:
    faults = []
    bridge = 0
    first = list(bent.BENDS).index(bend)
    for line in LINES if THOROUGH else LINES[first % STRIDE :: STRIDE]:
        stopped(home, mode)
        bridge = bridge or role(home, "bridge")
        request, _, words = line.partition(": ")
        mode.write_text(f"{bend} {request}")
        if wrong := fault(home, words):
            faults.append(wrong)
    stopped(home, mode)
    assert not faults, "\n".join(["", *faults])
    assert role(home, "bridge") == bridge, "it was restarted"
    assert "a: int = 1" in answered(home("print", "a"))


@pytest.mark.parametrize("bend", bent.BENDS if THOROUGH else SHORT)
def test_whatever_an_adapter_answers_a_session_begins_and_ends(
    home: Home, mode: Path, bend: str
) -> None:
    mode.write_text(bend)
    for line in ("start hello.odd", "restart", "detach", "stop"):
        assert not fault(home, line)
    stopped(home, mode)
    assert "a: int = 1" in answered(home("print", "a"))
    mode.write_text(bend)
    for line in ("restart", "stop --all"):
        assert not fault(home, line)


def test_every_verb_that_asks_an_adapter_is_tried() -> None:
    topics = {"breakpoints", "look", "run"}
    verbs = {v for v in registry.verbs() if getattr(registry.command(v), "TOPIC", "") in topics}
    assert verbs - {line.split()[1] for line in LINES} == OTHERS & verbs
