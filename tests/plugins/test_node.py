"""The plugins' parts, tested in Node; and what holds for all their files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import node_tests
from tests.plugins.project import PLUGINS

FOLDER = Path(__file__).parent / "node"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.test.mjs")))
def test_the_tests_for_node_pass(node: str, name: str) -> None:
    assert node_tests.ran(node, FOLDER / name)


def test_every_file_says_in_its_first_lines_what_it_is() -> None:
    for path in PLUGINS.glob("*.js"):
        assert path.read_text().startswith("/*\n * "), path


def test_the_package_exports_a_file_for_each_tool() -> None:
    package = json.loads((PLUGINS / "package.json").read_text())
    for name, file in package["exports"].items():
        assert file == f"{name}.js"
        assert (PLUGINS / file).exists()
    assert package["type"] == "module"
    assert not {"dependencies", "devDependencies", "scripts"} & set(package)
