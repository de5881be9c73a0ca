"""One thing that was looked at, as data.  Pure."""

from __future__ import annotations

import os
from collections.abc import Mapping

import msgspec

#: Nothing to do; something to know; something to mend.
OK, NOTE, WRONG = "ok", "note", "wrong"


class Finding(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is there, whether it is well, and what to do if not."""

    #: Where it stands on the page: ``versions``, ``paths``, ``permissions``, ...
    section: str
    name: str
    state: str = OK
    text: str = ""
    #: A command, or how to find one; empty = nothing is to be done.
    fix: str = ""


def homely(text: str, env: Mapping[str, str]) -> str:
    """Return ``text`` with ``~`` for the home folder: a report goes to strangers.

    >>> homely("in /home/anna/x and /home/annab", {"HOME": "/home/anna"})
    'in ~/x and /home/annab'
    """
    home = env.get("HOME", "").rstrip("/")
    if not home or home == os.sep:
        return text
    return text.replace(f"{home}/", "~/")
