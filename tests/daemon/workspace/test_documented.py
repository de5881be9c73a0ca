"""Every workspace command as it is documented: as text and as JSON, bounded, with help."""

from __future__ import annotations

import json
import zipfile

import pytest

from daebug.daemon import registry
from tests.daemon.workspace.asked import git
from tests.daemon.workspace.typed import put
from tests.faults.expect import answered
from tests.home import Home

pytestmark = pytest.mark.slow

#: A command line, what it is given on standard input, and a word of its answer.
LINES: list[tuple[list[str], str | None, str]] = [
    (["edit", "f", "--old", "two", "--new", "2"], None, "changed 1 place (exact)"),
    (["edit", "f", "--old", "o", "--new", "0", "--all", "--dry-run"], None, "would change"),
    (["edit"], '{"file": "f", "edits": [{"old": "one", "new": "1"}]}', "changed 1 place"),
    (["edit", "f"], '{"old": "three", "new": "3"}', "changed 1 place"),
    (["patch", "p.patch"], None, "g: changed  +1 -1"),
    (["patch", "-"], "--- /dev/null\n+++ b/added\n@@ -0,0 +1 @@\n+x\n", "added: added"),
    (["patch"], "*** Begin Patch\n*** Add File: a2\n+x\n*** End Patch\n", "a2: added"),
    (["read", "f"], None, "00001| one"),
    (["read", "f", "--offset", "1", "--limit", "1"], None, "00002| two"),
    (["write", "new"], "text\n", "new: made, 1 lines, 5 bytes"),
    (["ls"], None, "sub/"),
    (["ls", "sub"], None, "b.c"),
    (["glob", "*.c"], None, "sub/b.c"),
    (["grep", "tw."], None, "Line 2: two"),
    (["grep", "int", "--include", "*.c"], None, "Found 1 match"),
    (["files"], None, "sub/b.c"),
    (["files", "*.c", "!x*"], None, "sub/b.c"),
    (["files", "--tree"], None, "sub/"),
    (["find", "bc"], None, "sub/b.c"),
    (["find", "su", "--dirs"], None, "sub/"),
    (["vcs"], None, "on main"),
    (["vcs", "status"], None, "on main"),
    (["vcs", "diff", "f"], None, "+more"),
    (["vcs", "branches"], None, "* main"),
    (["vcs", "stage", "f"], None, "staged: modified"),
    (["vcs", "unstage", "f"], None, "modified"),
    (["vcs", "info"], None, "top: "),
    (["vcs", "checkout", "other"], None, "on other"),
    (["shell", "parse", "sudo rm -r /x"], None, "sudo rm"),
    (["shell", "run", "echo $((6 * 7))", "--timeout", "20"], None, "42"),
    (["term", "start", "--", "cat"], None, "running"),
    (["term", "list"], None, "running"),
    (["watch-files", "--timeout", "0"], None, "nothing happened"),
    (["locks"], None, "no file is held"),
    (["stats"], None, "hub"),
    (["unpack", "a.zip", "out", "--overwrite"], None, "out: 1 files"),
]

VERBS = sorted({words[0] for words, *_ in LINES})


@pytest.fixture
def here(shop: Home) -> Home:
    """Return the command in a repository with a change."""
    (shop.work / ".git").rmdir()
    git(shop.work, "init", "-q", "-b", "main")
    git(shop.work, "config", "user.name", "n")
    git(shop.work, "config", "user.email", "n@example.org")
    put(shop, "f", "one\ntwo\nthree\n")
    put(shop, "g", "x\n")
    put(shop, "sub/b.c", "int b;\n")
    put(shop, "p.patch", "--- a/g\n+++ b/g\n@@ -1 +1 @@\n-x\n+y\n")
    with zipfile.ZipFile(shop.work / "a.zip", "w") as file:
        file.writestr("packed", "x")
    git(shop.work, "add", ".")
    git(shop.work, "commit", "-qm", "one")
    git(shop.work, "branch", "other")
    put(shop, "f", "one\ntwo\nthree\nmore\n")
    return shop


@pytest.mark.parametrize(("words", "given", "word"), LINES, ids=lambda one: str(one)[:40])
def test_it_works_as_text(here: Home, words: list[str], given: str | None, word: str) -> None:
    assert word in answered(here(*words, input=given))


@pytest.mark.parametrize(("words", "given", "word"), LINES, ids=lambda one: str(one)[:40])
def test_it_works_as_json(here: Home, words: list[str], given: str | None, word: str) -> None:
    del word
    told = answered(here(words[0], "--json", *words[1:], input=given))
    assert all(isinstance(json.loads(line), dict) for line in told.splitlines())


def test_a_commit_is_made(here: Home) -> None:
    answered(here("vcs", "stage"))
    assert "committed" in answered(here("vcs", "commit", "-m", "Fix it"))


def test_a_terminal_is_written_read_resized_shown_and_closed(here: Home) -> None:
    name = json.loads(answered(here("term", "--json", "start", "--", "cat")))["terminals"][0]["id"]
    assert "typed 6 bytes" in answered(here("term", "write", name, "hello"))
    assert "hello" in answered(here("term", "read", name, "--until", "hello\n"))
    assert "91x17" in answered(here("term", "resize", name, "--cols", "91", "--rows", "17"))
    assert answered(here("term", "page", name)).startswith("http://")
    assert answered(here("term", "close", name)) == f"{name}: closed (cat)\n"


@pytest.mark.parametrize("verb", VERBS)
def test_its_help_has_examples_that_are_read(here: Home, verb: str) -> None:
    told = answered(here(verb, "--help"))
    assert told.count(f"  daebug {verb}") >= 2 or verb in {"locks", "stats"}
    assert verb in registry.verbs()


def many(shop: Home) -> None:
    """Make more of everything than one answer shows."""
    for n in range(150):
        put(shop, f"many/{n:03}.txt", "line\n" * 20)
    put(shop, "long", "x\n" * 3000)


@pytest.mark.parametrize(
    ("words", "said", "field"),
    [
        (["read", "long"], "go on: daebug read long --offset 2000)", "more"),
        (["ls"], "(the first 100 files; more with --limit)", "more"),
        (["glob", "*"], "more files match; use a more specific pattern, or --limit)", "left_out"),
        (["grep", "line"], "left out; use a more specific pattern, or --limit)", "left_out"),
        (["files", "--limit", "9"], "left out; --limit 0 shows all]", "left_out"),
        (["find", "txt"], "--limit N shows more]", "more"),
        (["vcs", "--limit", "2"], "more left out; --limit N shows more]", "left_out"),
        (["shell", "run", "seq 30000", "--limit", "2000"], "left out", ""),
    ],
    ids=lambda one: str(one)[:30],
)
def test_what_is_left_out_is_said(here: Home, words: list[str], said: str, field: str) -> None:
    many(here)
    if words[0] == "vcs":
        git(here.work, "add", "many")
    told = answered(here(*words))
    assert said in told
    assert len(told) < 60_000
    if field:
        assert json.loads(answered(here(*words, "--json")))[field]


def test_no_verb_is_missing_from_the_help(here: Home) -> None:
    told = answered(here("help"))
    for verb in VERBS:
        assert verb in told
