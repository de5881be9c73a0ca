"""Patterns of ``.gitignore``: judged as git judges them, which is asked."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from daebug.daemon.watcher import ignoring, walking
from daebug.daemon.watcher.level import Level

#: What patterns and paths are made of.
WORDS = ["a", "b", "ab", "a.c", "b.log", "x[1]", "#h", "!n", "a b", ".hid", "a\\b"]
PIECES = [
    *WORDS, "*", "**", "?", "*.c", "*.log", "a*", "*b", "[ab]", "[!a]", "[^a].c", "[a-c]*",
    "\\#h", "\\!n", "x\\[1\\]", "[[:alpha:]]", "a[", "[]]", "a\\", "a ", "a\\ ", "**a", "a**b",
    "[[:digit:]b]", "[a-]", "???", "[\\]]", "*.[cl]*",
]  # fmt: skip


def made(chance: random.Random) -> list[str]:
    """Return the lines of a made-up file of patterns."""
    lines = []
    for _ in range(chance.randint(1, 6)):
        body = "/".join(chance.choice(PIECES) for _ in range(chance.choice([1, 1, 1, 2, 2, 3])))
        start = chance.choice(["", "", "", "/", "!", "!/", "**/", "#"])
        lines.append(f"{start}{body}{chance.choice(['', '', '/', '/**', '/*', ' ', '  '])}")
    return lines


def asked(folder: Path, paths: list[str]) -> dict[str, bool]:
    """Return what git says of each path: ignored or not."""
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"],
        cwd=folder,
        input="\0".join(paths).encode() + b"\0",
        capture_output=True,
        check=False,
        env={**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
    )
    fields = done.stdout.decode().split("\0")
    told = {}
    for at in range(0, len(fields) - 3, 4):
        _, _, pattern, path = fields[at : at + 4]
        told[path] = bool(pattern) and not pattern.startswith("!")
    return told


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return an empty repository."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


@pytest.mark.parametrize("seed", range(60))
def test_a_file_of_patterns_means_what_it_means_to_git(repository: Path, seed: int) -> None:
    chance = random.Random(seed)
    lines = made(chance)
    (repository / ".gitignore").write_text("\n".join(lines) + "\n")
    level = Level((ignoring.rules("\n".join(lines) + "\n", ""),))
    # Git judges each folder of a path by itself, so single names are asked, as a walk does.
    names = sorted({chance.choice(WORDS) for _ in range(8)} - {""})
    folders = ["", "ab/", "a/b/"]
    for folder in folders:
        (repository / folder).mkdir(parents=True, exist_ok=True)
    entered = [folder for folder in folders if not _inside_ignored(level, folder)]
    for folder in entered:
        said = asked(repository, [folder + name for name in names])
        ours = {
            folder + name: level.ignored(folder + name, name, folder=False)
            for name in names
            if not (repository / folder / name).is_dir()
        }
        assert ours == {path: said[path] for path in ours}, lines
        kept = level.kept(folder, "".join(f"{name}\0" for name in names), folder=False)
        assert kept == {
            name for name in names if not level.ignored(folder + name, name, folder=False)
        }


def _inside_ignored(level: Level, folder: str) -> bool:
    parts = folder.rstrip("/").split("/") if folder else []
    return any(
        level.ignored("/".join(parts[:end]), parts[end - 1], folder=True)
        for end in range(1, len(parts) + 1)
    )


@pytest.mark.parametrize(
    ("text", "path", "ignored"),
    [
        ("*.log\n!keep.log\n", "keep.log", False),
        ("!keep.log\n*.log\n", "keep.log", True),
        ("\ufeffa\n", "a", True),
        ("a\r\nb\r\n", "b", True),
        ("\\#a\n", "#a", True),
        ("#a\n", "#a", False),
        ("a[\n", "a[", False),
        ("/a\n", "b/a", False),
        ("b/a\n", "b/a", True),
        ("b/a\n", "c/b/a", False),
        ("**/b/a\n", "c/b/a", True),
        ("a/\n", "a", False),
        ("doc/**/x\n", "doc/x", True),
        ("doc/**/x\n", "doc/1/2/x", True),
        ("a b\\ \n", "a b ", True),
    ],
)
def test_the_corners_of_the_manual(text: str, path: str, *, ignored: bool) -> None:
    level = Level((ignoring.rules(text, ""),))
    assert level.ignored(path, path.rpartition("/")[2], folder=False) is ignored


def walked(root: Path) -> list[str]:
    """Return the files that a walk lists, sorted."""
    found = walking.walk(str(root), "", Level(), lambda _: None)
    return sorted(folder.path + name for folder in found for name in folder.files)


def plant(root: Path, files: dict[str, str]) -> None:
    """Write ``files`` under ``root``."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_deeper_patterns_come_first_and_a_folder_that_is_left_out_stays_so(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            ".gitignore": "*.log\nout/\n",
            "a.log": "",
            "sub/.gitignore": "!a.log\nonly.c\n",
            "sub/a.log": "",
            "sub/only.c": "",
            "only.c": "",
            "out/.gitignore": "!kept\n",
            "out/kept": "",
        },
    )
    assert walked(tmp_path) == [".gitignore", "only.c", "sub/.gitignore", "sub/a.log"]


def test_a_repository_in_the_tree_begins_anew(tmp_path: Path) -> None:
    plant(tmp_path, {".gitignore": "*.log\n", "in/.git/HEAD": "", "in/a.log": "", "b.log": ""})
    assert walked(tmp_path) == [".gitignore", "in/a.log"]


def test_a_work_tree_takes_the_patterns_of_the_shared_folder(repository: Path) -> None:
    run = ["git", "-C", str(repository), "-c", "user.name=n", "-c", "user.email=e@x"]
    subprocess.run([*run, "commit", "-q", "--allow-empty", "-m", "m"], check=True)
    subprocess.run([*run, "worktree", "add", "-q", str(repository / "wt")], check=True)
    (repository / ".git/info/exclude").write_text("secret\n")
    plant(repository / "wt", {"secret": "", "seen": ""})
    assert walked(repository / "wt") == ["seen"]


def test_links_are_not_listed_and_not_followed(tmp_path: Path) -> None:
    plant(tmp_path, {"sub/a": ""})
    (tmp_path / "sub/loop").symlink_to("..")
    (tmp_path / "link").symlink_to("sub/a")
    (tmp_path / "out").symlink_to("/etc")
    assert walked(tmp_path) == ["sub/a"]


def test_a_file_of_patterns_that_is_a_folder_or_a_pipe_is_none(tmp_path: Path) -> None:
    (tmp_path / "a/.gitignore").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    os.mkfifo(tmp_path / "b/.gitignore")
    plant(tmp_path, {"a/x": "", "b/x": ""})
    assert walked(tmp_path) == ["a/x", "b/x"]


def test_names_that_are_no_text_are_listed(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.c")).write_text("")
    (tmp_path / "new\nline").write_text("")
    assert walked(tmp_path) == ["new\nline", os.fsdecode(b"\xff.c")]
