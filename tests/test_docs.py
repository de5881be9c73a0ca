"""The documentation is in step with the code; ``DAEBUG_UPDATE=1`` rewrites what is generated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daebug.protocol import config, states
from tests import documents, recorded, tree
from tests.tree import ROOT

DOCS = ROOT / "docs"

#: Folders that tell a reader what is in them, what they may import, how to add one more.
TOLD = [*tree.LAYERS, "daemon/commands", "docs", "tests"]

#: Words that the code uses in a sense of its own.
WORDS = [
    *("realm", "session", "job", "process", "handshake", "request", "reply", "ask", "answer"),
    *("order", "fact", "cause", "background event", "agent", "transcript", "index", "footer"),
    *("draft", "root", "adapter", "shim", "verb", "hint", "revision", "spare", "keyhole"),
    *("hub", "bridge", "watcher", "gateway", "zygote", "launcher", "runtime folder"),
    *("debuggee", "thread", "frame", "scope", "variable", "breakpoint"),
    *states.SESSION,
]

COMMAND = '''"""Go on.

Examples:
  daebug go-on
  daebug go-on a b
"""
import click
ALIASES = ("g",)
PARAMS = (
    click.Argument(["names"], nargs=-1),
    click.Option(["--times"], type=int, help="How often."),
)
'''

DESCRIBED = """## go-on

Go on.

Also: `g`

```
daebug go-on [NAMES]...
```

| option | does |
|---|---|
| `--times INTEGER` | How often. |

```
daebug go-on
daebug go-on a b
```
"""


def text(path: Path) -> str:
    """Return what ``path`` holds, or nothing where it is missing."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def defined() -> list[str]:
    """Return the words of the vocabulary, as often as they are defined."""
    rows = re.findall(r"^\| (\*\*.+?) \|", text(DOCS / "vocabulary.md"), re.MULTILINE)
    return [word for row in rows for word in re.findall(r"\*\*(.+?)\*\*", row)]


def test_errors_md_is_what_the_catalogue_says() -> None:
    recorded.agrees(DOCS / "errors.md", documents.error_page())


def test_states_md_draws_the_tables() -> None:
    recorded.agrees(DOCS / "states.md", documents.state_page())


def test_commands_md_is_what_the_command_files_say() -> None:
    recorded.agrees(DOCS / "commands.md", documents.command_page(ROOT))


def test_a_command_is_described_from_its_file_alone(tmp_path: Path) -> None:
    folder = tmp_path / "daemon" / "commands"
    folder.mkdir(parents=True)
    (folder / "go_on.py").write_text(COMMAND)
    page = documents.command_page(tmp_path)
    assert page.endswith(DESCRIBED)


def test_a_diagram_has_an_arrow_for_every_step() -> None:
    for table in states.TABLES.values():
        arrows = [line.partition(" : ") for line in documents.diagram(table) if " : " in line]
        drawn = {
            (ends.split()[0], step, ends.split()[2])
            for ends, _, steps in arrows
            for step in steps.split(", ")
        }
        assert drawn == {
            (state.replace("-", "_"), step, after.replace("-", "_"))
            for state, row in table.items()
            for step, after in row.items()
        }


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_code_is_in_the_vocabulary(word: str) -> None:
    assert word in defined()


def test_a_word_is_defined_once() -> None:
    words = defined()
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("folder", TOLD)
def test_a_folder_says_what_is_in_it(folder: str) -> None:
    assert text(ROOT / folder / "README.md").startswith("# ")


def test_the_example_file_holds_every_setting() -> None:
    example = text(ROOT / "config.example.toml")
    section, held = "", set()
    for line in example.splitlines():
        if found := re.match(r"\[(\w+)\]", line):
            section = found[1]
        elif found := re.match(r"(?:# ?)?(\w+) = ", line):
            held.add(f"{section}.{found[1]}")
    assert held == {setting.key for setting in config.settings()}


def test_there_are_commands() -> None:
    assert tree.verbs(ROOT)


def test_the_readme_names_every_verb() -> None:
    readme = text(ROOT / "README.md")
    missing = [
        verb
        for verb in map(tree.verb, tree.commands(ROOT))
        if not re.search(rf"(?<![\w-]){re.escape(verb)}(?![\w-])", readme)
    ]
    assert missing == []


def test_no_document_speaks_of_a_command_that_is_not_there() -> None:
    known = tree.verbs(ROOT)
    for path in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        fences = re.findall(r"^(?:\$ | {4})?daebug ([a-z][a-z-]*)", text(path), re.MULTILINE)
        assert [verb for verb in fences if verb not in known] == [], path


def test_a_link_between_documents_leads_to_a_file() -> None:
    for path in tree.files(ROOT, ".md"):
        if path.is_relative_to(ROOT / "tests" / "programs"):
            continue
        for target in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text(path)):
            assert (path.parent / target).exists(), f"{path} links to {target}"
