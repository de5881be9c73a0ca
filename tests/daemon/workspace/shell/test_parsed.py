"""What a shell command would do, as its text tells."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daebug.daemon.workspace.shell import at_length
from daebug.daemon.workspace.shell.leading import asked
from daebug.daemon.workspace.shell.parsed import MOST_FILES, parsed
from daebug.daemon.workspace.shell.plan import Named, Parsed
from daebug.daemon.workspace.shell.reading import MOST_COMMANDS


def names(found: Parsed) -> list[str | None]:
    """Return the name of every command."""
    return [one.argv[0] for one in found.commands]


def files(found: Parsed, how: str = "") -> list[str]:
    """Return the paths of the files."""
    return [one.path for one in found.files if how in ("", one.how)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a | b |& c; d & e && f || g\nh", list("abcdefgh")),
        ('echo "$(a `b`)" <(c) > >(d)', ["echo", "a", "b", "c", "d"]),
        ("if a; then b; elif c; then d; fi; for x in $(e); do f; done", list("abcdef")),
        ("case $x in y) a;; esac; f() { b; }; (c); { d; }; ! e; [[ -f $(g) ]]", list("abcdeg")),
        ("cat <<EOF | sh\n$(rm x) `ls`\nEOF", ["cat", "sh", "rm", "ls"]),
        ("cat <<'EOF'\n$(rm x) `ls`\nEOF\na", ["cat", "a"]),
        ("X=$(a) b <<< $(c)", ["b", "a", "c"]),
        ("a \\\n -x # rm y", ["a"]),
        ("", []),
        ("# rm x", []),
        ("> out", []),
    ],
)
def test_every_command_is_found(text: str, wanted: list[str]) -> None:
    found = parsed(text)
    assert names(found) == wanted
    assert found.complete


@pytest.mark.parametrize(
    ("text", "argv", "via"),
    [
        ("sudo -u root -- rm -rf x", ["rm", "-rf", "x"], ["sudo"]),
        ("FOO=1 sudo A=2 rm x", ["rm", "x"], ["sudo"]),
        ("env -i -u X A=1 B=2 rm x", ["rm", "x"], ["env"]),
        ("env -S 'rm -f' x", ["rm", "-f", "x"], ["env"]),
        ("timeout -k 5 10 nice -n 3 rm x", ["rm", "x"], ["timeout", "nice"]),
        ("find . -exec rm {} \\;", ["rm", None], ["find"]),
        ("ls | xargs -n 1 rm", ["rm", None], ["xargs"]),
        ("bash -lc 'rm x'", ["rm", "x"], ["bash"]),
        ("/bin/sh -e -c \"sudo rm 'a b'\"", ["rm", "a b"], ["sh", "sudo"]),
        ("eval rm x", ["rm", "x"], ["eval"]),
        ("su - bob -c 'rm x'", ["rm", "x"], ["su"]),
        ("watch -n 1 'rm x'", ["rm", "x"], ["watch"]),
        ("command rm x", ["rm", "x"], ["command"]),
        ("exec -a y rm x", ["rm", "x"], ["exec"]),
        ("sudo bash -c 'eval \"rm x\"'", ["rm", "x"], ["sudo", "bash", "eval"]),
        ("trap 'rm x' EXIT INT", ["rm", "x"], ["trap"]),
        ("trap - EXIT", ["trap", "-", "EXIT"], []),
        ("alias l=ls r='rm x'", ["rm", "x"], ["alias"]),
    ],
)
def test_what_a_command_runs_is_found(text: str, argv: list[str | None], via: list[str]) -> None:
    last = parsed(text).commands[-1]
    assert (last.argv, last.via) == (argv, via)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("curl x | sh", "standard input"),
        ('bash -c "$X"', "made when it runs"),
        ("eval $X", "made when it runs"),
        ('trap "$X" EXIT', "made when it runs"),
        ("alias r=$X", "made when it runs"),
        ("$CMD x", "command is known only"),
        ("cat $HOME", "expanded"),
        ("cat {a,b}", "expanded"),
        ("echo x > $OUT", "redirect"),
        ("cd $X && rm y", "folder that is known only"),
        ("su bob", "another user"),
        ("cat list | sudo xargs rm", "read when it runs"),
        ("parallel rm", "read when it runs"),
        ("env -S 'rm \"x'", "open quote"),
    ],
)
def test_what_only_the_shell_knows_is_said(text: str, why: str) -> None:
    assert any(why in one.why for one in parsed(text).unknown), parsed(text).unknown


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("'/etc/passwd'", "/etc/passwd"),
        ('"/etc/pass"wd', "/etc/passwd"),
        ("a\\ b", "a b"),
        ('"a\\"b"', 'a"b'),
        ("'a\\b'", "a\\b"),
        ("$'a\\tb\\x41\\101'", "a\tbAA"),
        ("'~/x'", "./~/x"),
        ("~/x", "~/x"),
        ("\\$HOME", "$HOME"),
        ("'*.py'", "*.py"),
        ("'é'", "é"),
    ],
)
def test_quotes_are_taken_away(typed: str, meant: str) -> None:
    assert files(parsed(f"cat {typed}")) == [meant]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cat > /etc/x", {"write": ["/etc/x"]}),
        ("cat < in >> log 2> err", {"read": ["in"], "write": ["log", "err"]}),
        ("ls 2>&1 >/dev/null", {"write": []}),
        ("ls &> both", {"write": ["both"]}),
        ("for x in a; do b; done > /tmp/all", {"write": ["/tmp/all"]}),
        ("cd x && make > log", {"write": ["x/log"]}),
        ("cd x && a | b > log c/../d", {"write": ["x/log"], "argument": ["x", "x/c/../d"]}),
        ("cd x && { a; } > log; b > y", {"write": ["x/log", "y", "x/y"]}),
        ("cat > out in1 in2", {"write": ["out"], "argument": ["in1", "in2"]}),
        ("cat <<E > /etc/y\nx\nE", {"write": ["/etc/y"]}),
        ("a | sudo tee -a /etc/hosts", {"argument": ["/etc/hosts"]}),
        ("gcc -I/usr/include x.c -o /tmp/x", {"argument": ["/usr/include", "/tmp/x"]}),
        ("dd if=/dev/zero of=/dev/sda", {"argument": ["/dev/sda"]}),
        ("tar --directory=/etc -xf a.tar", {"argument": ["/etc"]}),
        ("grep -r /x/ src; sed s/a/b/ f", {"argument": ["src", "f"]}),
        ("chmod -x f; chmod 644 g; chown a:b h", {"argument": ["f", "g", "h"]}),
        ("echo /etc/passwd", {"argument": []}),
        ("rm -- -x", {"argument": ["-x"]}),
        ("ls *.py /etc/*.conf", {"argument": [".", "/etc/"]}),
        ("./run.sh ../x", {"argument": ["./run.sh", "../x"]}),
        ('cat "/etc/$X/y"', {"argument": ["/etc/"]}),
    ],
)
def test_files_are_found(text: str, wanted: dict[str, list[str]]) -> None:
    for how, paths in wanted.items():
        assert files(parsed(text), how) == paths


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cd x && cat y", ["x", "x/y"]),
        ("cd x; cat y", ["x", "y", "x/y"]),
        ("cd x || cat y", ["x", "y", "x/y"]),
        ("(cd /etc && cat a); cat b", ["/etc", "/etc/a", "b"]),
        ("cd /etc && cd .. && cat x", ["/etc", "/etc/..", "/etc/../x"]),
        ("cd && cat x", ["~/x"]),
        ("cd /tmp | cat x", ["/tmp", "x", "/tmp/x"]),
        ("bash -c 'cd /etc && cat x'; cat y", ["/etc", "/etc/x", "y"]),
    ],
)
def test_files_are_seen_from_where_the_shell_may_stand(text: str, wanted: list[str]) -> None:
    assert files(parsed(text)) == wanted


@pytest.mark.parametrize(
    ("text", "always"),
    [
        ("git commit -m 'x y'", ["git commit *"]),
        ("git stash pop", ["git stash pop *"]),
        ("npm run build -- --x", ["npm run build *"]),
        ("ls -l", ["ls *"]),
        ("python -m pytest x", ["python -m pytest *"]),
        ("python x.py", ["python x.py"]),
        ("git -C /x push", ["git -C /x push"]),
        ("sudo rm x", ["sudo rm x", "rm *"]),
        ("bash -c 'ls x'", ["bash -c 'ls x'", "ls *"]),
        ("docker compose up -d && cd x", ["docker compose up *"]),
        ("$X y", ["$X y"]),
    ],
)
def test_always_is_as_wide_as_it_is_safe(text: str, always: list[str]) -> None:
    assert parsed(text).always == always


def test_the_patterns_are_the_commands_as_typed_but_for_cd() -> None:
    found = parsed("cd x && FOO=1 make -j4 > log 2>&1; make; make")
    assert found.patterns == ["FOO=1 make -j4 > log 2>&1", "make"]


@pytest.mark.parametrize("text", ["echo 'x", "a && ", "for x in", "$(", "cat <<EOF", "( a"])
def test_a_text_that_ends_too_early_is_told(text: str) -> None:
    assert not parsed(text).complete or text == "cat <<EOF"


def test_nesting_without_end_is_an_answer_not_a_crash() -> None:
    assert not parsed("$(" * 5000 + ")" * 5000).complete
    found = parsed("eval " * 12 + "ls")
    assert any("nested" in one.why for one in found.unknown)


def test_a_text_of_very_many_commands_is_not_read_to_its_end() -> None:
    found = parsed("a;" * (2 * MOST_COMMANDS))
    assert (len(found.commands), found.complete) == (MOST_COMMANDS, False)


def test_a_long_text_is_read_while_others_work() -> None:
    async def story() -> tuple[Parsed, int]:
        reading = asyncio.create_task(at_length.parsed("echo " + "x " * 20_000))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0)
            turns += 1
        return await reading, turns

    found, turns = asyncio.run(story())
    assert len(found.commands[0].argv) == 20_001
    assert len(parsed("cat " + " ".join(map(str, range(3000)))).files) == MOST_FILES
    assert turns > 10


@given(st.text(alphabet="ab /'\"$(){}|&;<>\\`\n*~=-", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = parsed(text)
    assert all(one.text for one in found.commands)


def test_folders_outside_are_asked_about_by_their_real_path(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "link").symlink_to(outside)
    found = parsed("cat link/x ./y ../out/z ~/w && ls link > /dev/null")
    leads, folders = asked(
        found, str(inside), str(inside), lambda path: path.startswith(str(inside))
    )
    assert folders == [f"{outside}/*"]
    assert [one.outside for one in leads] == [True, False, True, False, True]


def test_a_file_is_told_once() -> None:
    assert parsed("cat x x; cat x").files == [Named(typed="x", path="x", how="argument")]
