"""The rules of ``.gitignore``, with git as the judge where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from daebug.daemon.gateway import ignored

RULES = """\
# comment
*.log
!keep.log
/anchored.js
build/
docs/*.txt
deep/**/x.js
sp ace.js
\\#hash.js
odd{a,b}.js
trailing.js{blanks}
[ab].css
""".replace("{blanks}", "   ")

PATHS = [
    "a.log",
    "sub/a.log",
    "keep.log",
    "sub/keep.log",
    "anchored.js",
    "sub/anchored.js",
    "build/a.js",
    "sub/build/a.js",
    "docs/a.txt",
    "docs/sub/a.txt",
    "sub/docs/a.txt",
    "deep/x.js",
    "deep/1/2/x.js",
    "sp ace.js",
    "#hash.js",
    "odda.js",
    "odd{a,b}.js",
    "trailing.js",
    "a.css",
    "c.css",
    "plain.js",
]


def out(path: str) -> bool:
    """Return whether ``path`` or a folder above it is out."""
    known = ignored.rules(RULES, ())
    parts = tuple(path.split("/"))
    return any(
        ignored.out(known, parts[:end], is_folder=end < len(parts))
        for end in range(1, len(parts) + 1)
    )


@pytest.mark.parametrize(
    "path", ["keep.log", "sub/anchored.js", "odda.js", "docs/sub/a.txt", "plain.js"]
)
def test_what_no_rule_or_a_later_one_takes_in_is_not_ignored(path: str) -> None:
    assert not out(path)
    assert out("a.log")


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_git_agrees_with_every_decision(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text(RULES)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for path in PATHS:
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    found = subprocess.run(
        ["git", "-C", str(tmp_path), "-c", "core.quotePath=off", "check-ignore", "--stdin"],
        input="\n".join(PATHS),
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(found.stdout.splitlines()) == {path for path in PATHS if out(path)}


def test_a_rule_of_an_inner_folder_reaches_no_further() -> None:
    known = ignored.rules("*.js\n", ("sub",))
    assert ignored.out(known, ("sub", "a.js"), is_folder=False)
    assert not ignored.out(known, ("a.js",), is_folder=False)
