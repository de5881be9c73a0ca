"""Paths from an environment, and nothing made on the way."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from daebug.protocol import places

unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no /tmp and no user id")

FOLDER = Path("/run/x")

#: sockaddr_un.sun_path with its final NUL, the smaller of Linux (108) and macOS (104).
SOCKET_PATH_BYTES = 103


@unix
@pytest.mark.parametrize(
    ("env", "folder"),
    [
        ({"DAEBUG_RUNTIME_DIR": "/a", "XDG_RUNTIME_DIR": "/b"}, "/a"),
        ({"XDG_RUNTIME_DIR": "/b"}, "/b/daebug"),
        ({"DAEBUG_RUNTIME_DIR": "", "XDG_RUNTIME_DIR": "/b"}, "/b/daebug"),
        ({"XDG_RUNTIME_DIR": ""}, f"/tmp/daebug-{getattr(os, 'getuid', lambda: 0)()}"),
        ({}, f"/tmp/daebug-{getattr(os, 'getuid', lambda: 0)()}"),
    ],
)
def test_the_runtime_folder_is_the_named_one_else_of_xdg_else_our_own(
    env: dict[str, str], folder: str
) -> None:
    assert places.runtime_folder(env) == Path(folder)


def test_everything_of_a_daemon_is_in_its_runtime_folder_under_its_own_name() -> None:
    files = [places.socket, places.pidfile, places.journal, places.token]
    paths = [file(FOLDER) for file in files]
    paths += [
        Path(places.bus(FOLDER, stream).removeprefix("ipc://"))
        for stream in ("orders", "joins", "bulk")
    ]
    assert {path.parent for path in paths} == {FOLDER}
    assert len(set(paths)) == len(paths)


@unix
def test_the_sockets_of_the_usual_folders_fit_into_a_socket_address() -> None:
    for env in ({"XDG_RUNTIME_DIR": "/run/user/4294967294"}, {}):
        folder = places.runtime_folder(env)
        for path in (str(places.socket(folder)), places.bus(folder, "orders")[len("ipc://") :]):
            assert len(path.encode()) <= SOCKET_PATH_BYTES


def test_settings_and_logs_are_where_the_environment_says() -> None:
    env = {"DAEBUG_CONFIG_DIR": "/c", "DAEBUG_STATE_DIR": "/s"}
    assert places.config_file(env) == Path("/c/config.toml")
    assert places.state_folder(env) == Path("/s")
    assert places.log_folder(env) == Path("/s/log")


def test_settings_and_logs_are_in_the_standard_folders_else() -> None:
    assert places.config_file({}).name == "config.toml"
    assert places.config_file({}).parent.name == "daebug"
    assert "daebug" in places.state_folder({}).parts


def test_naming_a_place_makes_nothing(tmp_path: Path) -> None:
    env = {"DAEBUG_RUNTIME_DIR": str(tmp_path / "r"), "DAEBUG_STATE_DIR": str(tmp_path / "s")}
    places.socket(places.runtime_folder(env))
    places.log_folder(env)
    assert list(tmp_path.iterdir()) == []
