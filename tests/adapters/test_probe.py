"""``daebug adapters``: what is here works, what is not says why and how to get it."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from daebug.adapters.kind import kinds
from tests.adapters.subjects import DESCRIBED
from tests.faults.expect import answered, refused, settle, status
from tests.home import Home

pytestmark = [pytest.mark.adapter, pytest.mark.slow]

#: One that is described, one that is not there, one that does not speak, one that is silent.
ODD = """
[adapters.gone]
command = ["no-such-dap"]
install = "pip install no-such-dap"

[adapters.mute]
command = ["/bin/echo", "no DAP at all"]

[adapters.deaf]
command = ["/bin/sh", "-c", "echo not today >&2; exit 3"]
transport = "tcp"

[adapters]
gdb = "/nowhere/gdb"
"""


def seen(home: Home, *words: str) -> dict[str, dict[str, Any]]:
    """Return what ``daebug adapters`` tells, by name."""
    told = json.loads(answered(home("adapters", "--json", *words)))
    return {one["name"]: one for one in told["adapters"]}


def test_adapters_that_are_here_have_shaken_hands(home: Home) -> None:
    settle(home, DESCRIBED)
    found = seen(home)
    assert set(found) == {"bash", *kinds()}
    for name, one in found.items():
        # Each is here and greeted, or says how to get it.
        assert one.get("verified") or (one["why"] and one["install"]), name
    if os.environ.get("DAEBUG_REQUIRE_ADAPTERS"):
        assert all(one.get("verified") for one in found.values()), found
    python = found["debugpy"]
    assert python["verified"]
    assert python["version"]
    assert "supportsSetVariable" in python["capabilities"]
    assert list(seen(home, "debugpy")) == ["debugpy"]
    assert status(home)["adapters"] == []


def test_adapters_that_do_not_work_say_why(home: Home) -> None:
    settle(home, ODD)
    found = seen(home)
    assert "/nowhere/gdb" in found["gdb"]["why"]
    assert found["gone"]["install"] == "pip install no-such-dap"
    assert not found["mute"].get("verified")
    assert "exit status 3: not today" in found["deaf"]["why"]
    text = answered(home("adapters"))
    assert "to get it: pip install no-such-dap" in text
    assert "debugpy" in text


def test_an_adapter_that_nobody_has_is_refused(home: Home) -> None:
    assert "did you mean gdb" in refused(home("adapters", "gdbb"), "no-such-adapter", 2)
