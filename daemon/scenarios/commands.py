"""The command lines of scenario files, in our words.  Pure."""

from __future__ import annotations

import shlex

#: Adapters as scenario files call them.
ADAPTERS = {"lldb": "lldb-dap", "python": "debugpy", "go": "delve", "cpp": "lldb-dap"}

#: Words that start the same with us, by their first two.
_TWO = {
    ("break", "add"): ["break"],
    ("break", "list"): ["breakpoint", "list"],
    ("break", "remove"): ["breakpoint", "remove"],
    ("break", "enable"): ["breakpoint", "enable"],
    ("break", "disable"): ["breakpoint", "disable"],
    ("breakpoint", "add"): ["break"],
    ("thread", "list"): ["threads"],
    ("thread", "select"): ["thread"],
    ("frame", "select"): ["frame"],
    ("frame", "up"): ["up"],
    ("frame", "down"): ["down"],
}
_ONE = {"evaluate": "eval", "stepin": "step", "stepout": "finish", "stepover": "next"}
_OPTIONS = {"--condition": "--if", "--hit-count": "--hit", "-c": "--if"}

#: Verbs after which the program runs; a step ``await`` waits for it.
RUNNING = frozenset(
    {"continue", "c", "next", "n", "step", "s", "finish", "out", "until", "restart", "pause"}
)


def words(text: str) -> list[str]:
    """Return the words of ``text`` as ours.

    >>> words("break add main.c:5 --condition 'n == 3'")
    ['break', 'main.c:5', '--if', 'n == 3']
    >>> words("break add --hit-count 3")
    ['break', 'add', '--hit', '== 3']
    >>> words("thread list")
    ['threads']
    >>> words("breakpoint remove --all")
    ['breakpoint', 'remove', 'all']
    """
    found = shlex.split(text)
    # ``break add`` alone is a breakpoint at a function of that name.
    named = found[1:2] == ["add"] and (len(found) == 2 or found[2].startswith("-"))
    if tuple(found[:2]) in _TWO and not named:
        found = [*_TWO[found[0], found[1]], *found[2:]]
    if found[:1] == ["context"]:
        found = ["context"]  # how many lines is a setting of ours
    if found and found[0] in _ONE:
        found[0] = _ONE[found[0]]
    if found[:2] == ["breakpoint", "remove"]:
        found = ["all" if word == "--all" else word for word in found]
    if found and found[0] in ("break", "b", "breakpoint"):
        # A plain number means just that hit.
        found = [
            f"== {word}" if before == "--hit-count" and word.isdigit() else word
            for before, word in zip(["", *found], found, strict=False)
        ]
        found = [_OPTIONS.get(word, word) for word in found]
    return found
