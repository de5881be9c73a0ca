"""``files``, ``glob``, ``find`` and ``grep`` as a user has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.daemon.workspace.asked import git, plant, refused, told
from tests.home import Home

pytestmark = pytest.mark.slow

FILES = {
    ".gitignore": "*.log\nbuild/\n",
    "Makefile": "all:\n",
    "src/main.c": "int main(void) { return 0; }\n",
    "src/deep/loop.c": "int loop;\n",
    "src/deep/.hid": "int hidden;\n",
    "web/index.ts": "let main = 1;\n",
    "web/view.tsx": "let view = 2;\n",
    "web/foo.mts": "",
    "noise.log": "int main\n",
    "build/main.c": "int main\n",
}
KEPT = sorted(name for name in FILES if not name.endswith(".log") and "build" not in name)


@pytest.fixture
def here(daebug: Home) -> Home:
    """Return the command in a folder with files, in no repository."""
    plant(daebug.work, FILES)
    return daebug


def test_files_are_listed_without_what_is_ignored_outside_a_repository_too(here: Home) -> None:
    reply = told(here, "files")
    assert (reply["files"], reply["watched"], reply["left_out"]) == (KEPT, True, 0)
    git(here.work, "init", "-q")
    assert told(here, "files")["files"] == KEPT


def test_whoever_makes_a_file_and_then_asks_finds_it(here: Home) -> None:
    told(here, "files")
    for number in range(5):
        (here.work / f"src/new{number}").write_text("")
        assert f"src/new{number}" in told(here, "files")["files"]
        (here.work / f"src/new{number}").unlink()
        assert f"src/new{number}" not in told(here, "files")["files"]


def test_patterns_that_change_hold_at_once(here: Home) -> None:
    told(here, "files")
    (here.work / "web/.gitignore").write_text("*.ts\n")
    assert "web/index.ts" not in told(here, "files")["files"]
    (here.work / "web/.gitignore").unlink()
    assert told(here, "files")["files"] == KEPT


def test_globs_choose_files(here: Home) -> None:
    assert told(here, "files", "*.c", "*.ts")["files"] == [
        "src/deep/loop.c",
        "src/main.c",
        "web/index.ts",
    ]
    assert told(here, "files", "*.c", "!*deep*")["files"] == ["src/main.c"]
    assert "src/deep/.hid" not in told(here, "files", "--no-hidden")["files"]


def test_a_limit_says_what_it_leaves_out(here: Home) -> None:
    done = here("files", "--limit", "2")
    assert done.stdout.splitlines()[:2] == KEPT[:2]
    assert f"{len(KEPT) - 2} of {len(KEPT)} left out" in done.stdout


def test_a_folder_in_the_project_has_its_part_of_the_list(here: Home) -> None:
    git(here.work, "init", "-q")
    assert told(here, "files", cwd=here.work / "src")["files"] == [
        "deep/.hid",
        "deep/loop.c",
        "main.c",
    ]
    assert told(here, "files", "--dir", "../web", cwd=here.work / "src")["files"] == [
        "foo.mts",
        "index.ts",
        "view.tsx",
    ]


def test_who_stands_in_an_ignored_folder_sees_its_files(here: Home) -> None:
    git(here.work, "init", "-q")
    assert told(here, "files", cwd=here.work / "build")["files"] == ["main.c"]


def test_a_tree_is_cut_at_its_deepest(here: Home) -> None:
    done = here("files", "--tree")
    assert done.stdout == "src/\n  deep/\nweb/\n"
    assert here("files", "--tree", "--limit", "2").stdout.startswith("src/\nweb/\n[1 of 3 left")


def test_nothing_outside_the_project_is_listed(
    here: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "secret").write_text("")
    (here.work / "out").symlink_to(other)
    for words in (
        ["files", "--dir", "out"],
        ["grep", "x", "--dir", "../"],
        ["glob", "*", "-C", "/etc"],
    ):
        assert refused(here, *words)["code"] == "outside-project"
    assert told(here, "files", "--dir", "out", "--allow-outside")["files"] == ["secret"]
    assert "secret" not in "".join(told(here, "files")["files"])


def test_a_folder_that_is_not_there_or_is_a_file(here: Home) -> None:
    assert refused(here, "files", "--dir", "no")["code"] == "cant-list"
    assert "no folder" in refused(here, "files", "--dir", "Makefile")["message"]


def test_glob_finds_the_last_written_first(here: Home) -> None:
    for age, name in enumerate(["web/view.tsx", "web/index.ts"]):
        os.utime(here.work / name, (1_000_000 - age, 1_000_000 - age))
    assert told(here, "glob", "*.{ts,tsx}")["files"] == [
        str(here.work / "web/view.tsx"),
        str(here.work / "web/index.ts"),
    ]
    assert here("glob", "*.rs").stdout == "No files found\n"
    assert "1 more files match" in here("glob", "*.c", "--limit", "1").stdout
    assert told(here, "glob", "*hid")["files"] == []
    assert told(here, "glob", "src/*/.hid")["files"] == [str(here.work / "src/deep/.hid")]
    assert refused(here, "glob", "{a")["code"] == "bad-pattern"


def test_a_name_that_is_no_text_hurts_nobody(here: Home) -> None:
    (here.work / os.fsdecode(b"od\xff.c")).write_text("int odd;\n")
    assert "od\ufffd.c" in told(here, "files")["files"]
    assert here("files").returncode == 0
    assert told(here, "grep", "int odd")["matches"] == 1
    assert told(here, "find", "od.c")["matches"]


def test_find_takes_letters_and_words(here: Home) -> None:
    assert told(here, "find", "lpc")["matches"][0]["path"] == "src/deep/loop.c"
    assert told(here, "find", "index web")["matches"][0]["path"] == "web/index.ts"
    assert [one["path"] for one in told(here, "find", "d", "--dirs")["matches"]] == ["src/deep/"]
    assert [one["path"] for one in told(here, "find")["matches"]] == KEPT
    assert here("find", "qqq").stdout == "nothing found\n"
    assert "the best 1 of" in here("find", "s", "--limit", "1").stdout
    (here.work / "src/deep/loopy.c").write_text("")
    assert "src/deep/loopy.c" in here("find", "loopy").stdout


def test_grep_finds_lines_by_file(here: Home) -> None:
    reply = told(here, "grep", r"int \w+")
    lines = {file["path"]: file["lines"] for file in reply["files"]}
    assert lines == {
        str(here.work / "src/main.c"): [{"number": 1, "text": "int main(void) { return 0; }"}],
        str(here.work / "src/deep/loop.c"): [{"number": 1, "text": "int loop;"}],
        str(here.work / "src/deep/.hid"): [{"number": 1, "text": "int hidden;"}],
    }
    assert here("grep", "nothing like it").stdout == "No files found\n"
    assert told(here, "grep", "int main", "--everything")["matches"] == 3


@pytest.mark.parametrize(
    ("include", "files"),
    [
        ("*.{ts,tsx}", ["web/index.ts", "web/view.tsx"]),
        ("*.ts", ["web/index.ts"]),
        ("web/*.tsx", ["web/view.tsx"]),
    ],
)
def test_an_include_is_a_real_glob(here: Home, include: str, files: list[str]) -> None:
    reply = told(here, "grep", "let", "--include", include)
    assert sorted(file["path"] for file in reply["files"]) == [
        str(here.work / name) for name in files
    ]


def test_an_include_may_be_a_plain_name(here: Home) -> None:
    plant(here.work, {"web/Makefile": "all:\n"})
    assert told(here, "grep", "all", "--include", "Makefile")["matches"] == 2


@pytest.mark.parametrize("pattern", ["(", "(?=a)", "[z-a]", "a{3,1}", "*a"])
def test_a_bad_expression_is_explained(here: Home, pattern: str) -> None:
    error = refused(here, "grep", "--", pattern)
    assert error["code"] == "bad-pattern"
    assert error["facts"]["why"]


def test_where_an_expression_is_bad_is_told(here: Home) -> None:
    assert refused(here, "grep", "ab(c")["facts"]["why"] == "unclosed group, at character 3"
    assert refused(here, "grep", "ab[z-a]")["facts"]["why"].endswith(", at character 4")


@pytest.mark.timeout(30)
def test_an_evil_expression_takes_no_longer(here: Home) -> None:
    plant(here.work, {"evil": "a" * 2000 + "!\n"})
    assert told(here, "grep", r"(a+)+$")["matches"] == 0


def test_a_long_line_is_cut_on_a_character_and_other_bytes_are_shown(here: Home) -> None:
    (here.work / "long").write_text("y" + "é" * 3000 + "\n")
    (here.work / "latin").write_bytes(b"caf\xe9 y\n")
    (here.work / "crlf").write_bytes(b"y\r\n")
    shown = {
        Path(file["path"]).name: file["lines"][0]["text"]
        for file in told(here, "grep", "y", "--include", "{long,latin,crlf}")["files"]
    }
    assert shown["latin"] == "caf\ufffd y"
    assert shown["crlf"] == "y"
    assert shown["long"].startswith("yéé")
    assert "\ufffd" not in shown["long"]
    assert len(shown["long"]) < 2100


def test_too_many_lines_are_counted_and_left_out(here: Home) -> None:
    plant(here.work, {"many": "needle\n" * 300})
    done = here("grep", "needle")
    assert done.stdout.startswith("Found 300 matches\n")
    assert "(200 left out" in done.stdout
    plant(here.work, {"more": "needle\n" * 11_000})
    reply = told(here, "grep", "needle", "--include", "more")
    assert (reply["matches"], reply["ended_early"]) == (10_000, True)


def test_a_pattern_that_looks_like_an_option_is_none(here: Home) -> None:
    plant(here.work, {"opt": "--files\n"})
    assert told(here, "grep", "--", "--files")["matches"] == 1
    assert refused(here, "grep", "")["code"] == "bad-usage"


def test_the_list_survives_the_watcher(here: Home) -> None:
    told(here, "files")
    pids = {one["name"]: one["pid"] for one in told(here, "status")["processes"]}
    os.kill(pids["watcher"], 9)
    (here.work / "after").write_text("")
    assert "after" in told(here, "files")["files"]
