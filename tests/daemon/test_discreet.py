"""What logs and lists tell of a command holds no value."""

from __future__ import annotations

import pytest

from daebug.daemon import discreet


@pytest.mark.parametrize(
    "argv",
    [
        ["start", "./p", "--env", "TOKEN=secret"],
        ["start", "./p", "--env=TOKEN=secret"],
        ["start", "./p", "-e", "TOKEN=secret"],
        ["start", "./p", "-eTOKEN=secret"],
        ["set", "password", "secret"],
        ["--session", "a", "input", "secret"],
        ["eval", "login('secret')"],
        ["shell", "run", "login secret"],
        ["--json", "shell", "parse", "login secret"],
        ["term", "write", "t1", "secret"],
        ["term", "start", "--", "login", "secret"],
        ["edit", "f", "--old", "secret", "--new=secret"],
        ["vcs", "commit", "-m", "secret"],
        ["vcs", "-msecret", "commit"],
        ["vcs", "commit", "--message", "secret"],
        ["vcs", "commit", "--message=secret"],
        ["grep", "secret", "--dir", "src"],
        ["--json", "find", "secret"],
        ["term", "read", "t1", "--until", "secret"],
        ["term", "read", "t1", "--until=secret"],
    ],
)
def test_no_value_is_told(argv: list[str]) -> None:
    told = discreet.told(argv)
    assert "secret" not in told
    assert argv[0] in told


def test_the_rest_is_told_in_eighty_characters() -> None:
    assert discreet.told(["break", "main.c:3", "--if", "n == 3"]) == "break main.c:3 --if n == 3"
    assert len(discreet.told(["start", "x" * 200])) == 80
