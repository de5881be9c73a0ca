"""Writing: what a file looks like after each step, and that an agent's text stays."""

from __future__ import annotations

import msgspec
import pytest

from daebug.protocol.pages import Event
from daebug.protocol.transcript import edits, events, history, marks, reply, write
from tests.protocol.transcript.texts import (
    AT,
    FOOTER,
    REALM,
    accepted,
    answer,
    changed,
    codes,
    footed,
    lived,
    reading,
    replied,
)

JS = "```js\n1+1\n```\n"
ASKED = f"### 🗣️agent to {REALM} at {AT}\n"
REPLY = f"#### 👍{REALM} to agent at {AT} (8ms)\n```JSON\nok\n```\n"
RUNNING = f"#### 👍{REALM} to agent at {AT}\nexecuting (0s)\n"
JS_READ = "```JS\n1+1\n```\n"


def test_a_new_transcript_has_title_guide_and_footer_and_waits() -> None:
    data = write.opened(REALM)
    assert data.startswith(f"# {REALM} Session\n".encode())
    assert data.endswith(b"---\n\n" + FOOTER)
    assert reading(data).untitled_at is None
    assert codes(data + JS.encode()) == ["1+1"]


def test_a_request_runs_and_is_answered_under_itself() -> None:
    data = footed(JS)
    running = accepted(data)
    assert running.decode() == f"# T\n\n{ASKED}{JS_READ}\n{RUNNING}\n{marks.FOOTER}"
    assert replied(running).decode() == f"# T\n\n{ASKED}{JS_READ}\n{REPLY}\n{marks.FOOTER}"


def test_a_quick_request_is_answered_at_once_with_the_same_result() -> None:
    data = footed(JS)
    assert changed(data, write.answered(reading(data), answer(), at=AT)) == replied(accepted(data))


def test_a_heading_has_a_blank_line_above_even_where_the_footer_had_none() -> None:
    data = f"# T\n{marks.RULE}\n{marks.INVITATION}\n{JS}".encode()
    assert accepted(data).decode().startswith(f"# T\n\n{ASKED}{JS_READ}")


def test_a_new_file_gets_title_and_footer() -> None:
    text = accepted(JS.encode()).decode()
    assert text.startswith("# T\n\nThis file")
    assert text.endswith(f"\n---\n\n{ASKED}{JS}\n{RUNNING}\n{marks.FOOTER}")


def test_the_header_of_the_agent_is_kept_and_brought_up_to_date() -> None:
    data = footed(f"\n### 🗣alice to elsewhere at 01:00:00\nwhy I ask\n\n{JS}")
    text = accepted(data).decode()
    assert f"# T\n\n### 🗣️alice to {REALM} at {AT}\nwhy I ask\n\n{JS_READ}" in text
    assert "elsewhere" not in text
    assert f"#### 👍{REALM} to alice at" in text


def test_notes_stay_where_they_are_and_the_footer_comes_last() -> None:
    text = lived(footed(f"\nbefore\n\n{JS}\nafter\n```json\n{{}}\n```\nend"))[0].decode()
    assert text == (
        f"# T\n\nbefore\n\n{ASKED}{JS_READ}\n{REPLY}\nafter\n```json\n{{}}\n```\nend\n\n"
        f"{marks.FOOTER}"
    )


def test_several_requests_are_answered_each_under_itself() -> None:
    chunk = f"### 🗣️bob to x at 01:00:00\none\n{JS}two\n{JS}\nthree\n{JS}"
    after, ran = lived(footed(chunk))
    assert [request.agent for request in ran] == ["bob"] * 3
    lines = [line for line in after.decode().split("\n") if line[:1] in {"#", "o", "t"}]
    headings = [f"### 🗣️bob to {REALM} at {AT}", f"#### 👍{REALM} to bob at {AT} (8ms)", "ok"]
    assert lines == ["# T", headings[0], "one", *headings[1:], "two", *headings, "three", *headings]


def test_what_is_still_to_be_run_stays_below_the_footer() -> None:
    running = accepted(footed(JS + "```js\n2\n```\n"))
    assert running.count(FOOTER[:-1]) == 1
    assert running.endswith(FOOTER[:-1] + b"```js\n2\n```\n")
    assert codes(running) == ["2"]
    assert len(reading(running).executing) == 1


def test_a_draft_stays_below_the_footer() -> None:
    running = accepted(footed(f"{JS}```js\nfoo("))
    assert running.endswith(FOOTER[:-1] + b"```js\nfoo(")


@pytest.mark.parametrize(
    ("fence", "after"),
    [
        ("```\n1\n```\n", "```JS\n1\n```\n"),
        ("```JavaScript  timeout=5\n1\n```\n", "```JS timeout=5\n1\n```\n"),
        ("````js\n```\n````\n", "````js\n```\n````\n"),
        ("~~~js\n1\n~~~\n", "~~~js\n1\n~~~\n"),
        ("  ```js\n  1\n  ```\n", "  ```js\n  1\n  ```\n"),
        ("```js\n1\n```", "```JS\n1\n```\n"),
    ],
)
def test_the_code_of_a_request_is_left_as_it_is(fence: str, after: str) -> None:
    assert f"{ASKED}{after}\n{RUNNING}" in accepted(footed(fence)).decode()


def test_the_lines_of_a_file_go_on_ending_as_they_did() -> None:
    after, _ = lived(footed(f"note\n{JS}after\n").replace(b"\n", b"\r\n"), "a\nb")
    assert after.count(b"\n") == after.count(b"\r\n")


def test_bytes_that_are_no_text_are_kept() -> None:
    after, _ = lived(footed("") + b"\xff\n```js\n'\xfe'\n```\n\xfd\n")
    assert b"\xff\n" in after
    assert b"'\xfe'" in after
    assert b"\xfd\n" in after


class TestWhileItRuns:
    def test_seconds_and_events_are_written_anew(self) -> None:
        data = accepted(footed(JS))
        for seconds in (5, 10):
            seen = reading(data)
            said = events.listed([(Event(text=f"m{seconds}"), 1)])
            made = write.progressed(seen, seen.executing[0], seconds=seconds, events=said)
            data = changed(data, made)
        (job,) = reading(data).executing
        assert (job.seconds, job.code) == (10, "1+1")
        assert b"m5" not in data
        assert replied(data) == replied(accepted(footed(JS)))

    def test_a_note_in_between_is_kept(self) -> None:
        running = accepted(footed(JS)).replace(b"\nexecuting", b"\nmy note\nexecuting")
        assert f"{REPLY}\nmy note\n" in replied(running).decode()

    def test_the_notes_of_the_agent_are_never_taken_for_the_placeholder(self) -> None:
        data = accepted(footed(JS, above="# T\n\nit said executing (0s)\nexecuting (0s)\n"))
        after = replied(data).decode()
        assert after.count("executing (0s)") == 2

    def test_a_footer_that_is_gone_comes_back(self) -> None:
        running = accepted(footed(JS)).replace(FOOTER, b"")
        assert replied(running).endswith(b"```\n\n" + FOOTER)

    def test_a_footer_that_is_gone_comes_back_above_new_requests(self) -> None:
        running = accepted(footed(JS)).replace(FOOTER, b"```js\n2\n```\n")
        after = replied(running)
        assert after.endswith(FOOTER[:-1] + b"```js\n2\n```\n")
        assert codes(after) == ["2"]

    def test_a_request_added_meanwhile_waits(self) -> None:
        running = accepted(footed(JS)) + b"```js\n2\n```\n"
        assert codes(running) == ["2"]
        assert codes(replied(running)) == ["2"]
        assert len(history.turns(lived(replied(running))[0], realm=REALM)) == 2


class TestSections:
    SECTION = events.section(REALM, events.listed([(Event(text="m"), 1)]), at=AT)

    def test_a_section_goes_above_the_footer_and_what_is_asked_stays_asked(self) -> None:
        data = footed(JS)
        after = changed(data, write.added(reading(data), self.SECTION))
        assert after == footed(JS, above=f"# T\n\n{self.SECTION}\n")
        assert codes(after) == ["1+1"]

    @pytest.mark.parametrize("asked", [JS, f"### 🗣️bob to x at 01:00:00\n{JS}", "```js\nfoo("])
    def test_without_a_footer_it_goes_above_what_is_asked(self, asked: str) -> None:
        data = f"# T\nnote\n{asked}".encode()
        after = changed(data, write.added(reading(data), self.SECTION))
        assert after.endswith(f"{self.SECTION}\n\n{marks.FOOTER[:-1]}{asked}".encode())
        assert after.startswith(b"# T\nnote\n\n")

    def test_without_a_footer_and_a_request_it_goes_to_the_end(self) -> None:
        data = b"# T\nnote"
        after = changed(data, write.added(reading(data), self.SECTION))
        assert after == f"# T\nnote\n\n{self.SECTION}\n\n{marks.FOOTER}".encode()

    def test_the_section_above_the_footer_is_swapped(self) -> None:
        data = footed(JS, above=f"# T\n\n{self.SECTION}\n")
        other = self.SECTION.replace("\nm\n", "\nother\n")
        for section in (other, self.SECTION):
            seen = reading(data)
            assert seen.region
            data = changed(data, write.swapped(seen, seen.region, section))
        assert data == footed(JS, above=f"# T\n\n{self.SECTION}\n")

    def test_a_late_reply_goes_above_the_footer(self) -> None:
        data = replied(accepted(footed(JS)))
        late = reply.text(msgspec.structs.replace(answer("late"), late_for=AT))
        after = changed(data, write.added(reading(data), late))
        assert [turn.value for turn in history.turns(after, realm=REALM)] == ["ok", "late"]
        assert codes(after + JS.encode()) == ["1+1"]


class TestMessages:
    def test_a_request_that_waits_is_told_why_once_and_runs_later(self) -> None:
        data = footed(f"{JS}\nnote\n")
        seen = reading(data)
        data = changed(data, write.told(seen, seen.requests[0], "no live page", at=AT))
        (request,) = reading(data).requests
        assert request.told
        after, ran = lived(data)
        assert [one.code for one in ran] == ["1+1"]
        assert b"no live page" in after
        assert b"\nnote\n" in after

    @pytest.mark.parametrize("end", ["\n", ""])
    def test_a_slip_is_told_and_can_be_mended(self, end: str) -> None:
        data = footed(f"```ts\n1+1\n```{end}")
        seen = reading(data)
        data = changed(data, write.told(seen, seen.items[0], "did you mean js?", at=AT))
        assert [item.told for item in reading(data).items] == [True]
        assert codes(data.replace(b"```ts", b"```js")) == ["1+1"]

    def test_a_message_below_one_fence_leaves_the_next_alone(self) -> None:
        data = footed(f"```ts\n1\n```\n{JS}")
        seen = reading(data)
        data = changed(data, write.told(seen, seen.items[0], "did you mean js?", at=AT))
        assert [item.told for item in reading(data).items] == [True, False]
        assert lived(data)[1][0].code == "1+1"

    def test_a_nested_fence_is_told_below_itself(self) -> None:
        nested = "    ```js\n    1\n    ```\n"
        data = footed(f"{nested}\n{JS}")
        seen = reading(data)
        data = changed(data, write.told(seen, seen.items[0], "nested", at=AT))
        assert f"{nested}\n### 🗣️System".encode() in data
        assert [item.told for item in reading(data).items] == [True, False]

    def test_a_draft_is_told_above_itself_with_the_line_where_it_then_stands(self) -> None:
        data = footed("\nnote\n\n```js\nfoo(")
        seen = reading(data)
        data = changed(data, write.unclosed(seen, seen.drafts[0], at=AT))
        (draft,) = reading(data).drafts
        assert draft.told
        assert f"fence not closed at line {draft.line}\n".encode() in data
        assert data.endswith(b"\n\n```js\nfoo(")
        assert codes(data + b")\n```\n") == ["foo()"]


def test_a_long_file_is_written_from_its_end_alone() -> None:
    data = footed("", above="# T" + f"\n{JS}\n{REPLY}" * 50)
    begin = reading(data).resume.offset
    data += JS.encode()
    for _ in range(3):
        seen = reading(data[begin:], resume=reading(data[:begin] + FOOTER).resume)
        made = (
            write.replied(seen, seen.executing[0], answer())
            if seen.executing
            else write.accepted(seen, at=AT)
            if seen.requests
            else []
        )
        assert edits.fits(data[begin:], made, begin)
        data = edits.applied(data, made)
    assert data.endswith(f"```\n\n{ASKED}{JS_READ}\n{REPLY}\n{marks.FOOTER}".encode())
