"""Archives that do harm, through the command line: refused before anything is written."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.expect import answered, refused
from tests.home import Home

pytestmark = pytest.mark.slow


def zipped(*entries: tuple[str, bytes], mode: int = 0, packed: bool = True) -> bytes:
    """Return a zip file."""
    data = io.BytesIO()
    way = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(data, "w", way) as file:
        for name, content in entries:
            info = zipfile.ZipInfo("x")
            info.filename = info.orig_filename = name
            info.compress_type = way
            info.external_attr = mode << 16
            file.writestr(info, content)
    return data.getvalue()


def tarred(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", data: bytes = b"x") -> bytes:
    """Return a packed tar file with a good entry and another."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as file:
        for one, sort in (("good", tarfile.REGTYPE), (name, kind)):
            info = tarfile.TarInfo(one)
            info.type, info.linkname = sort, link
            info.size = len(data) if sort == tarfile.REGTYPE else 0
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


GOOD = ("good", b"x")

HARM: list[tuple[str, Callable[[], bytes], str]] = [
    ("parent.zip", lambda: zipped(GOOD, ("../x", b"")), "leads out"),
    ("inner.zip", lambda: zipped(GOOD, ("a/../../x", b"")), "leads out"),
    ("absolute.zip", lambda: zipped(GOOD, ("/abs/x", b"")), "absolute"),
    ("drive.zip", lambda: zipped(GOOD, ("c:x", b"")), "drive"),
    ("backslash.zip", lambda: zipped(GOOD, ("..\\x", b"")), "backslash"),
    ("link.zip", lambda: zipped(("l", b"/etc"), mode=stat.S_IFLNK | 0o777), "link or a device"),
    ("twice.zip", lambda: zipped(GOOD, ("./good", b"y")), "there twice"),
    ("case.zip", lambda: zipped(GOOD, ("GOOD", b"y")), "case does not count"),
    ("below.zip", lambda: zipped(GOOD, ("good/x", b"y")), "which is a file"),
    ("bomb.zip", lambda: zipped(GOOD, ("zeros", bytes(60_000_000))), "a bomb"),
    ("parent.tgz", lambda: tarred("../x"), "leads out"),
    ("link.tgz", lambda: tarred("l", tarfile.SYMTYPE, "/etc"), "link or a device"),
    ("hard.tgz", lambda: tarred("l", tarfile.LNKTYPE, "good"), "link or a device"),
    ("device.tgz", lambda: tarred("l", tarfile.CHRTYPE), "link or a device"),
    ("bomb.tgz", lambda: tarred("zeros", data=bytes(60_000_000)), "a bomb"),
]


@pytest.mark.parametrize(("name", "made", "why"), HARM, ids=[name for name, *_ in HARM])
def test_a_harmful_entry_is_refused_before_anything_is_written(
    home: Home, name: str, made: Callable[[], bytes], why: str
) -> None:
    (home.work / name).write_bytes(made())
    assert why in refused(home("unpack", name, "out"), "unsafe-archive", 2)
    assert os.listdir(home.work) == [name]


def test_files_folders_and_the_executable_bit_arrive(home: Home) -> None:
    with zipfile.ZipFile(home.work / "a.zip", "w") as file:
        file.writestr("d/", "")
        file.writestr("d/e/f", "text")
        tool = zipfile.ZipInfo("tool")
        tool.external_attr = 0o755 << 16
        file.writestr(tool, "#!/bin/sh")
    assert answered(home("unpack", "a.zip", "out")) == "out: 2 files, 1 folders, 13 bytes\n"
    assert (home.work / "out/d/e/f").read_text() == "text"
    assert (home.work / "out/tool").stat().st_mode & 0o100
    told = refused(home("unpack", "a.zip", "out"), "file-exists", 5)
    assert "out/d/e/f is there already, and 1 more are" in told
    (home.work / "out/tool").write_text("changed")
    answered(home("unpack", "a.zip", "out", "--overwrite"))
    assert (home.work / "out/tool").read_text() == "#!/bin/sh"


def test_a_link_in_the_destination_is_not_followed(home: Home) -> None:
    elsewhere = home.folder / "elsewhere"
    elsewhere.mkdir()
    (home.work / "out").mkdir()
    (home.work / "out" / "d").symlink_to(elsewhere)
    (home.work / "a.zip").write_bytes(zipped(("d/x", b"x")))
    refused(home("unpack", "a.zip", "out", "--overwrite"), "link-leads-out", 2)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 and no more", b"no archive", b"\x1f\x8b\x08 gz"]
)
def test_what_is_no_archive_is_told(home: Home, data: bytes) -> None:
    (home.work / "a").write_bytes(data)
    refused(home("unpack", "a", "out"), "bad-archive", 2)


def test_a_damaged_entry_ends_it_and_says_what_was_written(home: Home) -> None:
    data = bytearray(zipped(GOOD, ("bad", b"hello hello"), packed=False))
    at = data.index(b"hello hello")
    data[at] ^= 1
    (home.work / "a.zip").write_bytes(bytes(data))
    told = refused(home("unpack", "a.zip", "out"), "bad-archive", 2)
    assert "1 files were written" in told
    assert Path(home.work / "out/good").read_bytes() == b"x"
