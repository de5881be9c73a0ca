"""What an operation of the HTTP interface is, and which one a request means.  Pure.

A template such as ``/jobs/{job}/result`` has names in braces; ``PARTS`` says
what may stand there, and a path with anything else there means no operation.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from aiohttp import web

from .access import Access
from .forms import JobId, Name
from .root import Root

Endpoint = Callable[[Root, web.BaseRequest], Awaitable[web.StreamResponse]]

#: What may stand in the braces of a template.
PARTS: Mapping[str, Any] = {"name": Name, "job": JobId}

JSON, TEXT, HTML, SCRIPT = (
    "application/json",
    "text/plain",
    "text/html",
    "application/javascript",
)


class Reply(msgspec.Struct, frozen=True):
    """One answer of an operation."""

    says: str
    #: The type of its JSON, or ``str``; ``None`` = no body.
    form: Any = None
    content: str = JSON
    #: Headers that it always bears, and what they say.
    headers: Mapping[str, str] = {}


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one path."""

    method: str
    path: str
    access: Access
    endpoint: Endpoint
    #: It can't be signed: where the root has a secret it works from this machine only.
    here: bool = False
    #: One sentence, and more of them.
    says: str
    more: str = ""
    tag: str = "programs"
    query: type[msgspec.Struct] | None = None
    body: Any = None
    #: Content types of the body.
    content: tuple[str, ...] = (JSON,)
    #: Headers that may be sent, and what they say.
    headers: Mapping[str, str] = {}
    answers: Mapping[int, Reply]
    #: Statuses of its own errors; those of all operations go without saying.
    errors: tuple[int, ...] = ()

    @property
    def parts(self) -> list[str]:
        """The names in braces, in order."""
        return re.findall(r"\{(\w+)\}", self.path)


class Table:
    """Operations by their path."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """Hold ``operations``; no two of them have one method and path."""
        self._exact: dict[str, dict[str, Operation]] = {}
        self._named: list[tuple[re.Pattern[str], dict[str, Operation]]] = []
        self._near: list[re.Pattern[str]] = []
        methods: dict[str, dict[str, Operation]] = {}
        self._all = tuple(operations)
        for operation in self._all:
            of_path = methods.setdefault(operation.path, {})
            if operation.method in of_path:
                raise ValueError(f"{operation.method} {operation.path} is there twice")
            of_path[operation.method] = operation
        for path, of_path in methods.items():
            if "{" in path:
                self._named.append((_pattern(path), of_path))
                self._near.append(re.compile(re.sub(r"\\{\w+\\}", "[^/]*", re.escape(path))))
            else:
                self._exact[path] = of_path

    def __iter__(self) -> Iterator[Operation]:
        """Iterate over all operations, in the order of the document."""
        return iter(self._all)

    def of(self, path: str) -> Mapping[str, Operation] | None:
        """Return the operations of a decoded ``path`` by method; ``None`` = it may be a file."""
        if (found := self._exact.get(path)) is not None:
            return found
        for pattern, of_path in self._named:
            if pattern.fullmatch(path):
                return of_path
        return None

    def nearly(self, path: str) -> bool:
        """Whether ``path`` would mean an operation if the names in it were usable ones."""
        return any(pattern.fullmatch(path) for pattern in self._near)


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what a path of ``template`` looks like."""
    made = re.escape(template)
    for name, form in PARTS.items():
        (meta,) = form.__metadata__
        inside = (meta.pattern or "").removeprefix("^").removesuffix("$")
        made = made.replace(re.escape("{" + name + "}"), f"(?:{inside})")
    return re.compile(made)
