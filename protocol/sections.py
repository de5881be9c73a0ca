"""Sections of the settings, and how a key carries its reason, unit and limits."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta


def why(text: str, unit: str = "", **limits: Any) -> Meta:
    """Return a field's reason, unit and limits as msgspec keeps them."""
    return Meta(description=text, extra={"unit": unit}, **limits)


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the settings file."""


class Pages(Section, frozen=True, kw_only=True):
    """Served folders and the pages in them."""

    job_s: Annotated[
        float, why("How long a page may run a job before it is told timed out.", "seconds", gt=0)
    ] = 60.0
    port: Annotated[
        int,
        why(
            "Where to serve; 0 = one that follows from the folder's name.",
            "TCP port",
            ge=0,
            le=65535,
        ),
    ] = 0
    host: Annotated[str, why("The address to serve on; any other than loopback needs a key.")] = (
        "127.0.0.1"
    )
    key: Annotated[str, why("What callers from other machines must show; empty = none.")] = ""
    secret: Annotated[
        str,
        why(
            "Signs jobs and results of programs (HMAC); pages then run code from this machine only."
        ),
    ] = ""
    origins: Annotated[
        list[str], why("Origins of other servers whose pages may join: http://localhost:5173.")
    ] = []
    keep_events: Annotated[int, why("Background events kept of one realm.", "events", ge=100)] = (
        20_000
    )
    keep_event_bytes: Annotated[
        int, why("Bytes of background events kept of one realm.", "bytes", ge=10_000)
    ] = 4_000_000
    gone_s: Annotated[
        float, why("A realm that is gone is dropped from the lists after this.", "seconds", ge=0)
    ] = 60.0
    browser: Annotated[
        str,
        why("Chromium, Chrome or Edge for tests where no page is open; empty = CHROME_PATH, PATH."),
    ] = ""


class Workspace(Section, frozen=True, kw_only=True):
    """The tools for files: edit, patch, read, write, unpack and the like."""

    allow_outside: Annotated[
        list[str], why("Folders beside the caller's project that may be read and written.")
    ] = []
    edit_bytes: Annotated[
        int, why("A larger file is not edited, patched or written.", "bytes", ge=1024)
    ] = 20_000_000
    durable: Annotated[
        bool,
        why(
            "Have edited files on the disk before they replace the old ones: safe from power cuts."
        ),
    ] = True
    unpack_bytes: Annotated[int, why("Most that one archive may unpack to.", "bytes", ge=1024)] = (
        1_000_000_000
    )
    lock_s: Annotated[
        float, why("Longest wait for a file that another agent is changing.", "seconds", gt=0)
    ] = 10.0


class Terminals(Section, frozen=True, kw_only=True):
    """Terminals and shell runs."""

    buffer_bytes: Annotated[
        int, why("Output kept of one terminal; older output is dropped.", "bytes", ge=65536)
    ] = 2_097_152
    most: Annotated[int, why("Terminals that may run at a time.", "terminals", ge=1)] = 64
    keep_s: Annotated[
        float,
        why("One that ended is forgotten when nobody read it for so long.", "seconds", ge=0),
    ] = 1800.0
    run_s: Annotated[
        float, why("Longest run of a shell command without --timeout.", "seconds", gt=0)
    ] = 120.0
