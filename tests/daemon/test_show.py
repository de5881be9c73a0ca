"""Answers as text: values on one line where they fit, cuts that say how to see the rest."""

from __future__ import annotations

from daebug.daemon import show
from daebug.daemon.answers import Ending, Frame, Heard, Outcome, SourceLine, Value
from daebug.daemon.look import Look

PLAIN = Look()


def shown(item: Value) -> str:
    return "\n".join(show.value(item, 0))


def parts(*pairs: tuple[str, str]) -> list[Value]:
    return [Value(name=name, value=value) for name, value in pairs]


def test_a_plain_value_is_name_type_and_value() -> None:
    assert shown(Value(name="n", type="int", value="3")) == "n: int = 3"


def test_a_value_without_a_type_has_no_colon() -> None:
    assert shown(Value(name="n", value="3")) == "n = 3"


def test_a_struct_is_one_line_with_the_names_of_its_parts() -> None:
    item = Value(
        name="p", type="point", value="point", ref="@v1", parts=parts(("x", "3"), ("y", "4"))
    )
    assert shown(item) == "p: point = {x=3, y=4}  @v1"


def test_a_map_is_one_line_with_its_keys() -> None:
    entries = parts(('[0] "ada"', "3"), ('[1] "bob"', "4"))
    item = Value(name="m", type="map", value="size=2", ref="@v1", parts=entries)
    assert shown(item) == 'm: map = size=2 {"ada": 3, "bob": 4}  @v1'


def test_a_key_that_is_a_number_is_no_index() -> None:
    item = Value(
        name="m", type="map[int]int", parts=[Value(name="7", value="8", keyed=True)], value=""
    )
    assert shown(item) == "m: map[int]int = {7: 8}"


def test_what_the_parts_say_is_not_said_twice() -> None:
    for value, own in (
        ("Array(2) [1, 2]", "Array(2) "),
        ("{x:3}", ""),
        ("len: 1, cap: 4, [1]", "len: 1, cap: 4 "),
        ("0x5000 strong=1", "0x5000 strong=1 "),
    ):
        item = Value(name="p", type="t", value=value, ref="@v1", parts=parts(("x", "3")))
        assert shown(item) == f"p: t = {own}{{x=3}}  @v1"


def test_an_array_is_one_line_without_indices() -> None:
    item = Value(
        name="xs", type="int[2]", value="int[2]", ref="@v1", parts=parts(("[0]", "1"), ("[1]", "2"))
    )
    assert shown(item) == "xs: int[2] = [1, 2]  @v1"


def test_parts_that_are_left_out_are_counted() -> None:
    item = Value(
        name="xs", type="int[9]", value="int[9]", ref="@v1", parts=parts(("[0]", "1")), left_out=8
    )
    assert shown(item) == "xs: int[9] = [1, ... 8 more]  @v1"


def test_parts_that_do_not_fit_one_line_go_on_lines_of_their_own() -> None:
    inner = Value(name="at", type="point", value="point", parts=parts(("x", "3")))
    long = Value(name="name", type="char *", value="y" * 100)
    item = Value(name="s", type="shape", value="shape", ref="@v1", parts=[inner, long], left_out=2)
    assert shown(item).splitlines() == [
        "s: shape  @v1",
        "  at: point = {x=3}",
        f"  name: char * = {'y' * 100}",
        "  (2 more: daebug print @v1 --all)",
    ]


def test_a_cut_value_says_how_much_is_missing() -> None:
    assert "(90 more characters)" in shown(Value(name="s", value="abc", cut_chars=90))


def test_a_container_that_is_not_opened_is_named_by_its_reference() -> None:
    item = Value(name="t", type="tree", value="tree", ref="@v2", left_out=7)
    assert shown(item) == "t: tree = {...} (7 parts: daebug vars @v2)  @v2"


def test_nothing_is_no_value() -> None:
    assert shown(Value(name="f()", value="")) == "f() = (no value)"


def stopped(**more: object) -> Outcome:
    fields: dict[str, object] = {
        "session": "prog",
        "state": "stopped",
        "reason": "breakpoint",
        "breakpoints": [1, 2],
        "thread": 7,
        "frame": Frame(number=0, function="main", file="/long/way/main.c", line=9),
    }
    return Outcome(**{**fields, **more})  # type: ignore[arg-type]  # a test's shorthand


def test_a_stop_begins_with_why_and_where() -> None:
    first = show.outcome(stopped(), PLAIN).splitlines()[0]
    assert first == "prog: stopped (breakpoint 1,2) at way/main.c:9 in main  [thread 7]"


def test_a_stop_tells_the_exception_below() -> None:
    text = show.outcome(stopped(reason="exception", breakpoints=[], message="SIGSEGV"), PLAIN)
    assert text.splitlines()[1] == "SIGSEGV"


def test_source_marks_the_current_line_and_breakpoints() -> None:
    lines = [
        SourceLine(number=9, text="one", breakpoint=True),
        SourceLine(number=10, text="two", current=True),
        SourceLine(number=11, text=""),
    ]
    assert show.source(lines, PLAIN) == "*  9  one\n> 10  two\n  11"


def test_a_stack_marks_the_selected_frame_and_says_what_is_left_out() -> None:
    frames = [
        Frame(number=0, function="add", file="/a/b/c.c", line=2),
        Frame(number=1, function="main", selected=True),
    ]
    assert show.stack(frames, 3, PLAIN) == (
        "stack:\n   #0 add at b/c.c:2\n=> #1 main at (no source)\n"
        "   (3 more frames: daebug backtrace --all)"
    )
    assert "(more frames:" in show.stack(frames, -1, PLAIN)


def test_output_that_is_left_out_is_counted() -> None:
    text = show.heard(Heard(text="last\n", cursor=9, lines_left_out=80))
    assert text == "output: (80 earlier lines left out: daebug output)\n  | last"


def test_time_up_says_running_and_how_to_go_on() -> None:
    answer = Outcome(session="p", state="running", pid=7, waited_s=2.5, next=["daebug await"])
    assert show.outcome(answer, PLAIN) == "p: running after 2.5 s (pid 7)\nnext: daebug await\n"


def test_an_end_is_told_with_code_or_signal() -> None:
    assert Ending(code=3).sentence() == "exited with code 3"
    assert Ending(signal="SIGKILL").sentence() == "was killed by SIGKILL"
    assert "can't tell" in Ending(code=139, certain=False).sentence()
    answer = Outcome(session="p", state="exited", ending=Ending(code=0))
    assert show.outcome(answer, PLAIN) == "p: exited with code 0\n"


def test_there_is_no_colour_unless_it_is_wanted() -> None:
    assert "\x1b" not in show.outcome(stopped(), PLAIN)
    assert "\x1b[1m" in show.outcome(stopped(), Look(color=True))
