"""The gate that keeps unsupported requests from adapters."""

from __future__ import annotations

import pytest

from daebug.adapters.dap import capabilities
from daebug.protocol.errors.adapter import NotSupported


@pytest.mark.parametrize("command", sorted(capabilities.ALWAYS))
def test_a_request_that_every_adapter_has_passes(command: str) -> None:
    capabilities.check("any", command, {})


@pytest.mark.parametrize("command", sorted(capabilities.NEEDS))
def test_a_request_passes_only_with_its_capability(command: str) -> None:
    with pytest.raises(NotSupported) as refused:
        capabilities.check("lldb-dap", command, {})
    assert refused.value.facts["capability"] == capabilities.NEEDS[command]
    assert refused.value.next_step
    capabilities.check("lldb-dap", command, {capabilities.NEEDS[command]: True})


def test_an_unknown_request_never_passes() -> None:
    with pytest.raises(NotSupported):
        capabilities.check("lldb-dap", "makeCoffee", {"any such request": False})


def test_capabilities_that_come_later_are_added() -> None:
    assert capabilities.grown({"a": True, "b": False}, {"b": True}) == {"a": True, "b": True}


def test_no_request_is_both_free_and_gated() -> None:
    assert not capabilities.ALWAYS & set(capabilities.NEEDS)
