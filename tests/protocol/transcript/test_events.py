"""Background events: headings, blocks, folding, the first two and the last eight."""

from __future__ import annotations

import re

import pytest

from daebug.protocol.pages import Event
from daebug.protocol.transcript import events, scan
from tests.protocol.transcript.texts import ZONE, recorded

#: 07:05:03 on some day.
AT = 25_503_000.0


def log(text: str, level: str = "log", **more: object) -> Event:
    """Return a console event."""
    return Event(level=level, text=text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "block"),
    [
        (
            log("in worker", at=AT),
            "##### ☑️console.log\n```Text console.log\nin worker 07:05:03\n```",
        ),
        (log("i", "info"), "##### \u2139\ufe0fconsole.info\n```Text console.info\ni\n```"),
        (log("w", "warn"), "##### 🆘console.warn\n```Text console.warn\nw\n```"),
        (log("e", "error"), "##### 🆘console.error\n```Error console.error\ne\n```"),
        (log("d", "debug"), "##### 🔢console.debug\n```Text console.debug\nd\n```"),
        (log("t", "table"), "##### ☑️console.table\n```Text console.table\nt\n```"),
        (log('{"a":1}'), '##### ☑️console.log\n```JSON console.log\n{"a":1}\n```'),
        (log("NaN"), "##### ☑️console.log\n```Text console.log\nNaN\n```"),
        (
            log("m", caller="at f (x:1) 7:05:03 AM.404", at=AT),
            "##### ☑️console.log\n```Text console.log\nat f (x:1) 7:05:03 AM.404 07:05:03\nm\n```",
        ),
        (
            Event(type="error", source="window.onerror", stack="TypeError: x\n    at y", at=AT),
            "##### 🚫window.onerror\n```window.onerror\nTypeError: x 07:05:03\n    at y\n```",
        ),
        (Event(type="error", text="m"), "##### 🚫window.onerror\n```Error\nm\n```"),
        (Event(type="odd", text="m"), "##### 🔢event\n```Text\nm\n```"),
    ],
)
def test_an_event_is_written(event: Event, block: str) -> None:
    assert events.block(event, zone=ZONE) == block


def test_a_page_cannot_forge_a_line_with_an_event() -> None:
    event = Event(type="error", source="x`\n#### 👍p", text="```\n# forged\n```")
    block = events.block(event)
    assert [type(one).__name__ for one in scan.elements(block.encode())] == ["Line", "Fence"]
    assert block.split("\n")[0] == "##### 🚫x' #### 👍p"
    assert "console.logx" in events.block(log("m", "log\n#x"))


def test_of_many_events_the_first_two_and_the_last_eight_are_shown() -> None:
    entries = events.folded([log(f"event {n}") for n in range(25)])
    shown = events.listed(entries)
    assert re.findall(r"event \d+", shown) == [f"event {n}" for n in [0, 1, *range(17, 25)]]
    assert "\n```\n\n... (15 more background events omitted) ...\n\n#####" in shown


def test_ten_events_are_all_shown() -> None:
    assert "omitted" not in events.listed(events.folded([log(str(n)) for n in range(10)]))


def test_the_predecessor_cut_in_the_same_way() -> None:
    after = recorded("transcripts")["11-many-events-in-job"][1]
    said = re.findall(r"```Text console.log\n(.*) \d\d:\d\d:\d\d\n(event \d+)", after)
    made = [log(f"event {n}", caller=said[0][0], at=AT) for n in range(25)]
    shown = events.listed(events.folded(made), zone=ZONE)
    theirs = after[after.index("##### ", after.index("\nok\n")) : after.index("\n\n---")]
    bare = re.compile(r"\d+:\d\d:\d\d( AM\.\d+)?")
    assert bare.sub("", shown) == bare.sub("", theirs)


def test_repeats_are_folded_and_counted() -> None:
    entries = events.folded([log("a")] * 37 + [log("b"), log("a")])
    assert [count for _, count in entries] == [37, 1, 1]
    assert events.listed(entries).startswith("##### ☑️console.log x 37\n")


def test_folded_events_count_as_many_when_left_out() -> None:
    entries = [(log(str(n)), 5) for n in range(11)]
    assert "... (5 more background events omitted) ..." in events.listed(entries)


def test_levels_are_left_out_but_never_an_error_that_nobody_caught() -> None:
    said = [log("d", "debug"), log("l"), log("w", "warn"), log("e", "error"), Event(type="error")]
    assert [len(events.kept(said, least)) for least in ("", "log", "warn", "error", "none")] == [
        5,
        4,
        3,
        2,
        1,
    ]


def test_what_the_page_dropped_is_told() -> None:
    assert "(9 background events were dropped" in events.listed([], dropped=9)
    assert not events.listed([])


def test_a_background_section_has_a_time() -> None:
    section = events.section("7-zen", "BODY", at="10:00:00")
    assert section == "### 🗣️7-zen background at 10:00:00\nBODY"
