"""The settings: every key explained, every mistake named."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from daebug.protocol import config
from daebug.protocol.config import Config
from daebug.protocol.errors.usage import BadSetting, NoSuchSetting

EVERY = list(config.settings())


def test_no_settings_are_the_defaults() -> None:
    assert config.read({}, "config.toml") == Config()
    assert config.read({"daemon": {}}, "config.toml") == Config()


@pytest.mark.parametrize("setting", EVERY, ids=lambda setting: setting.key)
def test_a_key_has_a_reason_a_unit_and_its_default(setting: config.Setting) -> None:
    assert setting.why.endswith(".")
    assert "\n" not in setting.why
    assert config.value(Config(), setting.key) == setting.default
    timed = isinstance(setting.default, (int, float)) and not isinstance(setting.default, bool)
    assert bool(setting.unit) == timed, "a number has a unit"


@pytest.mark.parametrize("setting", EVERY, ids=lambda setting: setting.key)
def test_a_key_takes_its_own_default_from_a_file(setting: config.Setting) -> None:
    section, _, name = setting.key.partition(".")
    assert config.read({section: {name: setting.default}}, "config.toml") == Config()


def test_a_value_from_a_file_is_taken_and_the_rest_stays() -> None:
    read = config.read(tomllib.loads("[daemon]\nidle_exit_s = 5\n[log]\nlevel = 'debug'\n"), "f")
    assert (read.daemon.idle_exit_s, read.log.level) == (5.0, "debug")
    assert read.answers == Config().answers


@pytest.mark.parametrize(
    ("tables", "key", "near"),
    [
        ({"daemon": {"idle_exit": 3}}, "daemon.idle_exit", "daemon.idle_exit_s"),
        ({"demon": {"idle_exit_s": 3}}, "demon.idle_exit_s", "daemon.idle_exit_s"),
        ({"idle_exit_s": 3}, "idle_exit_s", "daemon.idle_exit_s"),
        ({"adapter": {}}, "adapter", "adapters"),
        ({"xyzzy": {}}, "xyzzy", ""),
        ({"xyzzy": 1}, "xyzzy", ""),
        ({"log": {"level": "info", "xyzzy": 1}}, "log.xyzzy", ""),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_one(
    tables: dict[str, Any], key: str, near: str
) -> None:
    with pytest.raises(NoSuchSetting) as refused:
        config.read(tables, "config.toml")
    assert refused.value.facts["key"] == key
    assert refused.value.facts["near"] == (f" (did you mean {near}?)" if near else "")


@pytest.mark.parametrize(
    ("tables", "key", "value"),
    [
        ({"daemon": {"idle_exit_s": "x"}}, "daemon.idle_exit_s", "x"),
        ({"daemon": {"idle_exit_s": -1}}, "daemon.idle_exit_s", -1),
        ({"daemon": {"prestart": ["bridge", 3]}}, "daemon.prestart[1]", ["bridge", 3]),
        ({"daemon": 3}, "daemon", 3),
        ({"log": {"level": "loud"}}, "log.level", "loud"),
        ({"answers": {"frames": 0}}, "answers.frames", 0),
        ({"adapters": {"spare": "yes"}}, "adapters.spare", "yes"),
    ],
)
def test_a_bad_value_is_named_with_its_key(tables: dict[str, Any], key: str, value: object) -> None:
    with pytest.raises(BadSetting) as refused:
        config.read(tables, "config.toml")
    facts = refused.value.facts
    assert (facts["where"], facts["key"], facts["value"]) == ("config.toml", key, value)
    assert facts["why"].startswith("Expected")


def test_the_nearest_word_is_offered_only_if_it_is_near() -> None:
    assert config.near("contnue", ["continue", "context"]) == " (did you mean continue?)"
    assert config.near("zzz", ["continue", "context"]) == ""
