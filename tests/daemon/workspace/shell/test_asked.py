"""``daebug shell parse``, through the command line: what an agent's harness must ask about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.daemon.workspace.asked import told
from tests.home import Home

pytestmark = pytest.mark.slow


def plan(home: Home, text: str) -> dict[str, Any]:
    """Return what ``text`` would do, typed in the project."""
    found: dict[str, Any] = told(home, "shell", "parse", text)["plan"]
    return found


@pytest.mark.parametrize(
    ("text", "commands", "outside", "unknown"),
    [
        ("cat > /etc/x", ["cat"], ["/etc/*"], []),
        ("echo a >> /var/log/y 2> /tmp/z", ["echo"], ["/tmp/*", "/var/log/*"], []),
        ('cat "/etc/passwd"', ["cat"], ["/etc/*"], []),
        ("cat '/etc/pass''wd'", ["cat"], ["/etc/*"], []),
        ("cat /etc/pass\\wd", ["cat"], ["/etc/*"], []),
        ("rm -rf $HOME/x", ["rm"], [], ["$HOME/x"]),
        ("rm $(cat list)", ["rm", "cat"], [], ["$(cat list)"]),
        ("FOO=1 sudo rm /opt/x", ["sudo", "rm"], ["/opt/*"], []),
        ("env -i A=1 rm /opt/x", ["env", "rm"], ["/opt/*"], []),
        ("ls | xargs rm", ["ls", "xargs", "rm"], [], None),
        ("bash -c 'rm /opt/x'", ["bash", "rm"], ["/opt/*"], []),
        ("eval 'rm /opt/x'", ["eval", "rm"], ["/opt/*"], []),
        ("echo x | tee /etc/motd", ["echo", "tee"], ["/etc/*"], []),
        ("cat <<E\n$(rm /opt/x)\nE", ["cat", "rm"], ["/opt/*"], []),
        ("cat <<'E'\n$(rm /opt/x)\nE", ["cat"], [], []),
        ("(cd / && rm x)", ["cd", "rm"], ["/*"], []),
    ],
)
def test_nothing_that_it_touches_is_passed_over(
    home: Home, text: str, commands: list[str], outside: list[str], unknown: list[str] | None
) -> None:
    (home.work / ".git").mkdir()
    found = plan(home, text)
    assert [one["argv"][0] for one in found["commands"]] == commands
    assert sorted(found["directories"]) == outside
    if unknown is None:
        assert found["unknown"]
    else:
        assert [one["text"] for one in found["unknown"]] == unknown
    assert found["complete"]


@pytest.mark.parametrize(
    "text", ["echo 'open", 'echo "open', "cat <<E\nx", "if a; then", "$(", "`"]
)
def test_a_text_that_ends_too_early_says_so(home: Home, text: str) -> None:
    assert not plan(home, text)["complete"]
    assert "does not follow bash's grammar: ask" in home("shell", "parse", text).stdout


def test_what_is_always_allowed_is_never_wider_than_the_command(home: Home) -> None:
    assert plan(home, "git status && npm run build")["always"] == [
        "git status *",
        "npm run build *",
    ]
    assert plan(home, "sudo rm -rf /")["always"] != ["sudo *"]
