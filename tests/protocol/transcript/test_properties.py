"""Laws of the grammar, tried on texts that nobody would think of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daebug.protocol.pages import Event, Failure, Totals, Value
from daebug.protocol.pages import TestResult as Result
from daebug.protocol.transcript import edits, events, history, index, progress, values, write
from daebug.protocol.transcript.index import Entry
from daebug.protocol.transcript.reading import Reading
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

#: Lines that matter to the grammar, and some that don't.
LINES = st.sampled_from(
    [
        *(
            "```js",
            "```",
            "```JSON",
            "````",
            "~~~",
            "~~~js",
            "```ts",
            "  ```",
            "    ```js",
            "- ```js",
        ),
        *(
            "> Append your JavaScript snippet below",
            "-" * 70,
            "--",
            "",
            "",
            "text",
            "1+1",
            "executing (5s)",
        ),
        *(
            "### 🗣️bob to p at 10:00:00",
            "> **bob** to p at 10:00:00",
            f"> **{REALM}** to a at 10:00:00",
        ),
        *(
            "#### 👍p to a at 10:00:00 (8ms)",
            "#### 👍p to a at 10:00:00",
            "#### 🚫p to a at 10:00:00 (x)",
        ),
        *("### 🗣️System at 10:00:00", f"### 🗣️{REALM} background at undefined", "## Test Results: x"),
        *(
            "##### ☑️console.log",
            "# T",
            "## Next",
            "✓ a  (1ms)",
            "<!--",
            "-->",
            "%%SHUTDOWN%%",
            "\r",
        ),
    ]
)
TEXTS = st.lists(LINES, max_size=25).map("\n".join)
#: Code that stays one block: no line of it closes a fence of four.
CODE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda code: code.strip() and "`" not in code and not code.lstrip().startswith((">", "#"))
)
VALUES = st.one_of(TEXTS, st.text(max_size=200))


def every_edit(seen: Reading) -> list[list[edits.Edit]]:
    """Return what can be written after ``seen``."""
    made = [write.titled(seen, "T"), write.added(seen, events.section(REALM, "", at=AT))]
    made += [write.told(seen, item, "m", at=AT) for item in seen.items]
    made += [write.unclosed(seen, draft, at=AT) for draft in seen.drafts]
    for job in seen.executing:
        made.append(write.replied(seen, job, answer()))
        made.append(write.progressed(seen, job, seconds=5))
    if seen.requests:
        made.append(write.accepted(seen, at=AT))
        made.append(write.answered(seen, answer(), at=AT))
    if seen.region:
        made.append(write.swapped(seen, seen.region, events.section(REALM, "", at=AT)))
    return made


@given(st.one_of(st.binary(max_size=300), TEXTS.map(str.encode)))
def test_any_bytes_can_be_read_and_written(data: bytes) -> None:
    for made in every_edit(reading(data)):
        reading(changed(data, made))
    history.turns(data, realm=REALM)
    index.entries(data.decode("utf-8", "replace"))


@given(TEXTS, TEXTS)
def test_a_value_is_read_back_whole_and_never_run(value: str, note: str) -> None:
    note = note.replace("> Append", "Append").replace("executing", "running")
    data = footed(f"```js\n1\n```\n```js\n2\n```\n{note}")
    expected = codes(accepted(data))
    after = replied(accepted(data), answer(value))
    assert codes(after) == expected
    shown = values.clean(value).rstrip("\n")
    assert history.turns(after, realm=REALM)[0].value.rstrip("\n") == shown


@given(VALUES, st.sampled_from(["log", "error", "x\n# y"]))
def test_nothing_of_a_page_is_run_even_when_the_footer_is_gone(text: str, level: str) -> None:
    event = Event(text=text, level=level, stack=text, source=text, caller=text)
    errors = events.listed([(event, 1), (Event(type="error", text=text, source=text), 2)])
    test = Result(name=text, suite=text, status="fail", error=text)
    sections = [
        events.section(text, errors, at=AT),
        progress.section(Totals(), 5, [test, test], complete=True),
        values.error(Failure(name=text, message=text, stack=text)),
    ]
    data = footed("```js\n1\n```\n")
    data = replied(accepted(data), answer(text, events=errors))
    for section in sections[:2]:
        data = changed(data, write.added(reading(data), section))
    assert codes(data) == []
    assert codes(data.replace(FOOTER, b"")) == []
    assert codes(data + b"```js\n2\n```\n") == ["2"]
    seen = reading(data)
    assert (seen.drafts, seen.diagnoses, seen.executing) == ((), (), ())


@given(st.lists(st.tuples(CODE, TEXTS.filter(lambda text: "`" not in text and "~" not in text))))
def test_every_request_is_run_once_in_its_order(asked: list[tuple[str, str]]) -> None:
    notes = [note.replace("<!--", "").replace("> Append", "") for _, note in asked]
    quiet = ["\n".join(line for line in note.split("\n") if line[:1] != "#") for note in notes]
    calm = [note.replace(f"> **{REALM}**", "> **x**") for note in quiet]
    chunk = "".join(
        f"{note}\n````js\n{code}\n````\n" for (code, _), note in zip(asked, calm, strict=True)
    )
    after, ran = lived(footed(chunk))
    assert [request.code for request in ran] == [code for code, _ in asked]
    assert [turn.code for turn in history.turns(after, realm=REALM)] == [code for code, _ in asked]
    assert after.replace(b"\r", b"").endswith(FOOTER)


@given(TEXTS)
def test_whatever_is_asked_every_request_is_run_once(text: str) -> None:
    data, ran = lived(text.encode())
    assert not reading(data).requests
    assert len(ran) <= text.count("```") + text.count("~~~")


@given(TEXTS, st.integers(0, 400))
def test_a_text_that_grows_is_read_on_with_the_same_result(text: str, cut: int) -> None:
    data = text.encode()
    first = reading(data[:cut])
    resume = first.resume
    if data[:cut][resume.offset :].startswith(b"-" * 70 + b"\n> Append your JavaScript snippet"):
        rest, whole = reading(data[resume.offset :], resume=resume), reading(data)
        assert rest.items == whole.items
        assert (rest.footer, rest.end) == (whole.footer, whole.end)


@given(st.lists(CODE, min_size=1, max_size=3), st.integers(0, 200))
def test_a_request_that_is_still_being_written_is_not_run(asked: list[str], cut: int) -> None:
    chunk = "".join(f"note\n```js\n{code}\n```\n" for code in asked)
    found = codes(FOOTER + chunk.encode()[:cut])
    assert found == asked[: len(found)]


@given(st.text(), st.text(), st.text())
def test_no_name_shuts_the_server_down(name: str, url: str, state: str) -> None:
    entry = Entry(name=name, path=name, url=url, state=state, seen="7:00:00 AM")
    text = index.live("7:00:00 AM", [entry])
    assert not index.asks_shutdown(text)
    assert len(text.split("\n")) == len(index.live("7:00:00 AM", []).split("\n"))


@given(TEXTS)
def test_a_value_keeps_its_lines(text: str) -> None:
    block = values.block(Value(kind="string", text=text))
    assert block.split("\n")[1:-1] == values.clean(text).split("\n")
