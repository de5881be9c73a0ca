"""The simple commands of a shell text, in the order they stand, and where each may run.

A command's folder is a set of possibilities: ``cd x && rm y`` runs ``rm`` in
``x``, but after ``cd x; rm y`` it may also run where the shell stood before, for
``cd`` can fail.  More than ``MOST_FOLDERS`` of them, or a ``cd`` to what is not
known, make the folder unknown.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from .words import KINDS, Word, source, word

#: Possibilities that are kept of where a command runs.
MOST_FOLDERS = 8

#: Commands of one text that are listed; with more the text counts as not read to its end.
MOST_COMMANDS = 2000

#: The folder can't be told.
UNKNOWN = "?"

#: Folders as text relative to where the shell starts ("" = there), or ``UNKNOWN``.
Folders = tuple[str, ...]

#: What runs in a shell of its own: a ``cd`` in it changes nothing outside.
_APART = frozenset(
    {
        "subshell",
        "pipeline",
        "command_substitution",
        "process_substitution",
        "function_definition",
    }
)

_REDIRECTS = ("file_redirect", "heredoc_redirect", "herestring_redirect")
_BACKTICKS = re.compile(r"(?<!\\)`((?:[^`\\]|\\.)*)`")


@dataclass(frozen=True)
class Redirect:
    """A file that the shell opens for a command."""

    operator: str
    target: Word
    folders: Folders

    @property
    def writes(self) -> bool:
        """Whether the file is written."""
        return ">" in self.operator


@dataclass(frozen=True)
class Simple:
    """One simple command."""

    argv: tuple[Word, ...]
    #: As typed, with its redirects.
    text: str
    folders: Folders
    #: Names that are set for it: ``FOO`` of ``FOO=1 make``.
    assigned: tuple[str, ...] = ()


@dataclass
class Script:
    """All that a text runs."""

    commands: list[Simple] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    #: It follows bash's grammar to its end.
    complete: bool = True


@functools.cache
def _language() -> Language:
    """Return bash's grammar; it takes 40 ms to load, which only the first use pays."""
    return Language(tree_sitter_bash.language())


def script(text: str, folders: Folders = ("",)) -> Script:
    """Return the commands of ``text``, which starts in one of ``folders``."""
    source = text.encode("utf-8", "surrogateescape")
    # A parser each time, at 1 us: long texts are read in threads.
    root = Parser(_language()).parse(source).root_node
    found = Script(complete=not root.has_error)
    try:
        _Walk(found, source).visit(root, folders)
    except TooManyCommands:
        found.complete = False
    return found


@dataclass(frozen=True)
class _Tail:
    """Redirects that stand after a statement: the grammar has them around all of it.

    ``a && b > c`` is read as ``{ a && b; } > c``; bash gives ``c`` to ``b`` alone.
    """

    redirects: tuple[Node, ...] = ()
    #: Where the last of them ends in the source.
    end: int = 0


_NO_TAIL = _Tail()


class TooManyCommands(Exception):
    """A text with over ``MOST_COMMANDS``; those before are known."""


class _Walk:
    """From a syntax tree to a script."""

    def __init__(self, found: Script, source: bytes) -> None:
        """Add to ``found`` what ``source`` says."""
        self._found = found
        self._source = source

    def visit(self, node: Node, folders: Folders, tail: _Tail = _NO_TAIL) -> Folders:
        """Add what ``node`` runs in ``folders``; return where the shell may be after it."""
        match node.type:
            case "command":
                return self._command(node, folders, tail)
            case "redirected_statement":
                return self._redirected(node, folders, tail)
            case "list":
                return self._list(node, folders, tail)
            case "heredoc_body":
                self._heredoc(node, folders)
                return folders
            case kind if kind in _REDIRECTS:
                self._redirect(node, folders)
                return folders
        after = folders
        named = [child for child in node.children if child.is_named]
        handed_on = tail if node.type in ("pipeline", "negated_command") else _NO_TAIL
        for child in named:
            given = handed_on if child is named[-1] else _NO_TAIL
            after = _either(after, self.visit(child, after, given))
        if handed_on is not tail or not named:
            self._redirects(tail, folders)
        return folders if node.type in _APART else after

    def _list(self, node: Node, folders: Folders, tail: _Tail) -> Folders:
        """Add ``a && b`` or ``a || b``."""
        left, *rest = (child for child in node.children if child.is_named)
        after = self.visit(left, folders)
        certain = any(child.type == "&&" for child in node.children)
        for right in rest:
            given = tail if right is rest[-1] else _NO_TAIL
            if certain:
                after = self.visit(right, after, given)
            else:
                after = _either(folders, after)
                after = _either(after, self.visit(right, after, given))
        return after

    def _redirected(self, node: Node, folders: Folders, tail: _Tail) -> Folders:
        """Add a statement with its redirects."""
        own = tuple(child for child in node.children if child.type in _REDIRECTS)
        tail = _Tail((*own, *tail.redirects), tail.end or node.end_byte)
        body = node.child_by_field_name("body")
        if body is not None:
            return self.visit(body, folders, tail)
        if more := [word for redirect in own for word in _swallowed(redirect)]:
            self._found.commands.append(Simple(tuple(more), source(node), folders))
        self._redirects(tail, folders)
        return folders

    def _command(self, node: Node, folders: Folders, tail: _Tail) -> Folders:
        """Add a simple command, and what its words run."""
        argv: list[Word] = []
        assigned = []
        for child in node.children:
            if child.type == "command_name":
                argv += [word(part) for part in child.children if part.type in KINDS]
            elif child.type in KINDS:
                argv.append(word(child))
            elif child.type == "variable_assignment":
                assigned.append(source(child).partition("=")[0])
            elif child.type in _REDIRECTS:
                argv += _swallowed(child)
        # ``cat > out file``: words after a redirect are arguments.
        argv += [word for redirect in tail.redirects for word in _swallowed(redirect)]
        typed = self._source[node.start_byte : max(tail.end, node.end_byte)]
        text = typed.decode("utf-8", "surrogateescape")
        made = Simple(tuple(argv), text, folders, tuple(assigned))
        if len(self._found.commands) >= MOST_COMMANDS:
            raise TooManyCommands
        if text:  # else the grammar put in what it misses
            self._found.commands.append(made)
        for child in node.children:
            if child.is_named and child.child_count:
                self.visit(child, folders)
        self._redirects(tail, folders)
        return moved(made)

    def _redirects(self, tail: _Tail, folders: Folders) -> None:
        """Add redirects of a command that runs in ``folders``."""
        for redirect in tail.redirects:
            self._redirect(redirect, folders)

    def _redirect(self, node: Node, folders: Folders) -> None:
        """Add the file of a redirect, and what its words run."""
        operator = next((c.type for c in node.children if not c.is_named), "")
        targets = [child for child in node.children if child.type in KINDS]
        if node.type == "file_redirect" and targets:
            target = word(targets[0])
            if not (operator.endswith("&") and (target.text.isdigit() or target.text == "-")):
                self._found.redirects.append(Redirect(operator, target, folders))
        for child in node.children:
            if child.is_named:
                # ``cat <<EOF | sh``: the rest of the line hangs in the redirect.
                self.visit(child, folders)

    def _heredoc(self, node: Node, folders: Folders) -> None:
        """Add what an unquoted here-document runs; the grammar passes over its backticks."""
        for child in node.children:
            self.visit(child, folders)
        siblings = node.parent.children if node.parent else []
        start = next((source(c) for c in siblings if c.type == "heredoc_start"), "'")
        if start[:1] in "'\"\\":
            return
        for found in _BACKTICKS.finditer(source(node)):
            inner = script(found[1], folders)
            self._found.commands += inner.commands
            self._found.redirects += inner.redirects


def moved(command: Simple) -> Folders:
    """Return where the shell stands once ``command`` succeeded."""
    name = command.argv[0] if command.argv else None
    if name is None or not name.known or name.text not in ("cd", "pushd", "popd"):
        return command.folders
    words = [w for w in command.argv[1:] if w.text not in ("-P", "-L", "-e", "--")]
    if name.text == "popd":
        return (UNKNOWN,)
    if not words and name.text == "cd":
        return ("~",)
    if len(words) != 1 or not words[0].known or words[0].text == "-":
        return (UNKNOWN,)
    target = words[0].text
    return tuple(dict.fromkeys(joined(folder, target) for folder in command.folders))


def joined(folder: str, name: str) -> str:
    """Return ``name`` as seen from ``folder``; absolute names and homes stand for themselves."""
    if name.startswith(("/", "~")):
        return name
    return UNKNOWN if folder == UNKNOWN else os.path.join(folder, name)


def _swallowed(node: Node) -> Iterator[Word]:
    """Yield the words after a redirect's file: they are arguments of the command."""
    words = [child for child in node.children if child.type in KINDS]
    for child in words[0 if node.type == "heredoc_redirect" else 1 :]:
        yield word(child)


def _either(one: Folders, other: Folders) -> Folders:
    """Return both possibilities."""
    both = tuple(dict.fromkeys((*one, *other)))
    return both if len(both) <= MOST_FOLDERS else (UNKNOWN,)
