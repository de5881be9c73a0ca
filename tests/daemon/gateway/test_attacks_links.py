"""A folder with links in it that lead out: a real daemon writes nothing there and reads nothing."""

from __future__ import annotations

import urllib.error
from pathlib import Path

import pytest

from tests.daemon.gateway.test_append import Client, robot, serve
from tests.faults.expect import until
from tests.home import Home

pytestmark = pytest.mark.slow


def append(client: Client, code: str) -> int:
    """Append a request; return the status."""
    try:
        return client("POST", "/instances/robot/append?wait=3", code=code)[0]
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def content(folder: Path) -> dict[str, str]:
    """Return what stands in the files of ``folder``."""
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def prepared(tmp_path: Path, link: str) -> tuple[Path, Path]:
    """Return a site in which ``link`` leads out, and the folder that it leads to."""
    outside, site = tmp_path / "outside", tmp_path / "site"
    (outside / "robot").mkdir(parents=True)
    (outside / "victim").write_text("mine\n")
    at = site / link
    at.parent.mkdir(parents=True, exist_ok=True)
    at.symlink_to(outside / "victim" if link.endswith(".md") else outside)
    return site, outside


@pytest.mark.parametrize("link", ["daebug", "daebug.md"])
def test_a_folder_whose_files_of_ours_lead_out_is_not_served(
    home: Home, tmp_path: Path, link: str
) -> None:
    site, outside = prepared(tmp_path, link)
    told = home("start", "--json", cwd=site)
    assert told.returncode != 0
    assert "a link that leads out" in told.stderr
    assert content(outside) == {"victim": "mine\n"}


@pytest.mark.parametrize(
    ("link", "status"), [("daebug/robot.md", {503}), ("daebug/robot", {200, 202})]
)
def test_no_transcript_is_written_through_a_link_that_leads_out(
    home: Home, tmp_path: Path, link: str, status: set[int]
) -> None:
    site, outside = prepared(tmp_path, link)
    client = serve(home, site)
    long = "x" * 200_000  # so long that the whole of it would go into a file of its own
    with robot(client, [long] if 200 in status else []):
        assert append(client, "1 + 1") in status
    if 503 in status:
        assert home("open", "robot", cwd=site).returncode != 0
    else:
        transcript = site / "daebug" / "robot.md"
        until("the reply is written", lambda: "xxx" in transcript.read_text())
    home("stop", cwd=site)
    assert content(outside) == {"victim": "mine\n"}
