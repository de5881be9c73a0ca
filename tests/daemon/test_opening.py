"""How sessions are brought up: what the settings say of adapters."""

from __future__ import annotations

import msgspec

from daebug.adapters.kind import kinds
from daebug.daemon import opening
from daebug.protocol.config import Adapters


def test_each_adapter_has_a_path_in_the_settings() -> None:
    texts = {
        name: f"/{name}"
        for name, value in msgspec.structs.asdict(Adapters()).items()
        if value == ""
    }
    paths = opening.adapter_paths(msgspec.convert(texts, Adapters))
    assert set(paths) == set(kinds())
    assert paths["lldb-dap"] == "/lldb_dap"


def test_a_path_that_nobody_gave_is_none() -> None:
    assert opening.adapter_paths(Adapters(gdb="/opt/gdb")) == {"gdb": "/opt/gdb"}
