"""Processes that can't be attached to."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from tests.faults.expect import Done, refused
from tests.home import Home, command

pytestmark = pytest.mark.slow

#: The user without rights, and what lets him read a tree that lies in root's home.
NOBODY = 65534
AS_NOBODY = [
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
]


def test_a_pid_that_is_gone_is_refused(home: Home) -> None:
    with subprocess.Popen(["true"]) as gone:
        pass
    assert f"there is no process {gone.pid}" in refused(
        home("attach", str(gone.pid)), "no-such-process", 4
    )


def test_a_pid_that_no_process_can_have_is_refused(home: Home) -> None:
    refused(home("attach", str(2**40)), "no-such-process", 4)


@pytest.mark.parametrize("word", ["abc", "0", "-5"])
def test_a_word_that_is_no_pid_is_refused(home: Home, word: str) -> None:
    refused(home("attach", "--", word), "bad-usage", 2)


def test_a_process_of_another_user_is_refused_with_its_owner(home: Home) -> None:
    if os.getuid():
        said = refused(home("attach", "1"), "not-your-process", 2)
    else:
        said = refused(as_nobody(home, "attach", str(os.getpid())), "not-your-process", 2)
        as_nobody(home, "stop", "--all")
        os.chown(home.folder, 0, 0)
    assert "belongs to user root" in said


def as_nobody(home: Home, *args: str) -> Done:
    """Run a command as the user without rights, on a daemon of his."""
    if not shutil.which("setpriv"):
        pytest.skip("no setpriv to become another user with")
    os.chown(home.folder, NOBODY, NOBODY)
    return subprocess.run(
        [*AS_NOBODY, *command(), *args],
        cwd="/",
        env=home.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
