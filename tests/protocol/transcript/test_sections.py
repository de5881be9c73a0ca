"""Our sections: how far they go, and what in between is the agent's."""

from __future__ import annotations

import pytest

from daebug.protocol.transcript import scan, sections

REPLY = "#### 👍p to a at 10:00:00 (8ms)\n```JSON\n1\n```\n"
EVENT = "##### ☑️console.log x 3\n```Text console.log\nm\n```\n"
LEFT_OUT = "\n... (3 more background events omitted) ...\n\n"
TESTS = "## Test Results: 1 pass, 1 fail, 0 skip (1ms)\n\n✗ a  (0ms)\n```\nE\n```\n✓ b  (0ms)\n"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (REPLY, ""),
        (REPLY, "\nnote\n"),
        (REPLY, "\n```js\n2\n```\n"),
        (REPLY, "\n```\n2\n```\n"),
        (REPLY, "\n```ts\n2\n```\n"),
        (REPLY, "\n```json\nnot closed\n"),
        (REPLY, "\n## Next\n"),
        (REPLY + EVENT + EVENT + LEFT_OUT + EVENT, "\n### 🗣️a to p at 10:00:00\n"),
        (REPLY + EVENT + "[all of it, 2.0 kB](p/7.json)\n", "[a link of mine](x)\n"),
        (TESTS, "\nnote\n"),
        (TESTS, "\n```js\n2\n```\n"),
    ],
)
def test_a_section_ends_where_something_begins_that_we_do_not_write(ours: str, theirs: str) -> None:
    data = (ours + theirs).encode()
    end, _ = sections.extent(data, scan.elements(data), 0, "p")
    assert data[:end].decode() == ours.rstrip()
    assert data[end:].decode().strip() == theirs.strip()
