"""Locations as people type them: ``main.c:42``, ``42``, ``add``, ``Class::method``."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from ..protocol.errors.programs import BadLocation, LineBeyondEnd
from . import existing, project, source
from .keyhole import Caller

#: A file with a line, and a column perhaps; the file may hold colons of its own.
_PLACE = re.compile(r"^(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?$")

#: What can be a function: ``ns::f``, ``operator<``, ``<T as U>::f``, ``pkg.F``.
_FUNCTION = re.compile(r"^[A-Za-z_~<][\w:.<>~*&,\s()+\-=\[\]!|^%]*$")

#: Endings of source files: a word with one of them is a file whose line was forgotten.
_SOURCE = re.compile(r"\.(c|h|cc|cpp|cxx|hpp|rs|py|go|js|ts|java|rb|sh|swift|zig|m)$")


@dataclass(frozen=True)
class Location:
    """A line of a file (absolute path), a function, or an address in the program's code."""

    path: str = ""
    line: int = 0
    #: From 1; 0 = the first place on the line.
    column: int = 0
    function: str = ""
    #: A number, or an expression for one.
    address: str = ""


def read(text: str, caller: Caller, current: str = "", known: tuple[str, ...] = ()) -> Location:
    """Return the location that ``text`` means.

    ``current`` is the file of the selected frame: a bare number is a line of it.
    ``known`` are source files the session has shown: a bare name may be one.

    Raises:
        BadLocation: it is none.  NoSuchFile: no such file, with the nearest one.
        LineBeyondEnd: the file is shorter.
    """
    if not text.strip():
        raise BadLocation(location="(nothing)", why="give FILE:LINE or a function")
    if text.isdigit():
        if not current:
            raise BadLocation(location=text, why="no file is selected; give FILE:LINE")
        return _line(current, int(text))
    if match := _PLACE.match(text):
        path = file(match["file"], caller, current, known)
        return _line(path, int(match["line"]), int(match["column"] or 0))
    if text.startswith("*") and len(text) > 1:
        return Location(address=text[1:])
    if _SOURCE.search(text) and not text.startswith("<"):
        raise BadLocation(location=text, why=f"the line is missing; give {text}:LINE")
    if _FUNCTION.match(text):
        return Location(function=text)
    raise BadLocation(location=text, why="give FILE:LINE or a function")


def qualified(function: str, around: str) -> str:
    """Return a Go function's name with the package of ``around``, a function of the program.

    >>> qualified("add", "main.main"), qualified("add", "example.com/shop/till.(*Till).Ring")
    ('main.add', 'example.com/shop/till.add')
    >>> qualified("strings.Cut", "main.main")
    'strings.Cut'
    """
    if "." in function:
        return function
    folder, slash, name = around.rpartition("/")
    package = name.partition(".")[0] or "main"
    return f"{folder}{slash}{package}.{function}"


def file(name: str, caller: Caller, current: str = "", known: tuple[str, ...] = ()) -> str:
    """Return the absolute path of the source file that ``name`` means; arguments as in ``read``.

    It is the caller's, else one the session knows, else the only one of its project.

    Raises:
        NoSuchFile: there is none, with the nearest one.
    """
    path = caller.path(name)
    if os.path.isfile(path):
        return path
    places = dict.fromkeys((current, *known))
    for other in places:
        if other and (other == name or other.endswith(os.sep + name)):
            return other
    for other in places:
        beside = os.path.join(os.path.dirname(other), name) if other else ""
        if beside and os.path.isfile(beside):
            return beside
    if found := project.only(name, caller.cwd):
        return found
    return existing.file(path)


def _line(path: str, line: int, column: int = 0) -> Location:
    text = source.lines(path)
    if text is not None and not 1 <= line <= len(text):
        raise LineBeyondEnd(path=path, lines=len(text), line=line)
    return Location(path=path, line=line, column=column)
