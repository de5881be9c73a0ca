"""Files and folders that the user may not read or write, through the command line."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator

import pytest

from tests.daemon.workspace.typed import asked, edit, put
from tests.faults.expect import answered, refused
from tests.home import Home, command

pytestmark = pytest.mark.slow


@pytest.fixture
def plain(home: Home) -> Iterator[Home]:
    """Return the command of a daemon that has no more rights than others have."""
    (home.work / ".git").mkdir()
    words = [*command(), "version"]
    if os.getuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("no setpriv to give rights up with")
        words = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *words]
    subprocess.run(words, env=home.env, cwd=home.work, check=True, capture_output=True)
    yield home
    for folder, names, files in os.walk(home.work):
        for name in (*names, *files):
            os.chmod(os.path.join(folder, name), 0o755)


def test_a_folder_that_may_not_be_written_keeps_its_files_as_they_are(plain: Home) -> None:
    path = put(plain, "d/f", "old\n")
    (plain.work / "d").chmod(0o555)
    for done in (
        edit(plain, "d/f", "old", "new"),
        plain("write", "d/f", "--force", input="new"),
        plain("write", "d/new", input="new"),
        plain("write", "d/e/new", input="new"),
        plain("patch", input="--- a/d/f\n+++ b/d/f\n@@ -1 +1 @@\n-old\n+new\n"),
        plain("patch", input="--- a/d/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n"),
    ):
        told = refused(done, "may-not-write", 7)
        assert "permission denied" in told
        assert f"try: ls -ld {plain.work}/d" in told
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("f", "new")
    (plain.work / "a.zip").write_bytes(data.getvalue())
    refused(plain("unpack", "a.zip", "d", "--overwrite"), "may-not-write", 7)
    answered(edit(plain, "d/f", "old", "new", "--dry-run"))
    assert path.read_text() == "old\n"
    assert os.listdir(plain.work / "d") == ["f"]


def test_a_file_that_may_not_be_written_is_told(plain: Home) -> None:
    path = put(plain, "f", "old\n")
    path.chmod(0o444)
    refused(edit(plain, "f", "old", "new"), "read-only-file", 5)
    refused(plain("write", "f", "--force", input="new"), "read-only-file", 5)
    assert path.read_text() == "old\n"


def test_what_may_not_be_read_is_told_or_passed_over(plain: Home) -> None:
    put(plain, "seen", "needle\n")
    put(plain, "secret", "needle\n").chmod(0)
    put(plain, "closed/f", "needle\n")
    (plain.work / "closed").chmod(0)
    for name in ("secret", "closed/f"):
        assert "permission denied" in refused(plain("read", name), "cant-read", 7)
        refused(edit(plain, name, "needle", "x"), "cant-read", 7)
        refused(plain("write", name, "--force", input="x"), "cant-read", 7)
        refused(plain("unpack", name, "out"), "cant-read", 7)
    assert answered(plain("files")).splitlines() == ["secret", "seen"]
    assert answered(plain("find", "seen")) == "seen\n"
    found = asked(plain, "grep", "needle")
    assert found["matches"] == 1
    assert any("secret" in problem for problem in found["problems"])
    assert "(not searched: " in answered(plain("grep", "needle"))
    assert "closed" in answered(plain("ls"))
