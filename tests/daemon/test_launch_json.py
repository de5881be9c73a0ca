"""Configurations of launch.json, as starts of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from daebug.daemon import launch_json
from daebug.protocol.errors.usage import BadLaunchJson, NoSuchConfiguration

TEXT = """{
  // comments and trailing commas are what people have
  "version": "0.2.0",
  "configurations": [
    {
      "name": "Tests", "type": "cppdbg", "request": "launch", "MIMode": "gdb",
      "program": "${workspaceFolder}/build/tests", "args": ["--filter", "${env:WHICH}"],
      "stopAtEntry": true, "environment": [{"name": "A", "value": "1"}],
      "cwd": "${workspaceFolder}/build", "preLaunchTask": "build",
      "linux": {"args": ["on-linux"]}, "osx": {"args": ["on-mac"]},
      "windows": {"args": ["on-windows"]},
    },
    {"name": "Script", "type": "debugpy", "request": "launch", "program": "${file}",
     "args": "one 'two three'", "env": {"B": "${workspaceFolderBasename}"}, "envFile": "my.env",
     "console": "integratedTerminal"},
    {"name": "Module", "type": "debugpy", "request": "launch", "module": "shop.till",
     "justMyCode": false, "subProcess": false, "python": ["/opt/py/bin/python", "-X", "dev"]},
    {"name": "Text", "type": "debugpy", "request": "launch", "code": ["import sys", "print(1)"]},
    {"name": "Listens", "type": "debugpy", "request": "attach", "connect": {"port": 5678}},
    {"name": "Listened", "type": "python", "request": "attach", "host": "box", "port": 5679},
    {"name": "Set", "type": "lldb", "request": "launch", "program": "${config:build.folder}/till",
     "args": ["${input:level}", "${config:deep}"]},
    {"name": "Asks", "type": "lldb", "request": "launch", "program": "${input:ask}"},
    {"name": "Unset", "type": "lldb", "request": "launch", "program": "${config:nowhere}"},
    {"name": "Attach", "type": "lldb", "request": "attach", "pid": 42},
    {"name": "Pick", "type": "lldb", "request": "attach", "pid": "${command:pickProcess}"},
  ],
  "inputs": [{"id": "level", "type": "pickString", "default": "debug"}, {"id": "ask"}],
  "compounds": [{"name": "Both", "configurations": ["Tests", "Attach"]}],
}
"""


@pytest.fixture
def file(tmp_path: Path) -> launch_json.File:
    place = tmp_path / "shop" / launch_json.PLACE
    place.parent.mkdir(parents=True)
    place.write_text(TEXT)
    (place.parents[1] / "my.env").write_text("# words\nexport C='3'\nB=old\n")
    deep = place.parents[1] / "src" / "deep"
    deep.mkdir(parents=True)
    return launch_json.read(launch_json.found(str(deep)))


def one(file: launch_json.File, name: str, source: str = "") -> launch_json.Configuration:
    (found,) = launch_json.chosen(file, name, {"WHICH": "fast"}, source)
    return found


def test_variables_and_this_systems_values_are_put_in(
    file: launch_json.File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    found = one(file, "Tests")
    assert found.program == f"{file.workspace}/build/tests"
    assert (found.args, found.cwd) == (["on-linux"], f"{file.workspace}/build")
    assert (found.adapter, found.env, found.stop_on_entry) == ("gdb", {"A": "1"}, True)
    assert found.notes == ["preLaunchTask of Tests is not run: build"]


def test_a_script_takes_the_file_and_the_environment_in_their_order(
    file: launch_json.File,
) -> None:
    found = one(file, "Script", "/src/main.py")
    assert (found.program, found.args) == ("/src/main.py", ["one", "two three"])
    assert found.env == {"B": "shop", "C": "3"}
    assert found.tty


def test_settings_of_the_workspace_and_defaults_of_inputs_are_put_in(
    file: launch_json.File,
) -> None:
    text = '{"build": {"folder": "/out"}, /* flat, too */ "deep": 3, "build.other": []}'
    Path(file.path).with_name("settings.json").write_text(text)
    found = one(file, "Set")
    assert (found.program, found.args) == ("/out/till", ["debug", "3"])


def test_a_compound_is_all_of_its_parts(file: launch_json.File) -> None:
    found = launch_json.chosen(file, "Both", {})
    assert [(each.name, each.request, each.pid) for each in found] == [
        ("Tests", "launch", 0),
        ("Attach", "attach", 42),
    ]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Script", "give the file: --file FILE"),
        ("Pick", "command:pickProcess.*daebug attach PID"),
        ("Asks", "give it a default in inputs"),
        ("Unset", "no such setting in .vscode/settings.json"),
    ],
)
def test_what_only_an_editor_can_fill_in_is_refused(
    file: launch_json.File, name: str, why: str
) -> None:
    with pytest.raises(BadLaunchJson, match=why):
        one(file, name)


def test_a_name_that_is_not_there_lists_those_that_are(file: launch_json.File) -> None:
    with pytest.raises(NoSuchConfiguration, match=r"did you mean Tests.*Script.*Both"):
        one(file, "Test")


def test_no_file_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(NoSuchConfiguration, match="no such file"):
        launch_json.found(str(tmp_path))


@pytest.mark.parametrize("text", ["{", "[]", '{"configurations": 3}', ""])
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "launch.json"
    path.write_text(text)
    with pytest.raises(BadLaunchJson):
        launch_json.read(str(path))


def test_what_python_can_be_told_to_run(file: launch_json.File) -> None:
    module = one(file, "Module")
    assert (module.program, module.module, module.python) == (
        "shop.till",
        True,
        "/opt/py/bin/python",
    )
    assert (module.just_my_code, module.subprocesses) == (False, False)
    text = one(file, "Text")
    assert (text.program, text.code, text.module) == ("import sys\nprint(1)", True, False)
    assert (text.just_my_code, text.subprocesses) == (True, True)


def test_a_program_that_listens_is_attached_to(file: launch_json.File) -> None:
    assert one(file, "Listens").connect == "127.0.0.1:5678"
    assert one(file, "Listened").connect == "box:5679"
    assert one(file, "Attach").connect == ""
