"""Where a Node program's code is: source maps, modules, Node's own."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from daebug.protocol import facts, orders
from daebug.protocol.orders import Breakpoint
from tests.adapters import tools
from tests.adapters.desk import PROGRAMS, STEP_S, Desk, at, line, on_desk
from tests.adapters.looks import local, points, stopped_at, top

pytestmark = [pytest.mark.adapter, pytest.mark.slow]


@pytest.fixture(autouse=True)
def node() -> str:
    """Need Node."""
    return tools.need("node")


def inline(folder: Path) -> Path:
    """Return the typed program with its maps inside its scripts."""
    for path in (PROGRAMS / "typed").iterdir():
        text = path.read_text()
        if path.suffix == ".js":
            data = base64.b64encode(path.with_suffix(".js.map").read_bytes()).decode()
            kept = text.rpartition("//# sourceMappingURL=")[0]
            text = f"{kept}//# sourceMappingURL=data:application/json;base64,{data}\n"
        if path.suffix != ".map":
            (folder / path.name).write_text(text)
    return folder


@pytest.mark.parametrize("where", ["beside", "inside"])
def test_typescript_is_debugged_by_its_source_maps(where: str, tmp_path: Path) -> None:
    folder = PROGRAMS / "typed" if where == "beside" else inline(tmp_path)

    def point(number: int, program: str, mark: str) -> Breakpoint:
        wanted = line(f"typed/{program}", mark)
        return Breakpoint(id=number, path=str(folder / program), line=wanted)

    async def scene(desk: Desk) -> None:
        wanted = [point(1, "area.ts", "square"), point(2, "typed.ts", "end")]
        opened = await desk.open(folder / "typed.js", breakpoints=wanted)
        assert [bound.verified for bound in opened.bound] == [False, True]
        assert (await desk.next(facts.Stopped)).reason == "entry"
        await desk.proceed(1)
        stop = await desk.next(facts.Stopped)
        assert stop.breakpoints == [1]
        frames = (await desk.dap("stackTrace", threadId=1))["stackFrames"]
        places = [(f["name"], f["source"]["path"], f["line"]) for f in frames[:2]]
        assert places == [
            ("area", str(folder / "area.ts"), line("typed/area.ts", "square")),
            ("report", str(folder / "typed.ts"), line("typed/typed.ts", "call")),
        ]
        moved = next(fact for fact in desk.all(facts.BreakpointMoved) if fact.verified)
        assert (moved.id, moved.path) == (1, str(folder / "area.ts"))
        await desk.proceed(1)
        assert (await desk.next(facts.Stopped)).breakpoints == [2]
        assert (await local(desk))["value"]["value"] == "9"
        await desk.proceed(1)
        assert (await desk.next(facts.Exited)).code == 9

    on_desk(scene)


def test_a_module_is_held_at_its_own_first_line() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "idle.mjs")
        entry = await desk.next(facts.Stopped)
        frame = await top(desk)
        assert (entry.reason, frame["source"]["path"]) == ("entry", str(PROGRAMS / "idle.mjs"))
        assert frame["line"] == line("idle.mjs", "first")
        assert [one.verified for one in await points(desk, at(1, "counted.mjs", "count"))] == [True]
        await stopped_at(desk, "counted.mjs", "count")

    on_desk(scene)


def test_sources_of_node_and_completions() -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "values.js", breakpoints=[at(1, "values.js", "sum")])
        await desk.next(facts.Stopped)
        frame = await stopped_at(desk, "values.js", "sum")
        sources = (await desk.dap("loadedSources"))["sources"]
        (fs,) = [one for one in sources if one["name"] == "node:fs"]
        text = await desk.dap("source", source=fs, sourceReference=fs["sourceReference"])
        assert "function readFileSync" in text["content"]
        asked = {"text": "this.", "column": 6, "frameId": frame["id"]}
        labels = [one["label"] for one in (await desk.dap("completions", **asked))["targets"]]
        assert {"x", "y"} <= set(labels)
        again = orders.SendDap(
            session="a", command="restartFrame", timeout_s=STEP_S,
            arguments={"frameId": frame["id"]},
        )  # fmt: skip
        answer = await desk.order(again)
        if isinstance(answer, orders.Failed):
            assert answer.code == "not-supported", "Node 18 can't, and does not say so"
            return
        assert (await desk.next(facts.Stopped)).reason in ("step", "breakpoint")
        assert (await top(desk))["name"].endswith("sum")

    on_desk(scene)


@pytest.mark.parametrize(("words", "mark"), [([], "fail"), (["later"], "later")])
def test_what_a_module_throws_is_told_if_nobody_catches_it(words: list[str], mark: str) -> None:
    async def scene(desk: Desk) -> None:
        await desk.open(PROGRAMS / "throws.mjs", args=words, hold=False, exceptions=["uncaught"])
        stop = await desk.next(facts.Stopped)
        assert stop.reason == "exception"
        assert desk.said() == "caught { at once\ncaught later\n"
        assert (await top(desk))["line"] == line("throws.mjs", mark)
        await desk.proceed(1)
        assert (await desk.next(facts.Exited)).code == 1

    on_desk(scene)
