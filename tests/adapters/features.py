"""What a debugger may be able to do, each shown by doing it through the command line.

A trial is given a program that stands at its first call of ``add`` and answers
nothing: it fails, or what it needs is refused, or it worked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.adapters import trials
from tests.adapters.scene import NotOffered, Scene


@dataclass(frozen=True)
class Feature:
    """One row of the table."""

    name: str
    trial: Callable[[Scene], None]
    #: What an adapter announces that has it itself; empty = every adapter has.
    capability: str = ""
    #: Nothing of the adapter's: always done by us.
    ours: bool = False
    #: Adapters that announce it because a script of ours inside them does it.
    inside: tuple[str, ...] = ()


def breakpoints(scene: Scene) -> None:
    """Stop at a line, and not where a breakpoint was taken away."""
    assert scene.stop_at("add")["reason"] == "breakpoint"
    scene.say("breakpoint", "remove", "1")
    scene.say("break", scene.at("end"))
    assert scene.say("continue")["breakpoints"]


def conditions(scene: Scene) -> None:
    """Stop where a condition holds."""
    scene.start()
    scene.say("break", scene.at("add"), "--if", scene.subject.condition)
    scene.say("continue")
    assert scene.value("b") == "3"


def hits(scene: Scene) -> None:
    """Stop at the third hit."""
    scene.start()
    scene.say("break", scene.at("add"), "--hit", "3")
    scene.say("continue")
    assert scene.value("b") == "3"


def logs(scene: Scene) -> None:
    """Write, and run on."""
    scene.start()
    scene.say("break", scene.at("add"), "--log", "seen {b}")
    scene.say("break", scene.at("end"))
    scene.say("continue")
    assert "seen 3" in scene.home("output", "--all").stdout


def functions(scene: Scene) -> None:
    """Stop in a function by its name."""
    scene.start()
    scene.say("break", "main.add" if scene.subject.source == ".go" else "add")
    assert scene.say("continue")["frame"]["function"].endswith("add")


def temporary(scene: Scene) -> None:
    """Stop once."""
    scene.start()
    scene.say("break", scene.at("add"), "--temporary")
    scene.say("continue")
    assert scene.say("continue")["state"] == "exited"


def watches(scene: Scene) -> None:
    """Stop when a variable changes."""
    scene.stop_at("loop")
    scene.say("watch", "total")
    scene.say("breakpoint", "remove", "1")
    assert "data" in scene.say("continue")["reason"]


def instructions(scene: Scene) -> None:
    """Step by instruction."""
    scene.stop_at("add")
    assert scene.say("stepi")["reason"] == "step"


def steps(scene: Scene) -> None:
    """Step over, into and out."""
    scene.stop_at("loop")
    scene.say("breakpoint", "remove", "1")
    assert scene.say("step")["frame"]["function"].endswith("add")
    assert not scene.say("finish")["frame"]["function"].endswith("add")
    assert scene.say("next")["reason"] == "step"


def into(scene: Scene) -> None:
    """Step into the call that was named."""
    scene.stop_at("loop")
    assert scene.say("step", "--into", "add")["frame"]["function"].endswith("add")


def until(scene: Scene) -> None:
    """Run to a line."""
    scene.stop_at("add")
    scene.say("breakpoint", "remove", "1")
    stop = scene.say("until", scene.at("end"))
    assert f"{stop['frame']['file']}:{stop['frame']['line']}" == scene.at("end")


def goto(scene: Scene) -> None:
    """Go on at another line, what is between is not run."""
    scene.stop_at("loop")
    scene.say("breakpoint", "remove", "1")
    scene.say("goto", scene.at("end"))
    stop = scene.say("context")
    assert f"{stop['frame']['file']}:{stop['frame']['line']}" == scene.at("end")


def restarts_frame(scene: Scene) -> None:
    """Run a function again from its first line."""
    scene.stop_at("add")
    assert scene.say("restart-frame")["frame"]["function"].endswith("add")


def returns(scene: Scene) -> None:
    """Leave a function with another value."""
    scene.stop_at("add")
    assert not scene.say("return", "7")["frame"]["function"].endswith("add")


def back(scene: Scene) -> None:
    """Run back to where it was."""
    scene.start()
    scene.say("record")
    scene.say("break", scene.at("add"))
    scene.say("continue")
    line = scene.say("next")["frame"]["line"]
    assert scene.say("step-back")["frame"]["line"] < line
    scene.say("breakpoint", "remove", "1")
    assert scene.say("reverse-continue")["reason"] == "history"


def traces(scene: Scene) -> None:
    """Take many steps in one call."""
    scene.stop_at("loop")
    scene.say("breakpoint", "remove", "1")
    assert scene.say("trace", "--limit", "4")["taken"] == 4


def shows(scene: Scene) -> None:
    """Evaluate, and list variables."""
    scene.stop_at("add")
    assert scene.say("print", scene.subject.expression)["value"]["value"] == "1"
    assert scene.value("b") == "1"


def sets(scene: Scene) -> None:
    """Change a variable."""
    scene.stop_at("add")
    scene.say("set", "b", "10")
    assert scene.value("b") == "10"


def registers(scene: Scene) -> None:
    """Show the processor's registers."""
    scene.stop_at("add")
    assert scene.say("registers")["registers"]


def memory(scene: Scene) -> None:
    """Read memory."""
    scene.stop_at("add")
    assert scene.say("memory", scene.subject.bytes[0], "--count", "4")["data"].startswith("01")


def writes(scene: Scene) -> None:
    """Write memory."""
    scene.stop_at("add")
    place, shown = scene.subject.bytes
    scene.say("memory", "write", place, "0a")
    assert scene.say("print", shown)["value"]["value"] == "10"


def disassembles(scene: Scene) -> None:
    """Show instructions."""
    scene.stop_at("add")
    assert scene.say("disassemble", "--count", "4")["instructions"]


def modules(scene: Scene) -> None:
    """List what is loaded."""
    scene.stop_at("add")
    assert scene.say("modules", "--all")["modules"]


def completes(scene: Scene) -> None:
    """Complete a name."""
    scene.stop_at("add")
    assert any("b" in str(word) for word in scene.say("completions", "b")["completions"])


def failures(scene: Scene) -> None:
    """Stop where the program fails, and say why."""
    if not scene.subject.failure:
        raise NotOffered("its language has no failures")
    stop = scene.start("--run", "--", "fail")
    assert (stop["reason"], scene.subject.failure in stop["message"]) == ("exception", True)


def stacks(scene: Scene) -> None:
    """Show the stacks of all threads."""
    scene.stop_at("add")
    answer = scene.say("backtrace", "--all")
    assert answer["stacks"] or answer["frames"]


def restarts(scene: Scene) -> None:
    """Start again, breakpoints kept."""
    scene.stop_at("add")
    stop = scene.say("restart")
    stop = scene.say("continue") if stop["reason"] == "entry" else stop
    assert stop["breakpoints"] == [1]


def console(scene: Scene) -> None:
    """Give the debugger's console a command."""
    scene.stop_at("add")
    assert scene.say("raw", scene.subject.console)["text"]


FEATURES = (
    Feature("breakpoints by line", breakpoints),
    Feature("by column", trials.columns),
    Feature("by what the line says", trials.texts, ours=True),
    Feature("by function", functions, "supportsFunctionBreakpoints"),
    Feature("by instruction", trials.addresses, "supportsInstructionBreakpoints"),
    Feature("with a condition", conditions, "supportsConditionalBreakpoints"),
    Feature("with a hit count", hits, "supportsHitConditionalBreakpoints"),
    Feature("log points", logs, "supportsLogPoints"),
    Feature("temporary", temporary, ours=True),
    Feature("data breakpoints", watches, "supportsDataBreakpoints", inside=("gdb",)),
    Feature("stop at failures", failures),
    Feature("exceptions by kind", trials.catches),
    Feature("exceptions with a condition", trials.catches_where,
            inside=("debugpy", "gdb", "lldb-dap", "codelldb")),
    Feature("step over, into, out", steps),
    Feature("step by instruction", instructions, "supportsSteppingGranularity"),
    Feature("step into a call by name", into, "supportsStepInTargetsRequest"),
    Feature("one thread alone", trials.alone, "supportsSingleThreadExecutionRequests",
            inside=("lldb-dap", "codelldb")),
    Feature("run until a line", until, ours=True),
    Feature("go on elsewhere", goto, "supportsGotoTargetsRequest"),
    Feature("run a function again", restarts_frame, "supportsRestartFrame"),
    Feature("leave with a value", returns, ours=True),
    Feature("backwards", back, "supportsStepBack", inside=("gdb",)),
    Feature("trace", traces, ours=True),
    Feature("assert", trials.asserts, ours=True),
    Feature("values and variables", shows),
    Feature("in hex, in binary", trials.formats, "supportsValueFormattingOptions"),
    Feature("some elements", trials.slices),
    Feature("shown at every stop", trials.displays, ours=True),
    Feature("change a variable", sets),
    Feature("registers", registers),
    Feature("read memory", memory, "supportsReadMemoryRequest"),
    Feature("write memory", writes, "supportsWriteMemoryRequest"),
    Feature("disassemble", disassembles, "supportsDisassembleRequest"),
    Feature("modules", modules, "supportsModulesRequest"),
    Feature("source files", trials.sources, "supportsLoadedSourcesRequest"),
    Feature("complete a name", completes, "supportsCompletionsRequest"),
    Feature("stacks of all threads", stacks),
    Feature("restart", restarts, ours=True),
    Feature("the debugger's console", console),
    Feature("any request", trials.asks),
    Feature("standard input", trials.inputs, ours=True),
    Feature("in a terminal", trials.terminals, ours=True),
    Feature("child processes", trials.children),
    Feature("attach and let go", trials.attaches),
    Feature("core files", trials.cores),
    Feature("gdb's remote protocol", trials.remotes),
)  # fmt: skip
