"""Putting scripts together."""

from __future__ import annotations

from pathlib import Path

import pytest

from daebug.daemon.gateway.scripts import SERVED, Scripts


def made(folder: Path) -> Scripts:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.js").write_text("A")
    (folder / "b.js").write_text("B \U0001f47e \u0444")
    (folder / "page.js").write_text(
        "/* __DAEBUG_PARTS__\n  sub/a.js\n  b.js */;f(__DAEBUG_SETTINGS__)"
    )
    return Scripts("t</script>", folder)


def test_parts_and_settings_are_put_in(tmp_path: Path) -> None:
    text = made(tmp_path).text("page.js", nonce="N")
    assert text == ('A\nB \U0001f47e \u0444;f({"token": "t\\u003c/script>", "nonce": "N"})')


def test_an_inline_script_is_ascii(tmp_path: Path) -> None:
    text = made(tmp_path).inline("page.js")
    assert "B \\ud83d\\udc7e \\u0444" in text


def test_a_script_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"page\.js"):
        Scripts("t", tmp_path).text("page.js")


@pytest.mark.parametrize("name", SERVED.values())
def test_every_script_that_is_served_is_there_and_whole(name: str) -> None:
    text = Scripts("t").text(name)
    assert "__DAEBUG_" not in text
    assert "</script" not in text
