"""Adapters that a test may need, as names for ``pytest.mark.parametrize``."""

from __future__ import annotations

import os

import pytest

from daebug.adapters.kind import kinds
from daebug.protocol.errors.adapter import AdapterMissing

#: Adapters for programs of the system's own format.
NATIVE = ("lldb-dap", "gdb", "codelldb")


def need(adapter: str) -> str:
    """Return ``adapter`` if it is here; skip the test if not, or fail it where it must run."""
    try:
        kinds()[adapter].locate("", os.environ)
    except AdapterMissing as missing:
        if os.environ.get("DAEBUG_REQUIRE_ADAPTERS"):
            pytest.fail(missing.text)
        pytest.skip(missing.text)
    return adapter
