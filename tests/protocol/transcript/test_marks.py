"""Headings in the new and the old form, and what is none."""

from __future__ import annotations

import pytest

from daebug.protocol.transcript import marks

REALM = "7-zen"

SAID = [
    ("### 🗣️alice to 7-zen at 10:00:00", "request", "alice"),
    ("### 🗣alice to 7-zen at 10:00:00", "request", "alice"),
    ("###🗣️ alice  to  7-zen  at 10:00:00  ", "request", "alice"),
    ("> **alice** to 7-zen at 10:00:00", "request", "alice"),
    (">**alice** to 7-zen at 10:00:00", "request", "alice"),
    ("#### 👍7-zen to alice at 10:00:00 (8ms)", "reply", "7-zen"),
    ("#### 🚫7-zen to alice at 10:00:00 (2.0s)", "reply", "7-zen"),
    ("#### 👍7-zen to alice at NaN:NaN:NaN (8ms)", "reply", "7-zen"),
    ("> **7-zen** to alice at 10:00:00 (8ms)", "reply", "7-zen"),
    ("> **7-zen** to alice at 10:00:00 (**ERROR** after 8ms)", "reply", "7-zen"),
    ("> **7-zen** to alice at 10:00:00 (**ERROR**) (8ms)", "reply", "7-zen"),
    ("#### 👍7-zen to alice at 10:00:00", "running", "7-zen"),
    ("> **7-zen** to alice at 10:00:00", "running", "7-zen"),
    ("### 🗣️7-zen background at undefined", "background", "7-zen"),
    ("### 🗣️7-zen background at 10:00:00", "background", "7-zen"),
    ("> **7-zen** background at 10:00:00", "background", "7-zen"),
    ("### 🗣️System at 10:00:00", "system", ""),
    ("##### ☑️console.log", "event", ""),
    ("##### 🚫window.onerror", "event", ""),
    ("## Test Results: 1 pass, 0 fail, 0 skip (2ms)", "tests", ""),
    ("## Test Progress: 1/2 pass, 1 fail (2ms)", "tests", ""),
    ("# Title", "turn", ""),
    ("## What I try next", "turn", ""),
    ("### A heading", "", ""),
    ("#### 🗣️alice to 7-zen at 10:00:00", "", ""),
    ("### 🗣️alice to 7-zen", "", ""),
    ("### 🗣️two words to 7-zen at 10:00:00", "", ""),
    ("### 🗣️alice to 7-zen at noon", "", ""),
    ("> **alice** to 7-zen at noon", "", ""),
    ("##### Fine print", "", ""),
    ("> quoted", "", ""),
]


@pytest.mark.parametrize(("line", "kind", "speaker"), SAID)
def test_a_heading_says(line: str, kind: str, speaker: str) -> None:
    said = marks.mark(line.encode(), REALM)
    assert (said.kind, said.speaker) == (kind, speaker)


@pytest.mark.parametrize(
    ("line", "ok", "took"),
    [
        ("#### 👍p to a at 10:00:00 (8ms)", True, "8ms"),
        ("#### 🚫p to a at 10:00:00 (2.5s, late, asked at 09:00:00)", False, None),
        ("> **p** to a at 10:00:00 (**ERROR** after 8ms)", False, "**ERROR** after 8ms"),
    ],
)
def test_a_reply_tells_how_it_went(line: str, ok: bool, took: str | None) -> None:  # noqa: FBT001
    said = marks.mark(line.encode(), "p")
    assert said.ok is ok
    assert said.took == (took or "2.5s, late, asked at 09:00:00")


def test_a_name_that_is_no_text_is_read() -> None:
    assert marks.mark("### 🗣️".encode() + b"a\xff to p at 10:00:00", "p").speaker == "a\ufffd"


@pytest.mark.parametrize(
    "code", ["#### 👍p to a", "> **p** to a", "\n### 🗣️a to p at 1", "### 🚫p to a"]
)
def test_a_pasted_heading_is_no_code(code: str) -> None:
    assert marks.PASTED.match(code)
