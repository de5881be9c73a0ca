"""Where adapters are, and the version that a package tells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daebug.adapters import banner, find
from daebug.protocol.errors.adapter import AdapterMissing

NAMES = re.compile("odd-dap")


def program(path: Path) -> Path:
    """Return a program at ``path``."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def named(wanted: str, folder: Path, *known: str) -> list[Path]:
    """Return what is found where ``folder`` alone is on PATH."""
    env = {"PATH": str(folder), "HOME": str(folder)}
    return find.named("odd", NAMES, wanted, env, known=known, install="pip install odd")


def test_a_program_is_found_by_its_name_the_path_first(tmp_path: Path) -> None:
    first, second = program(tmp_path / "a" / "odd-dap"), program(tmp_path / "b" / "odd-dap")
    program(tmp_path / "a" / "odd-dap-extra")
    assert named("", tmp_path / "a", str(tmp_path / "b*")) == [first, second]


def test_what_is_wanted_overrides_as_a_path_or_as_a_name_on_the_path(tmp_path: Path) -> None:
    program(tmp_path / "a" / "odd-dap")
    other = program(tmp_path / "a" / "other")
    assert named(str(other), tmp_path / "b") == [other]
    assert named("other", tmp_path / "a") == [other]


@pytest.mark.parametrize("wanted", ["", "/nowhere/odd-dap", "other"])
def test_what_is_nowhere_is_told_with_the_places(tmp_path: Path, wanted: str) -> None:
    with pytest.raises(AdapterMissing, match=wanted or re.escape(str(tmp_path))) as caught:
        named(wanted, tmp_path)
    assert caught.value.facts["install"] == "pip install odd"


def test_a_version_is_that_of_the_first_file_that_tells_one(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("none.json", "broken.json", "list.json", "good.json")]
    for file, text in zip(files[1:], ("{", "[1]", '{"version": "v1.2.3"}'), strict=True):
        file.write_text(text)
    assert banner.declared(*files) == "1.2.3"
    assert banner.declared(*files[:3]) == ""
