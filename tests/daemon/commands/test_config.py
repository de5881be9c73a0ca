"""``config``: the kind of a value is that of its default; a wrong file is left as it was."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from daebug.daemon.commands import config
from daebug.daemon.look import Look
from daebug.protocol.errors.usage import BadSetting, BadUsage
from tests.daemon.people import Peep


@pytest.fixture
def peep(tmp_path: Path) -> Peep:
    return Peep(env={"DAEBUG_CONFIG_DIR": str(tmp_path)})


def run(peep: Peep, *words: str) -> str:
    names = ("action", "key", "value")
    request = config.Request(**dict(zip(names, words, strict=False)))
    return config.render(asyncio.run(config.run(request, peep)), Look())


@pytest.mark.parametrize(
    ("text", "like", "value"),
    [
        ("3", 1.5, 3.0),
        ("3", 1, 3),
        ("True", False, True),
        ("3", "text", "3"),
        ("a,b", ["x"], ["a", "b"]),
        ('["a"]', ["x"], ["a"]),
        ("", ["x"], []),
        ("soon", 1.5, "soon"),
    ],
)
def test_text_becomes_what_the_default_is(text: str, like: Any, value: Any) -> None:
    made = config._typed(text, like)
    assert made == value
    assert type(made) is type(value)


def test_all_settings_are_shown_with_their_origin(peep: Peep) -> None:
    assert "answers.timeout_s = 30.0 seconds  (default)" in run(peep)


def test_a_setting_is_written_and_taken_back(peep: Peep, tmp_path: Path) -> None:
    told = run(peep, "set", "answers.timeout_s", "5")
    assert f"answers.timeout_s = 5.0 seconds  ({tmp_path}/config.toml)" in told
    assert "(default)" in run(peep, "unset", "answers.timeout_s")


def test_a_value_that_does_not_fit_leaves_the_file_as_it_was(peep: Peep, tmp_path: Path) -> None:
    run(peep, "set", "answers.frames", "7")
    before = (tmp_path / "config.toml").read_bytes()
    with pytest.raises(BadSetting):
        run(peep, "set", "answers.frames", "many")
    assert (tmp_path / "config.toml").read_bytes() == before


def test_an_unknown_key_names_the_nearest(peep: Peep) -> None:
    with pytest.raises(BadUsage, match=r"did you mean answers\.timeout_s"):
        run(peep, "get", "answers.timeut_s")


def test_set_needs_a_value(peep: Peep) -> None:
    with pytest.raises(BadUsage):
        run(peep, "set", "answers.frames")
