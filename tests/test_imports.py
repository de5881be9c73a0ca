"""The constitution: rules over the whole tree, each shown to catch what it forbids.

``PLANTED`` holds, for each rule, small trees that break it: a file's path, its
text, and words of the complaint.  ``FINE`` holds what must pass.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rules import (
    codes,
    contract,
    docstrings,
    hints,
    layers,
    names,
    purity,
    sizes,
    waits,
    words,
)
from tests.tree import ROOT

Rule = Callable[[Path], list[str]]

RULES: list[Rule] = [
    codes.broken,
    contract.broken,
    docstrings.broken,
    hints.broken,
    layers.broken,
    names.broken,
    purity.broken,
    purity.heavy,
    sizes.broken,
    sizes.long_functions,
    waits.broken,
    words.broken,
]

COMMAND = '''"""Do it.

Examples:
  daebug go
  daebug go --now
"""
import click
import msgspec
PARAMS = (click.Option(["--now"], is_flag=True, help="At once."),)
class Request(msgspec.Struct):
    now: bool = False
class Reply(msgspec.Struct):
    pass
async def run(request, hub):
    return Reply()
def render(reply, look):
    return ""
'''

#: A rule, a file, its text, words of the complaint.
PLANTED: list[tuple[Rule, str, str, str]] = [
    (layers.broken, "protocol/a.py", "from ..daemon import hub", "protocol imports daemon.hub"),
    (layers.broken, "protocol/errors/a.py", "from ... import daemon", "protocol imports daemon"),
    (layers.broken, "daemon/a.py", "from ..adapters.bridge import run", "daemon imports adapters"),
    (layers.broken, "adapters/a.py", "from .. import daemon", "adapters imports daemon"),
    (layers.broken, "shims/a.py", "def f():\n    from ..cli import thin", "shims imports cli"),
    (layers.broken, "daemon/a.py", "X = 'daebug.adapters.bridge:run'", "daemon names"),
    (layers.broken, "daemon/a.py", "X = 'daebug' + '.adapters'", "daemon names"),
    (layers.broken, "daemon/a.py", "f'{x} -m daebug.cli.thin'", "daemon names"),
    (layers.broken, "daemon/a.py", "import_module('..adapters.x', __package__)", "daemon names"),
    (layers.broken, "daemon/a.py", "import daebug.protocol", "imports are relative"),
    (layers.broken, "cli/a.py", "from daebug.protocol import wire", "imports are relative"),
    (layers.broken, "cli/a.py", "from protocol import wire", "imports are relative"),
    (purity.broken, "daemon/commands/go.py", "import asyncio", "imports asyncio"),
    (purity.broken, "daemon/commands/go.py", "from zmq import Context", "imports zmq"),
    (purity.broken, "daemon/commands/go.py", "import requests", "neither ours"),
    (purity.heavy, "cli/thin.py", "import sys\nimport socket", "imports socket"),
    (purity.heavy, "cli/thin.py", "from .thin import x\nimport os", "imports os"),
    (sizes.broken, "daemon/long.py", "x = 1\n" * 301, "has 301 lines"),
    (sizes.broken, "cli/launcher/long.c", "\n" * 301, "has 301 lines"),
    (sizes.broken, "shims/js/long.js", "\n" * 301, "has 301 lines"),
    (sizes.broken, "daemon/long.py", "x = 1\n" * 141, "median module has 141 lines"),
    (sizes.long_functions, "daemon/a.py", "def f():\n" + "    x = 1\n" * 40, "f has 41 lines"),
    (names.broken, "daemon/utils.py", "", "daemon/utils.py"),
    (names.broken, "tests/helpers/a.py", "", "tests/helpers/a.py"),
    (names.broken, "shims/js/dom_helper.js", "", "dom_helper.js"),
    (names.broken, "daemon/a.py", "class SessionManager: ...", "class SessionManager"),
    (names.broken, "daemon/a.py", "class DAPHandler: ...", "class DAPHandler"),
    (docstrings.broken, "daemon/a.py", "x = 1", "daemon/a.py has no docstring"),
    (docstrings.broken, "tests/a.py", "x = 1", "tests/a.py has no docstring"),
    (docstrings.broken, "daemon/a.py", '"""A."""\ndef f(): ...', "f has no docstring"),
    (docstrings.broken, "daemon/a.py", '"""A."""\nasync def f(): ...', "f has no docstring"),
    (
        docstrings.broken,
        "daemon/a.py",
        '"""A."""\nclass C:\n  """C."""\n  def m(self): ...',
        "m has",
    ),
    (waits.broken, "tests/a.py", "time.sleep(0.1)", "tests/a.py:1 sleeps"),
    (waits.broken, "tests/a.py", "async def f():\n  await asyncio.sleep(DELAY)", "a.py:2 sleeps"),
    (words.broken, "docs/a.md", "See /wo" + "rk/shared.", "workplace"),
    (words.broken, "daemon/a.py", "# Issue " + "#2", "tracker"),
    (words.broken, ".ci/run", "# helper" + " agents", "who wrote it"),
    (words.broken, "cli/launcher/a.c", "/* TO" + "DO */", "work to be done"),
    (
        codes.broken,
        "protocol/errors/a.py",
        "class A:\n  code = 'x'\nclass B:\n  code = 'x'",
        "B has",
    ),
    (hints.broken, "protocol/errors/a.py", "class A:\n  hint = 'daebug contnue'", "no command"),
    (contract.broken, "daemon/commands/go.py", COMMAND[COMMAND.index("import") :], "no docstring"),
    (contract.broken, "daemon/commands/go.py", COMMAND.replace("daebug go --now", ""), "examples"),
    (contract.broken, "daemon/commands/go.py", COMMAND.replace("now: bool", "x: bool"), "no field"),
    (contract.broken, "daemon/commands/go.py", COMMAND.replace("Request(", "Wish("), "Request"),
    (contract.broken, "daemon/commands/go.py", COMMAND.replace("async ", ""), "async def run"),
    (contract.broken, "daemon/commands/go.py", COMMAND.replace("render", "show"), "no render"),
    (contract.broken, "daemon/commands/went.py", COMMAND, "no example of daebug went"),
    (contract.broken, "daemon/commands/go.py", COMMAND + "ALIASES = ('go',)", "go twice"),
]
FINE: list[tuple[Rule, str, str]] = [
    (layers.broken, "cli/a.py", "X = 'daebug.daemon.hub:run'\nfrom ..daemon import hub"),
    (
        layers.broken,
        "daemon/a.py",
        '"""Forked beside daebug.adapters."""\nfrom .. import __version__',
    ),
    (layers.broken, "daemon/a.py", "from importlib.resources import files\nfiles('daebug.shims')"),
    (layers.broken, "tests/a.py", "from daebug.daemon import hub"),
    (purity.broken, "daemon/commands/go.py", COMMAND),
    (purity.heavy, "cli/thin.py", "import sys\ndef cold():\n    from . import cold"),
    (sizes.broken, "tests/programs/long.c", "\n" * 301),
    (names.broken, "daemon/commands/database.py", "class Based: ...\nclass Scores: ..."),
    (docstrings.broken, "daemon/a.py", '"""A."""\ndef _f(): ...\n'),
    (waits.broken, "tests/a.py", "asyncio.sleep(0)\nX = 'sleep(1)'"),
    (words.broken, "docs/a.md", "the frame/work/flow of a network/root/path"),
    (contract.broken, "daemon/commands/go.py", COMMAND),
]


def called(rule: Rule) -> str:
    """Return the name of ``rule`` with its module."""
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"


def planted(root: Path, name: str, text: str) -> Path:
    """Return ``root`` with one file in it."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("rule", RULES, ids=called)
def test_the_tree_keeps_the_rule(rule: Rule) -> None:
    broken = rule(ROOT)
    assert not broken, "\n".join(["", *broken])


@pytest.mark.parametrize(("rule", "name", "text", "said"), PLANTED)
def test_a_planted_violation_is_caught(
    tmp_path: Path, rule: Rule, name: str, text: str, said: str
) -> None:
    complaints = rule(planted(tmp_path, name, text))
    assert any(said in complaint for complaint in complaints), complaints


@pytest.mark.parametrize(("rule", "name", "text"), FINE)
def test_what_only_looks_like_a_violation_passes(
    tmp_path: Path, rule: Rule, name: str, text: str
) -> None:
    assert rule(planted(tmp_path, name, text)) == []


def test_a_word_that_two_commands_want_is_caught(tmp_path: Path) -> None:
    for name in ("go", "went"):
        text = COMMAND.replace("daebug go", f"daebug {name}") + "ALIASES = ('g',)"
        planted(tmp_path, f"daemon/commands/{name}.py", text)
    assert contract.broken(tmp_path) == ["went.py: g is go.py already"]


def test_a_command_that_reaches_a_socket_through_a_module_is_caught(tmp_path: Path) -> None:
    planted(tmp_path, "daemon/hub_bus.py", "import zmq")
    planted(tmp_path, "daemon/commands/go.py", "from ..hub_bus import HubBus")
    assert "which imports zmq" in purity.broken(tmp_path)[0]


def test_every_rule_is_shown_to_catch_something() -> None:
    assert {called(rule) for rule, *_ in PLANTED} == {called(rule) for rule in RULES}
