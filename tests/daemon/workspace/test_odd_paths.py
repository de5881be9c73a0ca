"""Odd paths, through the command line: what is outside stays outside."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.daemon.workspace.typed import edit, put
from tests.faults.expect import answered, refused
from tests.home import Home

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/hostname", "a/../../outside.txt"])
def test_a_path_out_of_the_project_is_refused(shop: Home, name: str) -> None:
    put(shop, "a/x", "")
    refused(shop("read", name), "outside-project", 2)
    refused(edit(shop, name, "a", "b"), "outside-project", 2)
    refused(shop("write", name, input="x"), "outside-project", 2)


def test_a_folder_that_only_starts_like_the_project_is_outside(shop: Home) -> None:
    other = shop.work.parent / f"{shop.work.name}-other"
    other.mkdir()
    (other / "x").write_text("secret\n")
    refused(shop("read", f"../{other.name}/x"), "outside-project", 2)
    assert "secret" in answered(shop("read", "--allow-outside", f"../{other.name}/x"))


def test_what_the_settings_allow_is_allowed(shop: Home, tmp_path_factory: Any) -> None:
    other = tmp_path_factory.mktemp("other").resolve()
    put(shop, "here", "x")
    (other / "x").write_text("y\n")
    answered(shop("config", "set", "workspace.allow_outside", json.dumps([str(other)])))
    try:
        assert "y" in answered(shop("read", other / "x"))
        answered(edit(shop, other / "x", "y", "z"))
    finally:
        answered(shop("config", "unset", "workspace.allow_outside"))
    refused(shop("read", other / "x"), "outside-project", 2)


def test_a_link_out_of_the_project_is_never_written_through(
    shop: Home, tmp_path_factory: Any
) -> None:
    target = tmp_path_factory.mktemp("target")
    (target / "file").write_text("old\n")
    (shop.work / "folder").symlink_to(target)
    (shop.work / "link").symlink_to(target / "file")
    for name in ("folder/file", "link"):
        refused(shop("read", name), "outside-project", 2)
        refused(edit(shop, name, "old", "new"), "link-leads-out", 2)
        refused(edit(shop, name, "old", "new", "--allow-outside"), "link-leads-out", 2)
        refused(shop("write", name, "--force", "--allow-outside", input="x"), "link-leads-out", 2)
    assert "old" in answered(shop("read", "link", "--allow-outside"))
    assert (target / "file").read_text() == "old\n"


def test_a_link_within_the_project_stays_a_link(shop: Home) -> None:
    path = put(shop, "real", "old\n")
    (shop.work / "link").symlink_to("real")
    answered(edit(shop, "link", "old", "new"))
    assert path.read_text() == "new\n"
    assert (shop.work / "link").is_symlink()


def test_links_in_a_circle_are_told(shop: Home) -> None:
    (shop.work / "one").symlink_to("two")
    (shop.work / "two").symlink_to("one")
    refused(shop("read", "one"), "cant-read", 7)
    (shop.work / "sub").mkdir()
    (shop.work / "sub" / "loop").symlink_to("..")
    assert "loop -> .." in answered(shop("ls"))


def test_no_walk_follows_a_link_out_or_round_in_a_circle(shop: Home, tmp_path_factory: Any) -> None:
    target = tmp_path_factory.mktemp("target")
    (target / "secret.txt").write_text("needle\n")
    put(shop, "sub/real.txt", "needle\n")
    (shop.work / "out").symlink_to(target)
    (shop.work / "file").symlink_to(target / "secret.txt")
    (shop.work / "sub" / "loop").symlink_to("..")
    assert answered(shop("files")) == "sub/real.txt\n"
    assert answered(shop("find", "t")) == "sub/real.txt\n"
    assert answered(shop("glob", "**/*")).splitlines() == [f"{shop.work}/sub/real.txt"]
    for more in ((), ("--everything",)):
        assert answered(shop("grep", "needle", *more)).count("Line 1") == 1
    told = answered(shop("ls"))
    assert "  secret" not in told
    assert f"out -> {target}" in told
    for words in (("files", "--dir", "out"), ("grep", "needle", "--dir", "out"), ("ls", "out")):
        refused(shop(*words), "outside-project", 2)
