"""The example file says what the settings are."""

import os
import tomllib
from pathlib import Path

from daebug.protocol import config, config_example

FILE = Path(__file__).parents[2] / "config.example.toml"


def test_the_example_file_is_in_step_with_the_settings() -> None:
    if os.environ.get("DAEBUG_UPDATE"):
        FILE.write_text(config_example.text(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == config_example.text(), "run: DAEBUG_UPDATE=1 pytest"


def test_the_example_file_holds_the_defaults() -> None:
    assert config.read(tomllib.loads(config_example.text()), "example") == config.Config()


def test_each_key_is_explained_on_the_line_above_it() -> None:
    lines = config_example.text().splitlines()
    for setting in config.settings():
        key = setting.key.partition(".")[2]
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{key} = "))
        assert lines[at - 1].startswith(f"# {setting.why}")
        assert setting.unit in lines[at - 1]
