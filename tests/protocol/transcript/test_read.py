"""Reading: what is a request, what is a note, and what was written by us."""

from __future__ import annotations

import pytest

from daebug.protocol.transcript import marks
from daebug.protocol.transcript.reading import START
from tests.protocol.transcript.texts import REALM, codes, footed, reading, requests

JS = "```js\n1+1\n```\n"


@pytest.mark.parametrize("label", ["", "js", "JS", "javascript", "JavaScript ", " js"])
def test_a_closed_fence_below_the_footer_is_a_request(label: str) -> None:
    (request,) = requests(footed(f"```{label}\n1+1\n```\n"))
    assert (request.agent, request.realm, request.code) == ("agent", REALM, "1+1")


def test_a_request_tells_where_it_is() -> None:
    data = footed(f"note\n\n{JS}")
    (request,) = requests(data)
    assert data[request.start : request.end] == JS.encode()
    assert data.split(b"\n")[request.line - 1] == b"```js"


@pytest.mark.parametrize(
    "header",
    [
        "### 🗣️alice to x at 10:00:00",
        "### 🗣alice to x at 10:00:00",
        "### 🗣️ alice to x at 10:00:00",
        "> **alice** to x at 10:00:00",
    ],
)
@pytest.mark.parametrize("lead", ["", "\n", "\n\n\n"])
def test_the_header_is_the_first_line_that_is_not_blank(header: str, lead: str) -> None:
    (request,) = requests(footed(f"{lead}{header}\n{JS}"))
    assert (request.agent, request.realm, request.time) == ("alice", "x", "10:00:00")


def test_each_request_of_a_chunk_has_the_nearest_header_above() -> None:
    heads = ["### 🗣️a to x at 10:00:00\n", "", "### 🗣️b to x at 10:00:00\nnote\n"]
    agents = [request.agent for request in requests(footed("".join(h + JS for h in heads)))]
    assert agents == ["a", "a", "b"]


def test_several_fences_are_requests_in_their_order() -> None:
    chunk = (
        "one\n```js\n1\n```\ntwo\n```json\n{}\n```\n~~~js\n2\n~~~\n````\n```\n````\n```js\n3\n```"
    )
    assert codes(footed(chunk)) == ["1", "2", "```", "3"]


@pytest.mark.parametrize(
    "code", ["", "\n", "  \n\t\n", "#### 👍p to a at 10:00:00\n", "> **p** to a\n"]
)
def test_a_fence_without_code_is_passed_over(code: str) -> None:
    assert codes(footed(f"```\n{code}```\n{JS}")) == ["1+1"]


def test_nothing_above_the_footer_is_run() -> None:
    assert codes(footed("", above=f"# T\n{JS}## Summary\n{JS}")) == []


def test_the_last_footer_counts() -> None:
    assert codes(footed(f"{JS}{marks.FOOTER}```js\n2\n```\n")) == ["2"]


def test_a_draft_waits_until_it_is_closed() -> None:
    data = footed("```js\n1\n```\n```js\nfoo(")
    seen = reading(data)
    assert [request.code for request in seen.requests] == ["1"]
    (draft,) = seen.drafts
    assert data.split(b"\n")[draft.line - 1] == b"```js"
    assert codes(data + b"\n```") == ["1", "foo("]


@pytest.mark.parametrize(
    ("fence", "said"),
    [
        ("```ts\n1\n```\n", "did you mean js"),
        ("```js eval\n1\n```\n", "no option `eval`"),
        ("> ```js\n> 1\n> ```\n", "in a list or a quote"),
        ("    ```js\n    1\n    ```\n", "in a list or a quote"),
        ("\t```js\n\t1\n\t```\n", "in a list or a quote"),
    ],
)
def test_what_cannot_run_is_told(fence: str, said: str) -> None:
    seen = reading(footed(f"\n{fence}\n{JS}"))
    (diagnosis,) = seen.diagnoses
    assert said in diagnosis.message.replace("inside", "in")
    assert seen.items[0] is diagnosis
    assert [request.code for request in seen.requests] == ["1+1"]


def test_the_line_of_a_nested_fence_is_right_after_a_short_look_too() -> None:
    data = footed("\n    ```js\n    1\n    ```\n")
    resume = reading(data).resume
    (diagnosis,) = reading(data[resume.offset :], resume=resume).diagnoses
    line = data.count(b"\n", 0, data.index(b"    ```")) + 1
    assert f"line {line} " in diagnosis.message


def test_a_message_of_ours_below_is_seen() -> None:
    note = "\n### 🗣️System at 10:00:00\n```Text\nnot run\n```\n"
    seen = reading(footed(f"```ts\n1\n```\n{note}"))
    assert [item.told for item in seen.items] == [True]
    (draft,) = reading(footed(f"{note}\n```js\n")).drafts
    assert draft.told
    (draft,) = reading(footed(f"{note}\nmy own words\n```js\n")).drafts
    assert not draft.told


def test_a_conversation_pasted_below_the_footer_is_not_run_again() -> None:
    old = f"### 🗣️a to p at 10:00:00\n{JS}\n#### 👍p to a at 10:00:00 (8ms)\n```JSON\n2\n```\n"
    assert codes(footed(f"{old}{old}```js\n3\n```\n")) == ["3"]


def test_a_request_that_runs_is_not_run_again_wherever_it_stands() -> None:
    assert codes(footed(f"{JS}\n#### 👍p to a at 10:00:00\nexecuting (5s)\n```js\n2\n```\n")) == [
        "2"
    ]


def test_one_reply_answers_one_request() -> None:
    reply = "#### 👍p to a at 10:00:00 (8ms)\n```JSON\n2\n```\n"
    assert codes(footed(f"```js\n1\n```\n```js\n2\n```\n{reply}{reply}")) == ["1"]


OURS = [
    "#### 👍7-zen to a at 10:00:00 (8ms)\n```JSON\n2\n```\n",
    "> **7-zen** to a at 10:00:00 (8ms)\n```JSON\n2\n```\n",
    "#### 👍7-zen to a at 10:00:00\nexecuting (5s)\n",
    "### 🗣️7-zen background at undefined\n##### 🆘console.warn\n```Text console.warn\nw\n```\n",
    "### 🗣️System at 10:00:00\n```Text\nhello\n```\n",
    "## Test Results: 0 pass, 1 fail, 0 skip (1ms)\n\n✗ a  (0ms)\n```\nError\n```\n✓ b  (0ms)\n",
]


class TestWithoutAFooter:
    def test_a_new_file_is_all_requests(self) -> None:
        assert codes(f"note\n{JS}note\n```js\n2\n```") == ["1+1", "2"]

    def test_a_header_above_gives_the_name(self) -> None:
        (request,) = requests(f"# T\n### 🗣️bob to p at 10:00:00\n\n{JS}")
        assert request.agent == "bob"

    @pytest.mark.parametrize("label", ["json", "python", "Error", "text"])
    def test_another_language_is_not_run(self, label: str) -> None:
        assert codes(f"# T\n```{label}\n1\n```\n") == []

    def test_what_is_above_the_last_turn_is_not_run(self) -> None:
        assert codes(f"# T\n## Summary\n{JS}## Next\n```js\n2\n```\n") == ["2"]

    @pytest.mark.parametrize("section", OURS)
    def test_what_we_wrote_is_not_run_and_nothing_above_it(self, section: str) -> None:
        assert codes(f"# T\n{JS}\n{section}") == []
        assert codes(f"# T\n{JS}\n{section}\n```js\n2\n```\n") == ["2"]


class TestOldFiles:
    def test_both_forms_in_one_file_are_read(self) -> None:
        above = "# T\n> **a** to p at 10:00:00\n```JS\n1\n```\n\n> **p** to a at 10:00:00 (1ms)\n"
        data = footed("> **carol** to p at 10:00:01\n```JS\n2\n```\n", above=above)
        assert [(one.agent, one.code) for one in requests(data)] == [("carol", "2")]

    def test_the_old_footer_is_read(self) -> None:
        old = "> Write code in a fenced JS block below to execute against this page."
        assert codes(f"# T\n{JS}\n----\n{old}\n\n```js\n2\n```\n") == ["2"]

    def test_a_broken_block_does_not_hide_the_footer(self) -> None:
        value = "#### 👍p to a at 10:00:00 (1ms)\n```JSON\na\n```\nb\n```\n"
        assert codes(footed(JS, above=value)) == ["1+1"]


class TestBytes:
    def test_lines_may_end_in_crlf(self) -> None:
        data = footed('```js\n"a" +\n"b"\n```\n').replace(b"\n", b"\r\n")
        seen = reading(data)
        assert seen.eol == b"\r\n"
        assert [request.code for request in seen.requests] == ['"a" +\n"b"']

    def test_a_byte_order_mark_is_passed_over(self) -> None:
        assert codes(b"\xef\xbb\xbf" + JS.encode()) == ["1+1"]

    def test_bytes_that_are_no_text_become_a_sign_for_it(self) -> None:
        assert codes(footed("") + b"```js\n'\xff'\n```\n") == ["'\ufffd'"]

    def test_a_file_may_be_empty(self) -> None:
        assert reading(b"").items == ()


class TestRunning:
    def test_a_running_job_is_found_with_its_code(self) -> None:
        block = f"### 🗣️a to p at 10:00:00\n{JS}\n#### 👍p to a at 10:00:01\nexecuting (15s)\n"
        data = footed("", above=f"# T\n{block}")
        (job,) = reading(data).executing
        assert (job.realm, job.agent, job.time, job.seconds) == ("p", "a", "10:00:01", 15)
        assert job.code == "1+1"
        assert data[job.start : job.end].decode() == block[block.index("####") :]
        assert data[job.request_start :].startswith("### 🗣️a".encode())

    @pytest.mark.parametrize("placeholder", ["executing (0s)", "executing ..."])
    def test_the_old_form_is_found(self, placeholder: str) -> None:
        data = footed("", above=f"> **{REALM}** to a at 10:00:00\n{placeholder}\n")
        assert [job.agent for job in reading(data).executing] == ["a"]

    def test_live_events_between_belong_to_it(self) -> None:
        events = "##### ☑️console.log\n```Text console.log\nm\n```\n\n... (3 more background "
        block = f"#### 👍p to a at 10:00:00\n{events}events omitted) ...\n\nexecuting (5s)\n"
        (job,) = reading(footed("", above=block)).executing
        assert (job.start, job.kept) == (0, b"")

    def test_a_note_between_is_kept(self) -> None:
        block = "#### 👍p to a at 10:00:00\nmy note\nexecuting (5s)\n"
        assert [job.kept for job in reading(block).executing] == [b"my note"]

    def test_notes_that_speak_of_executing_are_none(self) -> None:
        assert reading("# T\n\nexecuting (5s)\n").executing == ()
        assert reading("#### 👍p to a at 10:00:00 (8ms)\nexecuting (5s)\n").executing == ()


class TestRegion:
    SECTION = "### 🗣️7-zen background at 10:00:00\n##### ☑️console.log\n```Text\nm\n```"

    def test_the_section_above_the_footer_is_found(self) -> None:
        data = footed("", above=f"# T\n{self.SECTION}\n")
        region = reading(data).region
        assert region is not None
        assert (region.kind, region.realm, region.time) == ("background", REALM, "10:00:00")
        assert data[region.start : region.end].decode() == self.SECTION

    def test_a_section_with_a_note_below_is_left_alone(self) -> None:
        assert reading(footed("", above=f"# T\n{self.SECTION}\nmy note\n")).region is None

    def test_test_sections_are_found_with_their_last_line(self) -> None:
        section = "## Test Progress: 1/1 pass, 0 fail (2ms)\n\n✓ a  (0ms)"
        data = footed("", above=f"# T\n{section}\n")
        region = reading(data).region
        assert region is not None
        assert data[region.start : region.end].decode() == section


class TestReadingOn:
    HISTORY = "# T\n" + f"{JS}\n#### 👍p to a at 10:00:00 (8ms)\n```JSON\n2\n```\n" * 50

    def test_only_what_is_below_the_history_is_read_again(self) -> None:
        data = footed("", above=self.HISTORY)
        resume = reading(data).resume
        longer = data + JS.encode()
        assert longer[resume.offset :].startswith(b"-----")
        assert resume.fits(longer[resume.offset :])
        whole, rest = reading(longer), reading(longer[resume.offset :], resume=resume)
        assert rest.items == whole.items
        assert (rest.footer, rest.resume, rest.end) == (whole.footer, whole.resume, whole.end)
        assert rest.untitled_at is None

    def test_a_running_job_and_a_live_section_are_read_again(self) -> None:
        running = f"### 🗣️a to p at 10:00:00\n{JS}\n#### 👍p to a at 10:00:01\nexecuting (0s)\n"
        data = footed(JS, above=f"{self.HISTORY}{running}\n{TestRegion.SECTION}\n")
        whole = reading(data)
        rest = reading(data[whole.resume.offset :], resume=whole.resume)
        assert rest.executing == whole.executing
        assert rest.region == whole.region
        assert rest.items == whole.items

    def test_a_live_section_is_read_again(self) -> None:
        data = footed(JS, above=f"{self.HISTORY}\n{TestRegion.SECTION}\n")
        whole = reading(data)
        rest = reading(data[whole.resume.offset :], resume=whole.resume)
        assert rest.region == whole.region is not None
        assert (rest.items, rest.resume) == (whole.items, whole.resume)

    def test_a_change_above_is_noticed(self) -> None:
        data = footed(JS, above=self.HISTORY)
        resume = reading(data).resume
        assert not resume.fits((b"x" + data)[resume.offset :])
        assert not resume.fits(b"")
        assert START.fits(b"anything")

    def test_a_file_without_footer_is_read_on_from_its_last_turn(self) -> None:
        text = f"# T\n{JS}## Next\n"
        resume = reading(text).resume
        assert resume.offset == text.index("## Next")
        longer = f"{text}```js\n2\n```\n".encode()
        assert reading(longer[resume.offset :], resume=resume).items == reading(longer).items
