"""Commands that run another command: what it is, as far as its words tell.

``sudo -u root rm x`` runs ``rm x``; ``bash -c 'rm x'`` runs a text; what comes
from standard input, or from an expansion, is not known.
"""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass

from .words import LATER, Word, literal

#: Options of a wrapper that take the next word as their value.
VALUES = {
    "sudo": "-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt --chdir --chroot",
    "doas": "-u -C",
    "env": "-u -C -P --unset --chdir --block-signal",
    "nice": "-n --adjustment",
    "ionice": "-c -n -p --class --classdata",
    "chrt": "-p",
    "taskset": "",
    "nohup": "",
    "setsid": "",
    "stdbuf": "-i -o -e --input --output --error",
    "timeout": "-s -k --signal --kill-after",
    "time": "-f -o --format --output",
    "command": "",
    "builtin": "",
    "exec": "-a",
    "coproc": "",
    "xargs": "-a -d -E -I -L -n -P -s --arg-file --delimiter --max-args --max-procs --replace",
    "parallel": "-a -j -I -N --jobs --arg-file",
    "flock": "-w -E --timeout --conflict-exit-code",
    "chroot": "--userspec --groups",
    "strace": "-o -e -p -s -a -S -u -E",
    "ltrace": "-o -e -p -s -a -u",
    "watch": "-n --interval",
    "busybox": "",
    "caffeinate": "-t -w",
    "unshare": "",
    "nsenter": "-t",
}
_VALUES = {name: frozenset(said.split()) for name, said in VALUES.items()}

#: Words between the options of a wrapper and the command it runs.
LEADING = {"timeout": 1, "flock": 1, "chroot": 1, "taskset": 1, "chrt": 1}

#: What they run gets more words when it runs.
ADDING = ("xargs", "parallel")

SHELLS = ("sh", "bash", "dash", "zsh", "ksh", "ash", "fish")

#: Shell options that take the next word as their value.
_SHELL_VALUES = ("-o", "+o", "-O", "+O", "--rcfile", "--init-file")

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_FIND = ("-exec", "-execdir", "-ok", "-okdir")


@dataclass(frozen=True)
class Inner:
    """What a command runs: words, or the text of a script, or something not known."""

    argv: tuple[Word, ...] = ()
    script: str = ""
    #: Why it can't be told; empty = it can.
    unknown: str = ""


def name_of(argv: tuple[Word, ...]) -> str:
    """Return the name of the program, without its folder; empty = not known."""
    return os.path.basename(argv[0].text) if argv and argv[0].known else ""


def inner(argv: tuple[Word, ...]) -> list[Inner]:
    """Return what ``argv`` runs beside itself; nothing for most commands."""
    name = name_of(argv)
    if name in SHELLS:
        return _shell(name, argv)
    if name == "eval":
        return [_text(argv[1:], "eval")] if len(argv) > 1 else []
    if name in ("trap", "alias"):
        return _kept(name, argv[1:])
    if name == "su":
        return _su(argv)
    if name == "find":
        return _find(argv)
    if name not in _VALUES:
        return []
    if name == "env" and (split := _split_string(argv)) is not None:
        return split
    rest = _after_options(argv, _VALUES[name])
    rest = rest[LEADING.get(name, 0) :]
    while rest and name in ("sudo", "env", "doas") and _ASSIGNMENT.match(rest[0].typed):
        rest = rest[1:]
    if not rest or (name == "command" and _asks(argv)):
        return []
    if name == "watch":
        return [_text(rest, "watch")]
    if name == "parallel" and len(rest) == 1 and " " in rest[0].text:
        return [_text(rest, "parallel")]
    return [Inner((*rest, LATER) if name in ADDING else rest)]


def _asks(argv: tuple[Word, ...]) -> bool:
    """Whether it is ``command -v NAME``, which runs nothing."""
    return any(word.text in ("-v", "-V") for word in argv[1:2])


def _after_options(argv: tuple[Word, ...], values: frozenset[str]) -> tuple[Word, ...]:
    """Return the words after the options of ``argv[0]``."""
    at = 1
    while at < len(argv) and argv[at].typed.startswith("-") and len(argv[at].typed) > 1:
        at += 1
        if argv[at - 1].text == "--":
            break
        if argv[at - 1].text in values:
            at += 1
    return argv[at:]


def _shell(name: str, argv: tuple[Word, ...]) -> list[Inner]:
    """Return what a shell is given: a text, a file (which is its own business), or input."""
    at = 1
    while at < len(argv) and argv[at].typed[:1] in ("-", "+") and len(argv[at].typed) > 1:
        option = argv[at].text
        if option.startswith("-") and not option.startswith("--") and "c" in option:
            rest = argv[at + 1 :]
            while rest and rest[0].typed[:1] in ("-", "+"):
                rest = rest[1:]
            return [_text(rest[:1], f"{name} -c")] if rest else []
        at += 2 if option in _SHELL_VALUES else 1
    if at < len(argv) and argv[at].typed != "-":
        return []
    return [Inner(unknown=f"{name} reads its commands from standard input")]


def _su(argv: tuple[Word, ...]) -> list[Inner]:
    """Return the text after ``-c``."""
    for at, word in enumerate(argv[:-1]):
        if word.text in ("-c", "--command"):
            return [_text(argv[at + 1 : at + 2], "su -c")]
    return [Inner(unknown="su opens a shell of another user")]


def _find(argv: tuple[Word, ...]) -> list[Inner]:
    """Return the commands of ``-exec`` and its kin."""
    found = []
    words: list[Word] | None = None
    for word in argv[1:]:
        if words is None:
            words = [] if word.text in _FIND else None
        elif word.text == ";" or (word.text == "+" and words and words[-1].text == "{}"):
            found.append(Inner(tuple(LATER if w.text == "{}" else w for w in words)))
            words = None
        else:
            words.append(word)
    return found


def _split_string(argv: tuple[Word, ...]) -> list[Inner] | None:
    """Return what ``env -S 'prog args'`` runs; ``None`` = there is no such option."""
    for at, word in enumerate(argv[1:], 1):
        if word.text.startswith("-S") or word.text == "--split-string":
            said = word.text[2:] if word.text.startswith("-S") and len(word.text) > 2 else ""
            rest = argv[at + 1 :]
            if not said and rest:
                said, rest = rest[0].text, rest[1:]
            try:
                words = shlex.split(said)
            except ValueError:
                return [Inner(unknown="env -S is given a text with an open quote")]
            return [Inner((*map(literal, words), *rest))] if words else []
        if not word.typed.startswith("-"):
            return None
    return None


def _kept(name: str, words: tuple[Word, ...]) -> list[Inner]:
    """Return the texts that the shell is told to run later."""
    if name == "alias":
        texts = [word for word in words if "=" in word.typed]
        return [
            Inner(script=word.text.partition("=")[2]) if word.known else _text((word,), name)
            for word in texts
        ]
    words = words[1:] if words and words[0].text == "--" else words
    # ``trap - EXIT`` and ``trap '' INT`` run nothing, ``trap -p`` and ``trap INT`` neither.
    if len(words) < 2 or (words[0].known and words[0].text[:1] in ("", "-")):
        return []
    return [_text(words[:1], name)]


def _text(words: tuple[Word, ...], name: str) -> Inner:
    """Return words as the text of a script, if all are known."""
    if not all(word.known for word in words):
        return Inner(unknown=f"{name} runs a text that is made when it runs")
    return Inner(script=" ".join(word.text for word in words))
