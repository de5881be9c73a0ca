"""Chromium for tests: where it is, and how it is started."""

from __future__ import annotations

import os

from tests.conftest import tool

#: A browser that talks to nobody but its pages.
QUIET = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Return its path; skip the test where there is none, or fail it where it must run."""
    names = ["chromium", "chromium-browser", "google-chrome"]
    return os.environ.get("DAEBUG_CHROMIUM") or tool("Chromium", names)
