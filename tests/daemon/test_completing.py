"""Completion scripts hold every verb and its options."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from daebug.daemon import completing, registry


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
