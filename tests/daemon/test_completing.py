"""Completion scripts hold every verb and its options."""

from __future__ import annotations

import shlex
import shutil
import subprocess

import pytest

from daebug.daemon import completing, registry
from tests.conftest import tool
from tests.faults.expect import answered
from tests.home import Home, command


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_verb_and_short_name_is_in_every_script(shell: str) -> None:
    script = completing.script(shell)
    for verb in registry.verbs():
        for name in (verb, *registry.aliases(registry.command(verb))):
            assert name in script


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_itself_parses_the_script(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    script = completing.script(shell)
    subprocess.run([shell, "-n"], input=script, text=True, check=True, timeout=10)


def test_a_verb_offers_its_own_options_and_everybodys() -> None:
    assert {"--timeout", "--no-wait", "--json", "--session"} <= set(completing.options("next"))
    assert "--break" not in completing.options("next")


@pytest.mark.slow
def test_bash_completes_actions_and_the_names_of_terminals(home: Home) -> None:
    bash = tool("bash", ["bash"])
    program = home.folder / "daebug"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(command())} "$@"\n')
    program.chmod(0o755)
    for _ in range(2):
        answered(home("term", "start", "--", "cat"))

    def completed(*words: str) -> list[str]:
        script = completing.script("bash") + (
            f"COMP_WORDS=(daebug {shlex.join(words)}); COMP_CWORD={len(words)}; _daebug\n"
            'printf "%s\\n" "${COMPREPLY[@]}"\n'
        )
        path = f"{home.folder}:{home.env['PATH']}"
        return subprocess.run(
            [bash, "--norc"],
            input=script,
            env={**home.env, "PATH": path},
            cwd=home.work,
            text=True,
            capture_output=True,
            check=True,
            timeout=30,
        ).stdout.split()

    assert completed("te") == ["term", "terminal", "test", "test-scenario"]
    assert completed("term", "re") == ["read", "resize"]
    assert completed("vcs", "st") == ["status", "stage"]
    assert completed("term", "attach", "t") == completed("terminal", "close", "t") == ["t1", "t2"]
    assert {"t1", "t2"} <= set(completed("term", "read", ""))
    assert completed("term", "start", "t") == []
    assert "--until" in completed("term", "read", "t1", "--u")
