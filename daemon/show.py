"""Answers as text, made for readers with little room: places, values, stops."""

from __future__ import annotations

import os
import re

from .answers import Frame, Heard, Outcome, SourceLine, Value
from .look import Look


def outcome(answer: Outcome, look: Look) -> str:
    """Return a stop, an end or ``running`` as text; every cut says how to see the rest."""
    parts = [_headline(answer, look)]
    if answer.source:
        parts.append(source(answer.source, look))
    if answer.arguments:
        parts.append(_named("args", answer.arguments, 0))
    if answer.locals or answer.variables_left_out:
        parts.append(_named("locals", answer.locals, answer.variables_left_out))
    if answer.displays:
        parts.append(_named("display", answer.displays, 0))
    if len(answer.stack) > 1 or answer.frames_left_out:
        parts.append(stack(answer.stack, answer.frames_left_out, look))
    if answer.output.text:
        parts.append(heard(answer.output))
    parts += [f"note: {note}" for note in answer.notes]
    if answer.next:
        parts.append("next: " + " | ".join(answer.next))
    return "\n".join(parts) + "\n"


def _headline(answer: Outcome, look: Look) -> str:
    """Return the first line: what happened and where."""
    name = answer.session
    if answer.state in {"running", "starting"}:
        waited = f" after {answer.waited_s:g} s" if answer.waited_s else ""
        pid = f" (pid {answer.pid})" if answer.pid else ""
        return look.paint(f"{name}: running{waited}", "bold") + pid
    if answer.ending is not None:
        style = "green" if answer.ending.code == 0 else "red"
        return look.paint(f"{name}: {answer.ending.sentence()}", style)
    if answer.state != "stopped":
        return look.paint(f"{name}: {answer.state}", "bold") + (
            f": {answer.message}" if answer.message else ""
        )
    why = answer.reason + (
        f" {','.join(map(str, answer.breakpoints))}" if answer.breakpoints else ""
    )
    line = look.paint(f"{name}: stopped", "bold") + f" ({why})"
    if answer.frame is not None:
        line += f" at {place(answer.frame)} in {answer.frame.function}"
    if answer.thread is not None:
        line += look.paint(f"  [thread {answer.thread}]", "dim")
    return line + (f"\n{look.paint(answer.message, 'red')}" if answer.message else "")


def place(frame: Frame) -> str:
    """Return ``main.c:42``, relative to the reader's folder where it is below."""
    if not frame.file:
        return "(no source)"
    return f"{short(frame.file)}:{frame.line}"


def short(path: str) -> str:
    """Return the last two parts of a path: enough to know it, short enough to read."""
    parts = path.rsplit(os.sep, 2)
    return os.sep.join(parts[-2:]) if len(parts) > 2 and parts[0] else path


def source(lines: list[SourceLine], look: Look) -> str:
    """Return source with line numbers, ``>`` at the current line and ``*`` at breakpoints."""
    width = len(str(lines[-1].number)) if lines else 1
    shown = []
    for line in lines:
        mark = ">" if line.current else "*" if line.breakpoint else " "
        text = f"{mark} {line.number:>{width}}  {line.text}".rstrip()
        shown.append(look.paint(text, "bold") if line.current else text)
    return "\n".join(shown)


def stack(
    frames: list[Frame], left_out: int, look: Look, more: str = "daebug backtrace --all"
) -> str:
    """Return frames, innermost first, ``=>`` at the selected one; ``more`` shows the others."""
    lines = []
    for frame in frames:
        mark = "=>" if frame.selected else "  "
        text = f"{mark} #{frame.number} {frame.function} at {place(frame)}"
        lines.append(look.paint(text, "dim") if frame.runtime else text)
    if left_out:
        count = f"{left_out} more frames" if left_out > 0 else "more frames"
        lines.append(f"   ({count}: {more})")
    return "stack:\n" + "\n".join(lines)


def heard(output: Heard) -> str:
    """Return the program's output since the last answer."""
    head = "output:"
    if output.lines_left_out:
        head += f" ({output.lines_left_out} earlier lines left out: daebug output)"
    return head + "\n" + "\n".join(f"  | {line}" for line in output.text.splitlines())


def values(shown: list[Value], indent: int = 2) -> list[str]:
    """Return a line for each value, its parts folded in or below it."""
    lines: list[str] = []
    for item in shown:
        lines += value(item, indent)
    return lines


#: Parts that fit into this many characters stand on the line of their value.
FLAT_CHARS = 100


def value(item: Value, indent: int) -> list[str]:
    """Return ``name: type = value {parts} @v3``; parts that have parts go on lines below."""
    pad = " " * indent
    head = f"{pad}{item.name}" + (f": {item.type}" if item.type else "")
    text = item.value + (f"... ({item.cut_chars} more characters)" if item.cut_chars else "")
    ref = f"  {item.ref}" if item.ref else ""
    if not item.parts:
        more = f" ({item.left_out} parts: daebug vars {item.ref})" if item.left_out else ""
        text = "{...}" if item.ref and (not text or _is_type(item)) else text
        return [f"{head} = {text or '(no value)'}{more}{ref}"]
    flat, own = _flat(item), _own(item, text)
    if len(flat) <= FLAT_CHARS:
        return [f"{head} = {own + ' ' if own else ''}{flat}{ref}"]
    lines = [f"{head} = {own}{ref}" if own else f"{head}{ref}"]
    for part in item.parts:
        lines += value(part, indent + 2)
    if item.left_out:
        lines.append(f"{pad}  ({item.left_out} more: daebug print {item.ref} --all)")
    return lines


def _own(item: Value, text: str) -> str:
    """Return what a value says that its parts, which are shown, do not say again."""
    if item.value in ("", item.type) or _is_type(item):
        return ""
    found = _CONTENT.match(text)
    own = found[1].rstrip(",") if found else text
    return "" if own == item.type else own


#: Where the content begins in what a value says: ``Array(3) [``, ``len: 3, cap: 3, [``, ``{``.
_CONTENT = re.compile(r"(|\w+(?:\(\d+\))?|len: \d+, cap: \d+,) ?[\[{]")


def _flat(item: Value) -> str:
    """Return the parts on one line, parts of parts in brackets of their own."""
    indexed = all(_ELEMENT.fullmatch(part.name) and not part.keyed for part in item.parts)
    shown = []
    for part in item.parts:
        text = _flat(part) if part.parts else _short(part)
        key = part.name if part.keyed else _key(part.name)
        name = f"{key}: " if key else f"{part.name}="
        shown.append(text if indexed else f"{name}{text}")
    if item.left_out:
        shown.append(f"... {item.left_out} more")
    return ("[{}]" if indexed else "{{{}}}").format(", ".join(shown))


#: Names of elements, and of entries of a map: ``[3]``, ``3``; ``[0] "ada"``.
_ELEMENT = re.compile(r"\[?\d+\]?")
_ENTRY = re.compile(r"\[\d+\] (.+)", re.DOTALL)


def _key(name: str) -> str:
    """Return the key in the name of an entry; empty = there is none."""
    found = _ENTRY.match(name)
    return found[1] if found else ""


def _short(item: Value) -> str:
    """Return a value without parts; ``{...}`` for one whose parts were not asked for."""
    return "{...}" if item.ref and (not item.value or _is_type(item)) else item.value


def _is_type(item: Value) -> bool:
    """Whether the adapter gave the type in place of a value, as lldb does for a struct."""
    bare = item.type.removeprefix("struct ").removeprefix("class ")
    return item.value in (bare, bare.split("::")[-1]) or item.value.startswith(f"{bare} @ 0x")


def _named(title: str, shown: list[Value], left_out: int) -> str:
    """Return a titled block of values."""
    lines = [f"{title}:", *values(shown)]
    if left_out:
        lines.append(f"  ({left_out} more: daebug locals --all)")
    return "\n".join(lines)
