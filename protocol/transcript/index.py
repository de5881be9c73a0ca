"""``daebug.md``: the list of live sessions while serving, and the farewell afterwards.

The texts are the predecessor's, byte for byte; agents know them.  Times come as
text (``clock.twelve``).  Names and URLs come from pages, so no line can begin in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from .. import plain

#: A line of its own that asks the server to stop.
SHUTDOWN = "%%SHUTDOWN%%"

#: What the texts say to start again.
RESTART = "npm start"

_ENTRY = re.compile(r"^\* \[([^\]\n]*)\]\(([^)\n]*)\) \((.*)\) at (.*?): (.+?)\s*$", re.MULTILINE)

_INTRODUCTION = """\
> Interactive debugging REPL sessions for live browser contexts

This file tracks all active debugging sessions. Each entry represents a connected page or web \
worker where you can execute JavaScript code and see results in real-time.


## Active Sessions

"""

_HOW_TO_USE = """\
## How to Use

**Key Features:**
- **Live execution**: Code runs in actual browser/worker contexts, not simulated
- **Async/await support**: Promises resolve naturally, no special handling needed
- **Multi-realm**: Main pages and their web workers are tracked separately
- **File-based protocol**: No IDE plugins required, just edit Markdown files

**Workflow:**
1. Open any session file from the list above
2. Scroll to bottom and add code in a JS fenced block (after the prompt line)
3. Save the file
4. Results appear automatically within 1-2 seconds

"""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One realm in the list."""

    name: str
    #: Of the transcript, from the root.
    path: str
    url: str
    #: ``live``, ``executing``, or another state in one word or few.
    state: str
    #: The time when it was last seen, as it is shown.
    seen: str
    #: The same in seconds since the epoch; the latest comes first.
    seen_at: float = 0.0


def live(started: str, entries: Iterable[Entry], *, restart: str = RESTART) -> str:
    """Return the index while serving since ``started``."""
    newest = sorted(entries, key=lambda entry: -entry.seen_at)
    listed = "\n".join(_line(entry) for entry in newest)
    return (
        f"# \U0001f47e Daebug remote debugging REPL started {started}\n"
        f"{_INTRODUCTION}{listed}\n\n\n{_HOW_TO_USE}{_again(restart)}"
    )


def ended(started: str, stopped: str, *, restart: str = RESTART) -> str:
    """Return the index after serving from ``started`` to ``stopped``."""
    return (
        f"# \U0001f47e Daebug remote debugging REPL: SERVER SHUT DOWN {stopped}\n"
        "> This debugging session has concluded.\n\n"
        f"The REPL server has been shut down. Total uptime was from {started} to {stopped}.\n\n\n"
        f"To begin a new debugging session:\n\n```\n{restart}\n```\n\n\n"
        f"{_HOW_TO_USE}{_again(restart)}"
    )


def asks_shutdown(text: str) -> bool:
    """Return whether a line of ``text`` asks the server to stop."""
    return SHUTDOWN in text and any(line.strip() == SHUTDOWN for line in text.split("\n"))


def concluded(text: str) -> bool:
    """Return whether ``text`` is a farewell, so that nobody serves by it."""
    return "SERVER SHUT DOWN" in text.split("\n", 1)[0]


def entries(text: str) -> list[Entry]:
    """Return the realms listed in ``text``, in order; ``seen_at`` is not in the file."""
    return [
        Entry(name=name, path=path, url=url, seen=seen, state=state)
        for name, path, url, seen, state in _ENTRY.findall(text)
    ]


def _line(entry: Entry) -> str:
    """Return the line of ``entry``."""
    name = plain.one_line(entry.name, 80).replace("[", "(").replace("]", ")")
    path = plain.one_line(entry.path, 300).replace("(", "%28").replace(")", "%29")
    url = plain.one_line(entry.url, 500)
    return f"* [{name}]({path}) ({url}) at {entry.seen}: {plain.one_line(entry.state, 60)}"


def _again(restart: str) -> str:
    """Return the last section."""
    return (
        f"## Restart\n\nTo exit write `{SHUTDOWN}` **in this file on a separate line,** "
        f"then run `{restart}` again.\n"
    )
