"""What adapters are here: each is looked for, started, greeted, and let go.

Only a handshake proves an adapter: a program of the right name may lack a
library, or be too old to speak DAP.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..protocol.errors import DaebugError
from ..protocol.listing import AdapterSeen
from . import banner, transport
from .connection import Connection
from .find import Found
from .kind import Kind

#: Seconds for an adapter to start and greet.
GREET_S = 10.0


async def seen(
    kinds: Mapping[str, Kind], paths: Mapping[str, str], folder: Path, env: Mapping[str, str]
) -> list[AdapterSeen]:
    """Return what there is of each of ``kinds``, by name; all are tried at once.

    ``paths`` are the settings' own, ``folder`` and ``env`` are where adapters start.
    """
    tries = (_seen(kind, paths.get(name, ""), folder, env) for name, kind in kinds.items())
    return sorted(await asyncio.gather(*tries), key=lambda one: one.name)


async def _seen(kind: Kind, wanted: str, folder: Path, env: Mapping[str, str]) -> AdapterSeen:
    about: dict[str, Any] = {
        "name": kind.NAME,
        "languages": list(kind.LANGUAGES),
        "install": kind.INSTALL,
    }
    try:
        found = await asyncio.to_thread(kind.locate, wanted, env)
    except DaebugError as error:
        return AdapterSeen(**about, why=error.text)
    about |= {"path": found.program or found.command[0], "transport": found.transport}
    began = time.monotonic()
    try:
        capabilities = await _greeted(found, folder, env)
    except (DaebugError, TimeoutError) as error:
        why = error.text if isinstance(error, DaebugError) else f"no answer within {GREET_S:g} s"
        return AdapterSeen(**about, version=found.version, why=why)
    took = time.monotonic() - began
    version = await asyncio.to_thread(_version, kind, found, capabilities)
    return AdapterSeen(
        **about,
        version=version,
        verified=True,
        greeted_s=round(took, 3),
        capabilities=sorted(name for name, value in capabilities.items() if value is True),
    )


async def _greeted(found: Found, folder: Path, env: Mapping[str, str]) -> dict[str, Any]:
    """Return what the adapter announces; it is gone then."""
    link: Connection | None = None
    try:
        async with asyncio.timeout(GREET_S):
            link = await transport.start(found, folder, env)
            await link.greet(GREET_S)
            return link.capabilities
    finally:
        if link is not None:
            await link.close(0.0)


def _version(kind: Kind, found: Found, capabilities: Mapping[str, Any]) -> str:
    """Return the version by its module, by its greeting, or by asking the program."""
    greeted = re.search(r"\d+(?:\.\d+)+", str(capabilities.get("$__lldb_version", "")))
    if found.version or greeted:
        return found.version or (greeted[0] if greeted else "")
    words = kind.VERSION_WORDS
    return banner.version(Path(found.command[0]), *words) if words else ""
