"""Fences: CommonMark's rules at every turn, with another implementation as the judge."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from daebug.protocol.transcript import fences, scan
from daebug.protocol.transcript.fences import Fence

FOUND = [
    ("```js\n1\n```\n", "js", "1"),
    ("```\n1\n```", "", "1"),
    ("~~~js\n1\n```\n~~~\n", "js", "1\n```"),
    ("````js\n```\n1\n```\n````\n", "js", "```\n1\n```"),
    ("```js\n1\n`````\n", "js", "1"),
    ("   ```js\n    1\n  2\n  ```\n", "js", " 1\n2"),
    ("```js\r\n1\r\n2\r\n```\r\n", "js", "1\n2"),
    ("```js\nx = '```'\n```  \n", "js", "x = '```'"),
    ("```js\n    ```\n```\n", "js", "    ```"),
    ("```js\n```\n", "js", ""),
    ("```js\n\n\n1\n\n```\n", "js", "\n\n1\n"),
    ("~~~ a`b`\n1\n~~~\n", "a`b`", "1"),
    ("- ```js\n  1\n  ```\n", "js", "1"),
    ("1. ```js\n   1\n   ```\n", "js", "1"),
    ("text\n```js\n1\n```\ntext\n", "js", "1"),
    ("<!-- a --> \n```js\n1\n```\n", "js", "1"),
    ("<!-- never closed\n```js\n1\n```\n", "js", "1"),
]

NO_FENCE = [
    "    ```js\n    1\n    ```\n",
    "``js\n1\n``\n",
    "```js`\n1\n",
    "x ```js\n",
    "<!--\n```js\n1\n```\n-->\n",
]


def blocks(data: bytes) -> list[Fence]:
    """Return the fences in ``data``."""
    return [one for one in scan.elements(data) if isinstance(one, Fence)]


@pytest.mark.parametrize(("text", "info", "code"), FOUND)
def test_a_fence_is_found_with_its_label_and_its_code(text: str, info: str, code: str) -> None:
    (fence,) = blocks(text.encode())
    assert fence.closed
    assert (fence.info.decode(), fences.text(text.encode(), fence)) == (info, code)


@pytest.mark.parametrize("text", NO_FENCE)
def test_what_only_looks_like_a_fence_is_none(text: str) -> None:
    assert blocks(text.encode()) == []


@pytest.mark.parametrize("end", ["", "``", "~~~", " `` `", "    ```", "``` js"])
def test_a_fence_that_is_not_closed_goes_to_the_end(end: str) -> None:
    data = f"```js\n1\n{end}".encode()
    (fence,) = blocks(data)
    assert not fence.closed
    assert fence.end == len(data)


LINES = st.sampled_from(
    [
        *("```", "```js", "````", "~~~", "~~~~ x", "  ```", "   ````", "text", "", "`` `"),
        *("```a`b", "    x", "``` ", "~~~~~", "# T", "a ```"),
    ]
)


@given(st.lists(LINES, max_size=12).map("\n".join), st.sampled_from(["\n", ""]))
def test_another_implementation_finds_the_same_fences(text: str, end: str) -> None:
    text = re.sub(r"(^|\n)    x", r"\1y", text) + end
    tokens = MarkdownIt("commonmark").parse(text)
    judged = [(one.info.strip(), one.content) for one in tokens if one.type == "fence"]
    data = text.encode()
    ours = [(one.info.decode(), fences.text(data, one)) for one in blocks(data)]
    assert [(info, code.rstrip("\n")) for info, code in ours] == [
        (info, code.rstrip("\n")) for info, code in judged
    ]


@given(st.text(alphabet="`~ab \n>-#", max_size=60), st.sampled_from(["", "Text", "JSON"]))
def test_nothing_closes_a_block_that_we_wrap_around_it(content: str, info: str) -> None:
    data = f"{fences.wrap(content, info)}\nafter\n".encode()
    (fence,) = blocks(data)
    assert fence.closed
    assert fences.text(data, fence) == content
    assert data[fence.end :] == b"after\n"


@given(st.lists(st.sampled_from(["```", "````", "js", "\n", " ", "`", "~~~", "x", "\r"])))
def test_the_short_way_finds_what_the_long_way_finds(parts: list[str]) -> None:
    data = "".join(["```", *parts]).encode()
    quick = fences.short(data, 0)
    assert quick is None or quick == fences.at(data, 0)
