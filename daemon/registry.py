"""The verbs: each file of ``commands/`` is one, and the folder is the list.

A file is imported when its verb is first used, so that the first command after
a cold start does not wait for forty of them.  ``continue_.py`` is ``continue``.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any, Protocol

import click
import msgspec

from ..protocol.config import near
from ..protocol.errors.usage import NoSuchVerb
from . import commands
from .keyhole import Keyhole
from .look import Look


class Command(Protocol):
    """What a file of ``commands/`` holds."""

    #: Its help: one sentence, details, ``Examples:``.
    __doc__: str | None
    __name__: str
    PARAMS: tuple[click.Parameter, ...]
    Request: type[msgspec.Struct]
    #: ``run`` answers once; a command that streams has ``stream`` instead.
    run: Callable[[Any, Keyhole], Coroutine[Any, Any, Any]]
    stream: Callable[[Any, Keyhole], AsyncGenerator[Any]]
    render: Callable[[Any, Look], str]


def verb_name(module: str) -> str:
    """Return the verb of a module of ``commands/``."""
    return module.rpartition(".")[2].rstrip("_").replace("_", "-")


@functools.cache
def modules() -> dict[str, str]:
    """Return the module of every verb, by verb; no file is imported for it.

    The folder is looked at once: that takes as long as most commands do.
    """
    names = (found.name for found in pkgutil.iter_modules(commands.__path__))
    return {verb_name(name): name for name in sorted(names)}


def verbs() -> list[str]:
    """Return every verb, sorted."""
    return sorted(modules())


def command(verb: str) -> Command:
    """Return the file of ``verb`` or of what it is short for.

    Raises:
        NoSuchVerb: nobody has it; the nearest one is named.
    """
    known = verbs()
    if verb in known:
        return _load(verb)
    for name in known:
        found = _load(name)
        if verb in aliases(found):
            return found
    raise NoSuchVerb(verb=verb, near=near(verb, known))


def aliases(found: Command) -> tuple[str, ...]:
    """Return the short names of a command."""
    return tuple(getattr(found, "ALIASES", ()))


def _load(verb: str) -> Command:
    """Import the file of ``verb``."""
    module: Any = importlib.import_module(f"{commands.__name__}.{modules()[verb]}")
    return module  # type: ignore[no-any-return]  # checked against Command by a test
