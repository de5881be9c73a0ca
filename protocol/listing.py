"""The order that tries every adapter, and its answer."""

from __future__ import annotations

import msgspec

from .config import Described
from .message import Message


class AdapterSeen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What there is of one adapter."""

    name: str
    languages: list[str] = []
    #: It was started and greeted.
    verified: bool = False
    version: str = ""
    path: str = ""
    transport: str = ""
    #: Seconds from its start to its greeting.
    greeted_s: float = 0.0
    #: What it announced, DAP spelling.
    capabilities: list[str] = []
    #: Why it can't be used; empty = it can.
    why: str = ""
    #: How to get it.
    install: str = ""


class ListAdapters(Message, frozen=True, kw_only=True):
    """Try every adapter; answered with ``AdaptersListed``."""

    #: As in ``OpenSession``.
    adapter_paths: dict[str, str] = {}
    described: dict[str, Described] = {}
    #: Only these; empty = all.
    names: list[str] = []


class AdaptersListed(Message, frozen=True, kw_only=True):
    """All adapters, by name."""

    adapters: list[AdapterSeen]
