"""From a path to a file or to nothing; ``test_attacks_files`` tries it through the socket."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from daebug.daemon.gateway import located


@pytest.mark.parametrize(
    "path", ["", "a", "//", "/a//b", "/..", "/a/..", "/.a", "/a/.b/c", "/%00", "/a%0ab", "/%ff",
             "/a%2f..%2fb", "/a\\b", "/" + "a" * 5000]
)  # fmt: skip
def test_a_path_that_could_mean_another_place_means_nothing(path: str) -> None:
    assert located.parts(path) is None


@pytest.mark.parametrize(
    ("path", "parts"),
    [("/", []), ("/a/", ["a"]), ("/a%2Fb", None), ("/.well-known/x", [".well-known", "x"]),
     ("/a..b", ["a..b"]), ("/%D1%84", ["\u0444"])],
)  # fmt: skip
def test_a_plain_path_is_taken_apart(path: str, parts: list[str] | None) -> None:
    assert located.parts(path) == (parts if parts is not None else ["a", "b"])


def test_a_folder_beside_with_the_same_start_is_outside(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root-secret").mkdir()
    (tmp_path / "root" / "out").symlink_to(tmp_path / "root-secret")
    root = os.path.realpath(tmp_path / "root")
    assert located.found(root, "/out") is None
    assert located.found(root, "/") is not None


def test_the_root_of_the_file_system_can_be_a_root() -> None:
    found = located.found("/", "/tmp")
    assert found is not None
    assert found.is_folder
