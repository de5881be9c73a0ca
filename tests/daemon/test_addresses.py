"""Addresses in the words of each debugger."""

from __future__ import annotations

import pytest

from daebug.daemon.addresses import _POINTER


@pytest.mark.parametrize(
    "said",
    [
        "0x00007ffe",
        "(int *) 0x00007ffe",
        "0x00007ffe <main+4>",
        "(char **) 0x00007ffe",
        "{int (void)} 0x00007ffe <main>",
        "{int (int, char **)} 0x00007ffe <main>",
        "(int (*)(int, char **)) 0x00007ffe <main>",
    ],
)
def test_a_pointer_or_a_function_has_an_address(said: str) -> None:
    found = _POINTER.match(said)
    assert found is not None
    assert found[1] == "0x00007ffe"


@pytest.mark.parametrize("said", ["5", "(int) 0x5", "{x = 0x5}", "(x = 1) 0x5", "point @ 0x5"])
def test_a_number_or_a_structure_has_none(said: str) -> None:
    assert _POINTER.match(said) is None
