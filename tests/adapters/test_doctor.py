"""``daebug doctor``: the page of a healthy installation, and what it says of a sick one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from daebug.daemon.checkup import findings, installation, machine
from tests.faults.expect import answered, kill, role, settle, until
from tests.home import Home

SICK = """
[adapters]
gdb = "/bin/false"

[adapters.mute]
command = ["/bin/echo", "no DAP at all"]
install = "take another"
"""


def page(home: Home, **env: str) -> tuple[int, dict[tuple[str, str], dict[str, Any]]]:
    """Return the exit status of doctor, and its findings by section and name."""
    done = home("doctor", "--json", env=env)
    told = json.loads(done.stdout)["findings"]
    return done.returncode, {(one["section"], one["name"]): one for one in told}


@pytest.mark.adapter
@pytest.mark.slow
def test_a_healthy_installation_fills_its_page(home: Home) -> None:
    secret = {"HTTPS_PROXY": "http://anna:hunter2@proxy", "DAEBUG_KEY_OF_MINE": "sesame"}
    status, found = page(home, **secret)
    assert status == 0
    assert found["paths", "runtime"]["text"] == f"{home.run}  0700"
    assert found["sockets", "hub.sock"]["text"] == "0600"
    assert found["adapters", "debugpy"]["text"].startswith("1.")
    assert found["processes", "hub"]["text"].startswith("up, ")
    names = found["environment", "set"]["text"].split(", ")
    assert {"HTTPS_PROXY", "DAEBUG_KEY_OF_MINE", "DAEBUG_RUNTIME_DIR"} <= set(names)
    text = answered(home("doctor", env=secret))
    assert "hunter2" not in text
    assert "sesame" not in text
    assert text.splitlines()[-1].startswith("0 wrong, ")


@pytest.mark.adapter
@pytest.mark.slow
def test_what_is_wrong_comes_with_what_to_do(home: Home) -> None:
    settle(home, SICK)
    status, found = page(home)
    assert status == 1
    gdb, mute = found["adapters", "gdb"], found["adapters", "mute"]
    assert (gdb["state"], "/bin/false" in gdb["text"], bool(gdb["fix"])) == ("wrong", True, True)
    assert (mute["state"], mute["fix"]) == ("wrong", "take another")
    text = home("doctor").stdout
    assert "  adapters mute: take another\n" in text[text.index("to do") :]

    settle(home, "nonsense = 1\n")
    status, found = page(home)
    wrong = found["settings", "no-such-setting"]
    assert (status, wrong["state"], wrong["fix"]) == (1, "wrong", "daebug config unset nonsense")


@pytest.mark.slow
def test_a_process_that_died_and_its_log_are_told(home: Home) -> None:
    answered(home("adapters", "debugpy"))
    kill(role(home, "bridge"))
    until("the loss is known", lambda: "SIGKILL" in answered(home("status")))
    _, found = page(home)
    bridge = found["processes", "bridge"]
    assert (bridge["state"], bridge["fix"]) == ("note", "daebug logs --process bridge")
    assert "died 1 times" in bridge["text"]
    assert any(section == "logs" for section, _ in found)


def test_a_kernel_that_forbids_to_attach_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = tmp_path / "ptrace_scope"
    monkeypatch.setattr(machine, "YAMA", scope)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    def told(value: str) -> findings.Finding:
        scope.write_text(f"{value}\n")
        (one,) = [one for one in machine.permissions() if one.name == "ptrace_scope"]
        return one

    assert [told(value).state for value in "0123"] == ["ok", "note", "wrong", "wrong"]
    assert told("1").fix == f"echo 0 | sudo tee {scope}"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert [told(value).state for value in "0123"] == ["ok", "ok", "ok", "wrong"]


def test_folders_that_others_may_enter_are_wrong(tmp_path: Path) -> None:
    env = {"DAEBUG_STATE_DIR": str(tmp_path / "state"), "DAEBUG_CONFIG_DIR": str(tmp_path)}
    run = tmp_path / "run"
    run.mkdir(mode=0o755)
    run.chmod(0o755)
    found = {one.name: one for one in installation.paths(run, env)}
    assert (found["runtime"].state, found["runtime"].fix) == ("wrong", f"chmod 700 {run}")
    assert found["state"].state == "ok"
    assert "No such file" in found["state"].text


def test_a_log_line_holds_no_secret(tmp_path: Path) -> None:
    env = {"DAEBUG_STATE_DIR": str(tmp_path)}
    (tmp_path / "log").mkdir()
    line = "2026-01-01T10:00:00.000 ERROR hub refused: token = 'sesame12'\n"
    (tmp_path / "log" / "hub.log").write_text(line)
    (one,) = installation.last_errors(env, ["hub"])
    assert "refused" in one.text
    assert "sesame" not in one.text
    assert one.fix == "daebug logs --process hub --level error"
