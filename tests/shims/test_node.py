"""The parts that need no browser, tested in Node."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests import node_tests
from tests.tree import ROOT

FOLDER = Path(__file__).parent / "node"
SCRIPTS = ROOT / "shims" / "js"
TEMPLATES = [path for path in SCRIPTS.glob("*.js") if "__DAEBUG_PARTS__" in path.read_text()]


def parts(template: Path) -> list[str]:
    """Return the files that a template names."""
    listed = re.search(r"/\* __DAEBUG_PARTS__\s([^*]*)\*/", template.read_text())
    assert listed
    return listed[1].split()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.test.mjs")))
def test_the_tests_for_node_pass(node: str, name: str) -> None:
    assert node_tests.ran(node, FOLDER / name)


def test_every_part_is_in_a_script_and_every_named_part_is_there() -> None:
    named = {name for template in TEMPLATES for name in parts(template)}
    there = {path.relative_to(SCRIPTS).as_posix() for path in SCRIPTS.rglob("*.js")}
    assert named == there - {template.name for template in TEMPLATES}


def test_no_part_would_end_an_inline_script() -> None:
    for path in SCRIPTS.rglob("*.js"):
        text = path.read_text().lower()
        assert "</script" not in text, path
        assert "<!--" not in text, path


def test_every_part_says_in_its_first_lines_what_it_is() -> None:
    for path in SCRIPTS.rglob("*.js"):
        assert path.read_text().startswith("/*\n * "), path


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.js")), ids=lambda path: path.name)
def test_every_file_is_javascript(node: str, path: Path) -> None:
    module = path.read_text().count("\nexport ")
    kind = ["--input-type=module"] if module else ["--input-type=commonjs"]
    done = subprocess.run(
        [node, "--check", *kind], input=path.read_bytes(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
