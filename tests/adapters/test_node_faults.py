"""What goes wrong with Node programs, and what is told of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from daebug.adapters import javascript
from daebug.protocol import facts, orders
from daebug.protocol.orders import Launch
from tests.adapters import tools
from tests.adapters.desk import PROGRAMS, Desk, at, on_desk, opening
from tests.adapters.looks import top

pytestmark = [pytest.mark.adapter, pytest.mark.slow]


@pytest.fixture(autouse=True)
def node() -> str:
    """Need Node."""
    return tools.need("node")


def script(folder: Path, text: str, name: str = "script.js") -> Path:
    """Return a program with this text."""
    path = folder / name
    path.write_text(text)
    return path


def test_a_syntax_error_is_told_in_the_words_of_node(tmp_path: Path) -> None:
    program = script(tmp_path, "let x = ;\n")

    async def scene(desk: Desk) -> None:
        failed = await desk.refused(opening(program))
        assert failed.code == "launch-failed"
        assert "SyntaxError: Unexpected token ';'" in failed.facts["why"]
        assert "ebugger" not in failed.facts["why"]

    on_desk(scene)


def test_options_that_node_refuses_are_told(tmp_path: Path) -> None:
    program = script(tmp_path, "1;\n")
    env = {**os.environ, "NODE_OPTIONS": "--no-such-option"}

    async def scene(desk: Desk) -> None:
        failed = await desk.refused(opening(program, env=env))
        assert failed.code == "launch-failed"
        assert "--no-such-option" in failed.facts["why"]

    on_desk(scene)


@pytest.mark.parametrize(
    ("version", "words"),
    [("v18.20.8", None), ("v22.6.0", ["--experimental-strip-types"]), ("v22.18.0", []),
     ("v23.2.0", ["--experimental-strip-types"]), ("v23.6.0", []), ("v24.1.0", [])],
)  # fmt: skip
def test_typescript_needs_a_node_that_runs_it(
    version: str, words: list[str] | None, tmp_path: Path
) -> None:
    old = script(tmp_path, f"#!/bin/sh\necho {version}\n", "node")
    old.chmod(0o755)
    program = str(tmp_path / "app.ts")
    target = Launch(program=program, cwd="/", env={})
    assert javascript.words(str(old), target) == words
    loaded = Launch(program=program, cwd="/", env={"NODE_OPTIONS": "--import tsx"})
    assert javascript.words(str(old), loaded) == []


def test_a_node_without_typescript_says_how_to_build(tmp_path: Path) -> None:
    script(tmp_path, "#!/bin/sh\necho v18.20.8\n", "node").chmod(0o755)
    program = script(tmp_path, "let x: number = 1;\n", "app.ts")
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}

    async def scene(desk: Desk) -> None:
        failed = await desk.refused(opening(program, env=env))
        assert failed.code == "launch-failed"
        assert "npx tsc --sourceMap app.ts" in failed.facts["why"]

    on_desk(scene)


def test_a_program_that_is_killed_is_told_with_its_signal() -> None:
    async def scene(desk: Desk) -> None:
        opened = await desk.open(PROGRAMS / "values.js")
        await desk.next(facts.Stopped)
        os.kill(opened.pid, 9)
        end = await desk.next(facts.Exited)
        assert (end.code, end.signal, end.certain) == (None, "SIGKILL", True)
        await desk.next(facts.SessionEnded)

    on_desk(scene)


def test_a_program_that_ends_by_itself_answers_what_is_asked_meanwhile(tmp_path: Path) -> None:
    program = script(tmp_path, "setTimeout(() => process.exit(6), 50);\n")

    async def scene(desk: Desk) -> None:
        await desk.open(program, hold=False)
        never = orders.SendDap(
            session="a", command="evaluate", timeout_s=10.0,
            arguments={"expression": "await new Promise(() => {})"},
        )  # fmt: skip
        answer = await desk.order(never)
        assert isinstance(answer, orders.Failed)
        end = await desk.next(facts.Exited)
        assert (end.code, end.certain) == (6, True)

    on_desk(scene)


def test_a_program_that_closes_its_inspector_runs_to_its_end(tmp_path: Path) -> None:
    text = 'require("inspector").close();\nconsole.log("on");\nprocess.exitCode = 4;\n'
    program = script(tmp_path, text)

    async def scene(desk: Desk) -> None:
        await desk.open(program, hold=False)
        assert (await desk.next(facts.Exited)).code == 4
        assert desk.said() == "on\n"

    on_desk(scene)


def test_a_flood_of_output_is_whole_and_keeps_its_order(tmp_path: Path) -> None:
    text = "for (let i = 0; i < 200000; i++) console.log(`line ${i}`);\n"
    program = script(tmp_path, text)

    async def scene(desk: Desk) -> None:
        await desk.open(program, hold=False)
        end = await desk.next(facts.Exited)
        assert end.code == 0
        lines = desk.said().splitlines()
        assert (len(lines), lines[-1]) == (200000, "line 199999")

    on_desk(scene)


def test_deep_recursion_is_told_and_paged(tmp_path: Path) -> None:
    text = (
        "function down(n) { return n === 0 ? stop() : down(n - 1) + 1; }\n"
        "function stop() { return 1; } // @stop\ndown(5000);\n"
    )
    program = script(tmp_path, text)

    async def scene(desk: Desk) -> None:
        await desk.open(program)
        await desk.next(facts.Stopped)
        point = orders.Breakpoint(id=1, path=str(program), line=2)
        await desk.order(orders.SetBreakpoints(session="a", breakpoints=[point], timeout_s=10))
        await desk.proceed(1)
        await desk.next(facts.Stopped)
        page = await desk.dap("stackTrace", threadId=1, startFrame=4000, levels=20)
        assert [frame["name"] for frame in page["stackFrames"]] == ["down"] * 20
        assert page["totalFrames"] >= 5000

    on_desk(scene)


def test_a_terminal_a_file_for_input_and_a_signal(tmp_path: Path) -> None:
    text = (
        'console.log("tty", Boolean(process.stdout.isTTY));\n'
        'process.stdin.on("data", (data) => {\n'
        '  console.log("got", String(data).trim());\n'
        '  process.kill(process.pid, "SIGTERM");\n'
        "});\n"
    )
    program = script(tmp_path, text)
    given = script(tmp_path, "words\n", "input")

    async def scene(desk: Desk) -> None:
        for terms in ({"stdin": str(given)}, {"tty": True}):
            await desk.open(program, hold=False, **terms)
            if terms.get("tty"):
                await desk.order(orders.WriteInput(session="a", data=b"words\n", eof=False))
            end = await desk.next(facts.Exited)
            assert end.signal == "SIGTERM"
            await desk.next(facts.SessionEnded)
        said = desk.said()
        assert "got words" in said
        assert "ebugger" not in said

    on_desk(scene)


def test_a_step_over_a_breakpoint_tells_the_breakpoint() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "values.js", breakpoints=[at(1, "values.js", "sum")])
        await desk.next(facts.Stopped)
        for _ in range(40):
            await desk.dap("next", threadId=1)
            stop = await desk.next(facts.Stopped)
            if stop.breakpoints:
                break
        assert (stop.reason, stop.breakpoints) == ("breakpoint", [1])
        assert (await top(desk))["name"].endswith("sum")

    on_desk(scene)
