"""What Daebug says in a transcript: the guide at the top, and every message.

Texts only.  A message is one line where it can be, says what is the matter, and
what to do.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import plain

GUIDE = """\
This file contains a live debugging session. It allows you to execute JavaScript code in a remote \
browser or runtime environment and see the results in real-time.

## Short Guide

- **Plain-text notes:** Add context before each request explaining what you're trying to do and why.
- **Chain of thought:** Describe your hypothesis, what you're checking, and observations at any \
point of your work.
- **Section headers:** Use level-2 headers (`##`) to mark substantial debugging turns. Add a short \
note on your plan below the header.
- **Cleanup:** As sessions grow long, replace old irrelevant chunks between level-2 section \
headers with 1-paragraph summaries.
- **Simple requests:** Start with basic expressions like `1+1`, `Object.keys(window)` to verify \
connectivity
- **Test runs:** Use `(await import('node:test')).run();` to execute tests and review output
- **Async code:** Use `async/await` freely; the REPL supports top-level await
- **Timestamp:** When appending your JavaScript code snippet at the end of the file, immediately \
verify the timestamp. IT'S A CRITICAL SAFETY CHECK!
"""

#: Characters of a word from the file that a message repeats.
_WORD = 40


def opening(title: str) -> str:
    """Return what goes in front of a file without a title: 18 lines, the title first."""
    return f"# {plain.one_line(title, 200)}\n\n{GUIDE}\n\n---\n\n"


def session_title(realm: str) -> str:
    """Return the title of the transcript of ``realm``."""
    return f"{realm} Session"


def not_closed(line: int) -> str:
    """Return what to say of a fence that opens at ``line`` and never closes."""
    return f"not run: fence not closed at line {line}"


def meant_js(language: str) -> str:
    """Return what to say of a fence in a language that was meant to be JavaScript."""
    return f"not run: the fence is labelled {_quoted(language)}; did you mean js?"


def unknown_option(word: str) -> str:
    """Return what to say of a word behind ``js`` that is no option."""
    return f"not run: no option {_quoted(word)}; write js, js console=warn or js timeout=300"


def bad_level(given: str, levels: Sequence[str]) -> str:
    """Return what to say of a level of console events that is none."""
    return f"not run: no level {_quoted(given)}; console= takes {', '.join(levels)}"


def bad_timeout(given: str) -> str:
    """Return what to say of a time that nobody can wait."""
    return f"not run: timeout={_quoted(given)} is no number of seconds, from above 0 to a day"


def nested(line: int) -> str:
    """Return what to say of a fence in a list or a quote."""
    return (
        f"not run: the fence at line {line} is inside a list or a quote; "
        "begin it at the start of the line"
    )


def no_live_page(live: Sequence[str], *, url: str, realm: str = "") -> str:
    """Return what to say where no page reads the file, or none is the ``realm`` that was meant.

    ``live`` = realms that are there; ``url`` = where to open one.
    """
    who = f"is called {_quoted(realm)}" if realm else "reads this file"
    there = ", ".join(live) if live else f"none; open {plain.one_line(url, 200)} in a browser"
    return f"not run: no live page {who}; live: {there}"


def timed_out(ms: float) -> str:
    """Return the error of a job that took too long."""
    return f"job timed out after {ms:.0f}ms"


def left(reason: str, ms: float) -> str:
    """Return the error of a job whose page went away: ``reason`` as ``RealmLeft`` gives it."""
    said = {
        "navigate": "page navigated away",
        "reloaded": "page was reloaded",
        "unload": "page was closed or reloaded",
        "worker-hung": "worker hung and was restarted",
        "silent": "page fell silent",
        "root-closed": "serving was stopped",
    }.get(reason, "page was closed")
    return f"{said} after {ms:.0f}ms, before it answered; the job is not run again"


def interrupted() -> str:
    """Return the error of a job that ran when Daebug itself ended."""
    return "interrupted: Daebug was restarted while this ran; its result is not known"


def cancelled() -> str:
    """Return what to say where a running request was edited away."""
    return "cancelled: the request that ran here was changed or removed; write it again to run it"


def unresponsive(ms: float) -> str:
    """Return what to say of a worker that hangs."""
    return f"Worker unresponsive for {ms:.0f}ms, restarting..."


def whole(path: str, size_bytes: int) -> str:
    """Return the line that tells where all of a long value or list is."""
    return f"[all of it, {size_bytes / 1000:.1f} kB]({path})"


def omitted(count: int) -> str:
    """Return the line that stands for background events left out."""
    return f"... ({count} more background events omitted) ..."


def dropped(count: int) -> str:
    """Return the line that stands for events that the page itself left out."""
    return f"... ({count} background events were dropped by the page: too many at once) ..."


def more_tests(count: int) -> str:
    """Return the line that stands for tests left out."""
    return f"... ({count} more tests omitted) ..."


def _quoted(word: str) -> str:
    """Return ``word`` of a file as a message may repeat it."""
    return f"`{plain.one_line(word, _WORD)}`"
