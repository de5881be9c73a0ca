"""The form of every message of the bus; the messages are in ``orders``, ``facts``, ``pages``."""

from __future__ import annotations

import msgspec


class Message(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """One message of the bus; its tag is the name of its class."""
