"""Which browser is meant, and how it is started."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from daebug.daemon.testing import browser
from daebug.daemon.testing.browser import Browser
from daebug.protocol.errors.pages import BrowserFailed
from tests.arrivals import MS


def program(folder: Path, name: str, text: str = "exit 3") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_what_is_named_goes_before_the_variable_and_the_path(tmp_path: Path) -> None:
    there = program(tmp_path / "bin", "chromium")
    mine = program(tmp_path, "mine")
    other = program(tmp_path, "other")
    env = {"PATH": str(there.parent)}
    assert browser.found(["", ""], env) == str(there)
    assert browser.found(["", ""], {**env, "CHROME_PATH": str(other)}) == str(other)
    assert browser.found(["", str(mine)], {**env, "CHROME_PATH": str(other)}) == str(mine)
    assert browser.found(["chromium", str(mine)], env) == str(there)


def test_a_name_that_is_no_program_is_an_error_and_none_at_all_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "PLACES", ())
    env = {"PATH": str(tmp_path)}
    assert browser.found(["", ""], env) == ""
    with pytest.raises(BrowserFailed, match="there is no such program"):
        browser.found([str(tmp_path / "none")], env)


def test_root_has_no_sandbox_and_others_keep_theirs() -> None:
    assert "--no-sandbox" in browser.words("/c", headed=False, root=True)
    line = browser.words("/c", headed=True, root=False)
    assert "--no-sandbox" not in line
    assert not any(word.startswith("--headless") for word in line)


def test_a_program_that_ends_at_once_is_told_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "t"
    temporary.mkdir()
    path = program(tmp_path, "odd", "echo not today >&2; exit 3")

    async def story() -> None:
        with pytest.raises(BrowserFailed, match="it ended with status 3: not today"):
            await Browser.start(str(path), {**os.environ, "TMPDIR": str(temporary)}, headed=False)

    monkeypatch.setattr("daebug.daemon.testing.keeper.PLACE_CHARS", 300)
    asyncio.run(story())
    assert list(temporary.iterdir()) == []


def test_the_reason_is_found_among_what_always_is_said() -> None:
    noise = "[7:7:1121/1.1:ERROR:dbus/bus.cc:405] Failed to connect to the bus"
    fatal = "[7:7:1121/1.1:FATAL:content/zygote.cc:131] No usable sandbox!"
    assert browser.reason(f"{noise}\n{fatal}\n#0 0x55\n{noise}\n") == fatal
    assert browser.reason(f"no display\n\n{noise}\n") == "no display"
    assert browser.reason(noise) == ""


@pytest.mark.slow
def test_a_program_that_says_nothing_is_given_up_and_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "START_S", 2000 * MS)
    told = tmp_path / "pid"
    path = program(tmp_path, "mute", f"echo $$ > {told}\nexec tail -f /dev/null")

    async def story() -> None:
        with pytest.raises(BrowserFailed, match=r"did not answer Browser\.getVersion in "):
            await Browser.start(str(path), dict(os.environ), headed=False)

    asyncio.run(story())
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)
