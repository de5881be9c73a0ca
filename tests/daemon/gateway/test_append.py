"""A real daemon: a request comes over HTTP, runs from its file, and its result comes back."""

from __future__ import annotations

import json
import os
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.expect import role, until
from tests.home import Home

pytestmark = pytest.mark.slow


class Client:
    """A program that speaks with a root over HTTP."""

    def __init__(self, url: str, token: str) -> None:
        """Speak with ``url``."""
        self.url, self.token = url.rstrip("/"), token

    def __call__(self, method: str, path: str, **body: Any) -> tuple[int, Any]:
        """Ask; return status and JSON."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if method == "POST" else None
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read()
        return answer.status, json.loads(text) if text else None


@contextmanager
def robot(client: Client, results: list[str]) -> Iterator[dict[str, str]]:
    """Enter a program that answers each job with the next of ``results``."""
    _, me = client("POST", "/workers/register", name="robot")
    who = {"name": me["name"], "load": me["load"]}

    def work() -> None:
        for result in results:
            status = 204
            while status == 204:
                status, job = client("GET", f"/jobs/poll?name={who['name']}&load={who['load']}")
            client("POST", "/jobs/ack", job=job["job"], **who)
            client("POST", f"/jobs/{job['job']}/result", ok=True, value=result, **who)

    thread = threading.Thread(target=work)
    thread.start()
    yield who
    thread.join(20)
    assert not thread.is_alive()


def serve(home: Home, folder: Path) -> Client:
    """Serve ``folder``; return a client with its token, which its pages bear."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text("<!doctype html>")
    told = home("start", "--json", cwd=folder)
    assert told.returncode == 0, told.stderr + told.stdout
    url = json.loads(told.stdout)["served"]["url"]
    with urllib.request.urlopen(url, timeout=20) as answer:
        page = answer.read().decode()
    return Client(url, page.partition("token=")[2].partition("&")[0])


def test_requests_over_http_stand_in_the_file_and_are_answered(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    client = serve(home, folder)
    code = "const fence = '```';\nfence + '%%SHUTDOWN%%'\n\n"
    with robot(client, ["first", "second"]):
        status, job = client("POST", "/instances/robot/append?wait=15", code=code, agent="ann")
        assert (status, job["ok"], job["over"]) == (200, True, True), job
        assert "first" in job["text"]
        status, job = client("POST", "/instances/robot/append", code="2 + 2")
        assert (status, job["over"]) == (202, False)
        status, over = client("GET", f"/jobs/{job['job']}/result?wait=15")
        assert (status, over["job"]) == (200, job["job"])
        assert "second" in over["text"]
    transcript = folder / "daebug" / "robot.md"
    until("the second reply is written", lambda: "second" in transcript.read_text())
    text = transcript.read_text()
    assert "ann to robot at" in text
    assert text.index("first") < text.index("2 + 2") < text.index("second")


def test_nothing_is_appended_into_a_fence_that_somebody_has_open(
    home: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    client = serve(home, folder)
    with robot(client, ["first"]):
        transcript = folder / "daebug" / "robot.md"
        transcript.write_text("```js\nhalf of what ann is just writ")
        with pytest.raises(urllib.error.HTTPError, match="503") as refused:
            client("POST", "/instances/robot/append", code="1 + 1")
        assert b"a fence is open" in refused.value.read()
        refused.value.close()
        assert "1 + 1" not in transcript.read_text()
        transcript.write_text("")
        assert client("POST", "/instances/robot/append?wait=15", code="1 + 1")[1]["ok"]


def test_a_hub_that_is_killed_ends_the_wait_of_who_asked(home: Home, tmp_path: Path) -> None:
    client = serve(home, tmp_path / "site")
    client("POST", "/workers/register", name="robot")  # which never polls
    killer = threading.Timer(0.5, os.kill, (role(home, "hub"), 9))
    killer.start()
    with pytest.raises(urllib.error.HTTPError, match="503") as refused:
        client("POST", "/instances/robot/append?wait=15", code="1")
    refused.value.close()
    killer.join()
