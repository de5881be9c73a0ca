"""Elements of a text: footers, placeholders, and blocks that are broken."""

from __future__ import annotations

import time

import pytest

from daebug.protocol.transcript import fences, marks, read, scan
from daebug.protocol.transcript.scan import Line

FOOTER = marks.FOOTER.encode()


def kinds(data: bytes) -> list[str]:
    """Return the kinds of the elements in ``data``."""
    return [one.kind if isinstance(one, Line) else "fence" for one in scan.elements(data)]


@pytest.mark.parametrize(
    "footer",
    [
        marks.INVITATION,
        "> Append your JavaScript snippet below, please",
        "> Write code in a fenced JS block below to execute against this page.",
    ],
)
def test_a_footer_of_any_version_is_found(footer: str) -> None:
    assert kinds(f"text\n{footer}\n".encode()) == ["footer"]


TAKEN = ["--", "----", "-- --", "-" * 70, "  ---  "]
LEFT = ["-", "- -", "--x--", "", "***"]


@pytest.mark.parametrize(("rule", "taken"), [(r, True) for r in TAKEN] + [(r, False) for r in LEFT])
def test_the_rule_above_belongs_to_the_footer(rule: str, taken: bool) -> None:  # noqa: FBT001
    data = f"text\n{rule}\n{marks.INVITATION}\n".encode()
    footer = scan.elements(data)[-1]
    assert footer.start == (5 if taken else data.index(b"> Append"))


@pytest.mark.parametrize("line", [" > Append your JavaScript snippet below", "> append your"])
def test_another_line_is_no_footer(line: str) -> None:
    assert kinds(line.encode()) == []


def test_a_footer_in_a_block_of_ours_is_text() -> None:
    assert kinds(b"```JSON\n" + FOOTER + b"```\n") == ["fence"]


def test_a_footer_in_a_bare_block_of_ours_is_text_too() -> None:
    assert kinds(fences.wrap(f"Error\n{marks.FOOTER}").encode()) == ["fence"]


@pytest.mark.parametrize("opener", ["```", "~~~", "~~~x", "````", "````x"])
def test_the_leftover_of_a_broken_block_does_not_swallow_the_footer(opener: str) -> None:
    assert kinds(opener.encode() + b"\n\n" + FOOTER + b"\n```js\n1\n```\n") == ["footer", "fence"]


@pytest.mark.parametrize("line", ["executing (0s)", "executing (61s)  ", "executing ..."])
def test_a_placeholder_is_found(line: str) -> None:
    assert kinds(f"{line}\n".encode()) == ["placeholder"]


@pytest.mark.parametrize("line", ["executing (as)", "it is executing (5s)", "executing (5s) it"])
def test_a_note_is_no_placeholder(line: str) -> None:
    assert kinds(f"{line}\n".encode()) == []


HARD = {
    "openers": b"```a\n" * 16_000,
    "blank lines": b"```\n" + b"\n" * 80_000,
    "ticks in a line": b"```js\n" + b"x ``` " * 50_000,
    "shorter and shorter": b"".join(b"~" * n + b"\n" for n in range(900, 3, -1)) + FOOTER,
    "comments": b"<!--\n" * 50_000,
    "one long line": b" " * 1_000_000,
    "lists": b"- " * 200_000,
    "quotes": b"> **a** to " * 50_000,
    "placeholders": b"executing (1s)\n" * 50_000,
}


@pytest.mark.parametrize("name", HARD)
def test_a_text_made_to_be_slow_is_read_in_time(name: str) -> None:
    before = time.process_time()
    read.read(HARD[name], realm="p")
    assert time.process_time() - before < 1.0
