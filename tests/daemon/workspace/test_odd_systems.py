"""File systems that are full or read-only, and files with more than one name, through the CLI."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.daemon.workspace.typed import asked, edit, put
from tests.faults.expect import Done, answered, refused
from tests.home import Home, command

pytestmark = pytest.mark.slow

#: Bytes of a disk that is soon full.
DISK_BYTES = 256 * 1024

Mount = Callable[[str], None]


@pytest.fixture
def disk(shop: Home) -> Iterator[Mount]:
    """Return a function that mounts a small disk as ``disk``, or does so anew with options."""
    at = shop.work / "disk"
    at.mkdir()
    mounted = False

    def mount(options: str) -> None:
        nonlocal mounted
        more = "remount," if mounted else ""
        words = [
            "mount",
            "-t",
            "tmpfs",
            "-o",
            f"{more}size={DISK_BYTES},{options}",
            "none",
            str(at),
        ]
        if os.getuid() or subprocess.run(words, check=False).returncode:
            pytest.skip("only root may mount a disk")
        mounted = True

    yield mount
    if mounted:
        subprocess.run(["umount", "-l", at], check=True)


def writes(shop: Home, name: str, data: str) -> list[Done]:
    """Try to change a file that holds ``old``, and to make another, in every way there is."""
    change = f"--- a/{name}\n+++ b/{name}\n@@ -1 +1 @@\n-old\n+{data}\n"
    add = f"--- /dev/null\n+++ b/{name}.new\n@@ -0,0 +1 @@\n+{data}\n"
    remove = f"--- a/{name}\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n"
    return [
        shop("write", name, "--force", input=data),
        shop("write", f"{name}.new", input=data),
        edit(shop, name, "old", data),
        *(shop("patch", input=patch) for patch in (change, add, remove)),
    ]


def test_a_disk_that_may_not_be_written_is_told(shop: Home, disk: Mount) -> None:
    disk("rw")
    path = put(shop, "disk/f", "old\n")
    disk("ro")
    for done in writes(shop, "disk/f", "new"):
        assert "read-only file system" in refused(done, "may-not-write", 7)
    (shop.work / "a.zip").write_bytes(_zipped(10))
    refused(shop("unpack", "a.zip", "disk/out"), "may-not-write", 7)
    assert "old" in answered(shop("read", "disk/f"))
    answered(edit(shop, "disk/f", "old", "new", "--dry-run"))
    assert path.read_text() == "old\n"
    assert os.listdir(shop.work / "disk") == ["f"]


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(shop: Home, disk: Mount) -> None:
    disk("rw")
    path = put(shop, "disk/f", "old\n")
    put(shop, "disk/other", "old\n")
    long = "x" * (2 * DISK_BYTES)
    for done in (
        shop("write", "disk/f", "--force", input=long),
        shop("write", "disk/new", input=long),
        shop("patch", input=f"--- a/disk/f\n+++ b/disk/f\n@@ -1 +1 @@\n-old\n+{long}\n"),
    ):
        assert "no space left" in refused(done, "cant-write", 7)
    # Of several files the first would have had room.
    patch = "".join(
        f"--- a/disk/{name}\n+++ b/disk/{name}\n@@ -1 +1 @@\n-old\n+{text}\n"
        for name, text in (("other", "new"), ("f", long))
    )
    refused(shop("patch", input=patch), "cant-write", 7)
    assert path.read_text() == (shop.work / "disk/other").read_text() == "old\n"
    assert sorted(os.listdir(shop.work / "disk")) == ["f", "other"]
    (shop.work / "a.zip").write_bytes(_zipped(2 * DISK_BYTES))
    refused(shop("unpack", "a.zip", "disk/out", "--overwrite"), "cant-write", 7)
    assert os.listdir(shop.work / "disk/out") == []
    answered(edit(shop, "disk/f", "old", "new"))


def test_a_file_with_two_names_keeps_the_old_content_under_the_other(shop: Home) -> None:
    path = put(shop, "f", "old\n")
    os.link(path, shop.work / "twin")
    told = answered(edit(shop, "f", "old", "new"))
    assert "note: it had other names (hard links); those keep the old content" in told
    assert (path.read_text(), (shop.work / "twin").read_text()) == ("new\n", "old\n")


@pytest.mark.parametrize("kind", ["folder", "pipe", "socket", "device"])
def test_what_is_no_file_is_told_by_every_tool(shop: Home, kind: str) -> None:
    path = shop.work / "thing"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "socket":
            with socket.socket(socket.AF_UNIX) as one:
                one.bind(os.fspath(path))
        case _:
            if os.getuid():
                pytest.skip("only root makes devices")
            os.mknod(path, 0o020666, os.makedev(1, 5))
    told = {
        refused(done, "not-a-file", 2)
        for done in (
            shop("read", "thing"),
            edit(shop, "thing", "a", "b"),
            shop("write", "thing", input="x"),
            shop("write", "thing", "--force", input="x"),
            shop("patch", input="--- a/thing\n+++ b/thing\n@@ -1 +1 @@\n-a\n+b\n"),
            shop("unpack", "thing", "out"),
        )
    }
    assert len(told) == 1
    hint = next(iter(told)).partition("try: ")[2].strip()
    assert hint == ("daebug ls thing" if kind == "folder" else "ls -ld thing")
    if kind != "folder":
        refused(shop("ls", "thing"), "not-a-folder", 2)
        refused(shop("files", "--dir", "thing"), "cant-list", 4)
        assert answered(shop("grep", "a")) == "No files found\n"
        assert answered(shop("find", "thing")) in {"nothing found\n", "thing\n"}


def test_a_link_that_leads_nowhere_is_told_and_written_through(shop: Home) -> None:
    (shop.work / "link").symlink_to("target")
    refused(shop("read", "link"), "no-such-file", 4)
    refused(edit(shop, "link", "a", "b"), "no-such-file", 4)
    answered(shop("write", "link", input="x"))
    assert (shop.work / "target").read_text() == "x"
    assert (shop.work / "link").is_symlink()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "latin-1", "utf-8-sig", "utf-32"])
def test_every_tool_takes_every_encoding_or_says_why_not(shop: Home, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    before = mark + "grün\r\nneedle\r\n".encode(encoding)
    path = put(shop, "f", before)
    assert "needle" in answered(shop("read", "f"))
    assert asked(shop, "grep", "needle").get("matches") == (0 if encoding == "utf-32" else 1)
    diff = asked(shop, "edit", "f", "--old", "needle", "--new", "hay\nneedle")["files"][0]["diff"]
    after = mark + "grün\r\nhay\r\nneedle\r\n".encode(encoding)
    assert path.read_bytes() == after
    put(shop, "f", before)
    answered(shop("read", "f"))
    if encoding != "latin-1":  # the diff of another encoding than UTF-8 tells its bytes as U+FFFD
        answered(shop("patch", input=diff))
        assert path.read_bytes() == after


def test_an_edit_that_its_encoding_lacks_letters_for_is_made_or_refused(shop: Home) -> None:
    path = put(shop, "f", "old\n".encode("utf-16"))
    answered(edit(shop, "f", "old", "日本 \U0001f600"))
    assert path.read_bytes().decode("utf-16") == "日本 \U0001f600\n"
    refused(shop("edit", "f", "--old", "日", "--new", os.fsdecode(b"\xff")), "cant-encode", 2)


def test_the_folder_that_a_caller_stands_in_is_gone(shop: Home, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
    for words in (("read", "f"), ("files",), ("vcs",), ("ls",), ("grep", "x")):
        gone.mkdir(exist_ok=True)
        done = subprocess.run(
            ["sh", "-c", script, "sh", gone, *command(), *words],
            env=shop.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert done.stderr.startswith("error["), (words, done)
        assert done.returncode not in {0, 3}


def _zipped(size: int) -> bytes:
    """Return an archive with one file of ``size`` bytes that do not shrink."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("f", os.urandom(size))
    return data.getvalue()
