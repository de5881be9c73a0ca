"""Odd names of files, through the command line: every tool takes them and tells them."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.daemon.workspace.asked import git
from tests.daemon.workspace.typed import asked, edit, put
from tests.faults.expect import answered, refused
from tests.home import Home

pytestmark = pytest.mark.slow

#: A name, and how it is told among others.
NAMES = {
    " lead and end ": " lead and end ",
    "*star*": "*star*",
    ":(top)magic": ":(top)magic",
    '"quoted"': '"quoted"',
    "back\\slash": "back\\slash",
    "tab\there": "$'tab\\there'",
    "two\nlines": "$'two\\nlines'",
    "\x1b[2Jclear": "$'\\033[2Jclear'",
    "caf\udce9": "caf\udce9",
    "é日.txt": "é日.txt",
}

every_name = pytest.mark.parametrize("name", NAMES, ids=ascii)


@every_name
def test_a_file_is_read_edited_written_found_and_searched(shop: Home, name: str) -> None:
    path = put(shop, name, "needle\n")
    assert "needle" in answered(shop("read", name))
    told = answered(edit(shop, name, "needle", "hay\nneedle"))
    assert told.splitlines()[0].startswith(f"{NAMES[name]}: changed 1 place")
    assert path.read_text() == "hay\nneedle\n"
    assert answered(shop("write", name, input="needle\n")).startswith(f"{NAMES[name]}: replaced")
    assert f"  {NAMES[name]}\n" in answered(shop("ls"))
    assert f"{NAMES[name]}\n" in answered(shop("files"))
    assert NAMES[name] in answered(shop("find", "".join(c for c in name if c.isalpha())))
    found = answered(shop("grep", "needle"))
    assert "Line 1: needle" in found
    assert len(found.splitlines()) == 3
    assert asked(shop, "grep", "needle")["matches"] == 1
    assert len(answered(shop("glob", "*")).splitlines()) == 1


@every_name
def test_the_diff_of_an_edit_is_a_patch_for_us_and_for_git(shop: Home, name: str) -> None:
    path = put(shop, name, "a\nb\nc\n")
    diff = asked(shop, "edit", name, "--old", "b", "--new", "B")["files"][0]["diff"]
    put(shop, name, "a\nb\nc\n")
    answered(shop("read", name))
    told = answered(shop("patch", input=diff))
    assert told.startswith(f"{NAMES[name]}: changed  +1 -1\n")
    assert path.read_text() == "a\nB\nc\n"
    put(shop, name, "a\nb\nc\n")
    subprocess.run(["git", "apply", "-"], cwd=shop.work, input=os.fsencode(diff), check=True)
    assert path.read_text() == "a\nB\nc\n"


@every_name
def test_gits_own_diff_is_applied(shop: Home, name: str) -> None:
    (shop.work / ".git").rmdir()
    path = put(shop, name, "a\n")
    put(shop, "gone\there", "x\n")
    put(shop, "old\nname", "".join(f"{n}\n" for n in range(20)))
    git(shop.work, "init", "-q")
    git(shop.work, "add", ".")
    git(shop.work, "commit", "-qm", "one")
    path.write_text("b\n")
    git(shop.work, "mv", "old\nname", "new\nname")
    git(shop.work, "rm", "-q", "gone\there")
    diff = git(shop.work, "diff", "HEAD")
    git(shop.work, "reset", "-q", "--hard")
    answered(shop("patch", input=diff))
    assert path.read_text() == "b\n"
    assert (shop.work / "new\nname").exists()
    assert not (shop.work / "old\nname").exists()
    assert not (shop.work / "gone\there").exists()


@every_name
def test_git_stages_unstages_and_shows_it(shop: Home, name: str) -> None:
    (shop.work / ".git").rmdir()
    git(shop.work, "init", "-q", "-b", "main")
    put(shop, name, "a\n")
    put(shop, "other", "b\n")
    assert f"  staged: added              {NAMES[name]}\n" in answered(shop("vcs", "stage", name))
    assert "staged" not in answered(shop("vcs", "unstage", name))
    answered(shop("vcs", "stage", name))
    assert "+a" in answered(shop("vcs", "diff", "--staged", name))
    assert "+b" not in answered(shop("vcs", "diff", "--staged", name))
    assert "+b" in answered(shop("vcs", "diff", "other"))


def test_a_name_that_looks_like_an_option_follows_two_dashes(shop: Home) -> None:
    path = put(shop, "-dash", "a\n")
    assert "a" in answered(shop("read", "--", "-dash"))
    answered(shop("edit", "--old", "a", "--new", "b", "--", "-dash"))
    assert path.read_text() == "b\n"
    assert "try: daebug read ./-dash" in refused(
        shop("edit", "--old", "a", "--new", "b", "--", "-dash"), "no-match", 4
    )


def test_the_hint_of_an_error_can_be_typed(shop: Home) -> None:
    put(shop, "it's two\nlines", "a\n")
    told = refused(edit(shop, "it's two\nlines", "b", "c"), "no-match", 4)
    hint = told.partition("try: ")[2].strip()
    assert hint == "daebug read $'it\\'s two\\nlines' --offset 0 --limit 20"
    assert len(told.splitlines()) == 2
    words = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {hint}"], capture_output=True, text=True, check=True
    ).stdout.split("\0")[1:-1]
    assert "a" in answered(shop(*words))


@pytest.mark.parametrize("verb", ["read", "write", "edit", "patch", "unpack"])
def test_an_empty_name_is_no_name(shop: Home, verb: str) -> None:
    words = ("--old", "a", "--new", "b") if verb == "edit" else ()
    refused(shop(verb, *words, ""), "bad-usage", 2)
