"""One word of a shell command: as it is typed, and what the program gets.

Quotes and backslashes are taken away as bash does it; what only the shell can
know when it runs (``$HOME``, ``$(...)``, braces) makes the word unknown, and a
pattern (``*.c``) is kept apart from a name.

bash, "Quoting": https://www.gnu.org/software/bash/manual/html_node/Quoting.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

#: Kinds of nodes that are words of a command.
KINDS = frozenset(
    {
        "word",
        "string",
        "raw_string",
        "ansi_c_string",
        "translated_string",
        "concatenation",
        "number",
        "simple_expansion",
        "expansion",
        "command_substitution",
        "arithmetic_expansion",
        "process_substitution",
        "brace_expression",
        "extglob_pattern",
        "regex",
    }
)

_GLOB = re.compile(r"(?<!\\)[*?\[]")
_ESCAPED = re.compile(r"\\(\n|.)", re.DOTALL)
_IN_DOUBLE = re.compile(r"\\([$`\"\\\n])")
_ANSI = re.compile(
    r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|c.|.)", re.DOTALL
)
_ANSI_LETTERS = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


@dataclass(frozen=True)
class Word:
    """A word."""

    #: As typed, quotes included.
    typed: str
    #: What the program gets; of an unknown word the part before what is not known.
    text: str
    #: ``text`` is all of it.
    known: bool = True
    #: A pattern: the shell puts the names of files in its place.
    pattern: bool = False
    #: It begins with a tilde that stands for a home.
    home: bool = False


#: A word that is made when the command runs, such as what xargs adds.
LATER = Word("", "", known=False)


def word(node: Node) -> Word:
    """Return the word in ``node``."""
    typed = source(node)
    if node.type == "concatenation":
        return _joined(typed, [word(child) for child in node.children])
    if node.type == "word":
        return _plain(typed)
    if node.type == "number":
        return Word(typed, typed)
    if node.type == "raw_string":
        return Word(typed, typed[1:-1])
    if node.type == "ansi_c_string":
        return Word(typed, _ANSI.sub(_ansi, typed[2:-1]))
    if node.type in ("string", "translated_string"):
        return _double(node, typed)
    if node.type in ("extglob_pattern", "regex"):
        return Word(typed, "", known=False, pattern=True)
    return Word(typed, "", known=False)


def source(node: Node) -> str:
    """Return the text of a node; bytes that are no UTF-8 survive."""
    return (node.text or b"").decode("utf-8", "surrogateescape")


def literal(text: str) -> Word:
    """Return a word that is exactly ``text``."""
    return Word(text, text)


def _plain(typed: str) -> Word:
    """Return an unquoted word."""
    text = _ESCAPED.sub(lambda m: "" if m[1] == "\n" else m[1], typed)
    braces = "{" in typed and "}" in typed and typed != "{}"
    found = _GLOB.search(typed)
    if found:
        text = _ESCAPED.sub(r"\1", typed[: found.start()])
    if braces:
        text = text.partition("{")[0]
    return Word(
        typed,
        text,
        known=not found and not braces,
        pattern=bool(found),
        home=typed.startswith("~"),
    )


def _joined(typed: str, parts: list[Word]) -> Word:
    """Return what the parts of one word make together."""
    if typed == "{}":
        return Word(typed, typed)
    text = ""
    for part in parts:
        # ``{`` of a brace expansion comes as a part of its own.
        if part.typed == "{":
            return Word(typed, text, known=False, home=parts[0].home)
        text += part.text
        if not part.known:
            pattern = part.pattern
            return Word(typed, text, known=False, pattern=pattern, home=parts[0].home)
    return Word(typed, text, home=parts[0].home if parts else False)


def _double(node: Node, typed: str) -> Word:
    """Return a word in double quotes; its text ends where an expansion begins."""
    start = typed.index('"') + 1
    unknown = [child for child in node.children if child.type in KINDS - {"word", "number"}]
    if not unknown:
        return Word(typed, _IN_DOUBLE.sub(_quoted, typed[start:-1]))
    first = unknown[0].start_byte - node.start_byte
    before = typed.encode("utf-8", "surrogateescape")[start:first]
    text = before.decode("utf-8", "surrogateescape")
    return Word(typed, _IN_DOUBLE.sub(_quoted, text), known=False)


def _quoted(found: re.Match[str]) -> str:
    """Return what a backslash in double quotes leaves."""
    return "" if found[1] == "\n" else found[1]


def _ansi(found: re.Match[str]) -> str:
    """Return what an escape of ``$'...'`` stands for."""
    said = found[1]
    if said[0] in "xuU" and len(said) > 1:
        number = int(said[1:], 16)
        return chr(number) if number < 0x110000 else found[0]
    if said[0] in "01234567":
        return chr(int(said, 8) & 0xFF)
    if said[0] == "c" and len(said) > 1:
        return chr(ord(said[1]) & 0x1F)
    return _ANSI_LETTERS.get(said, said if said in "\\'\"?" else found[0])
