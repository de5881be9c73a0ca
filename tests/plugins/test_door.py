"""The door of a server: who gets through, and what happens where nobody is behind it."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping

import pytest

from tests.plugins.project import Project

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

SERVER = """
import http from 'node:http';
import daebug from '@server.js';
const server = http.createServer((asked, answer) => {
  answer.writeHead(200, { 'content-type': 'text/html' });
  answer.end('<title>Mine</title>');
});
if (process.env.UPGRADES) {
  const answer = 'HTTP/1.1 418 Mine\\r\\nConnection: close\\r\\n\\r\\n';
  server.on('upgrade', (asked, socket) => socket.end(answer));
}
daebug({ key: process.env.KEY }).attach(server).listen(Number(process.env.PORT), '127.0.0.1');
"""

SHOWN = {"Sec-Fetch-Dest": "document"}

OWN = {"Sec-Fetch-Site": "same-origin"}

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}

#: What a browser, or whoever plays one, shows of somebody else.
FOREIGN = [
    {"Host": "evil.test"},
    {"Origin": "http://evil.test"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.fixture
def served(bare: Project) -> Project:
    """Return a project with a server of Node's."""
    bare.write({"serve.mjs": SERVER})
    return bare


def asked(project: Project, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
    """Return status and text of what the server answers."""
    connection = http.client.HTTPConnection("127.0.0.1", project.port, timeout=20)
    try:
        host = {"Host": f"localhost:{project.port}"}
        connection.request("GET", path, headers={**host, **headers})
        answer = connection.getresponse()
        # What is upgraded has no end.
        return answer.status, "" if answer.status == 101 else answer.read().decode()
    finally:
        connection.close()


def token(project: Project) -> str:
    """Return the token in the script that the server's own pages get."""
    status, text = asked(project, "/-daebug/page.js", OWN)
    assert status == 200
    found = re.search(r'"token":\s*"(\w+)"', text)
    assert found
    return found[1]


def has_shim(project: Project) -> bool:
    """Whether a page of the server has the shim."""
    status, text = asked(project, "/", SHOWN)
    assert status == 200
    assert text.endswith("<title>Mine</title>")
    return "/-daebug/page.js" in text


def test_only_pages_of_the_server_get_through(served: Project) -> None:
    served.serve("serve.mjs")
    assert has_shim(served)
    path = f"/-daebug/socket?token={token(served)}"
    own = {**UPGRADE, "Origin": f"http://localhost:{served.port}"}
    assert asked(served, path, own)[0] == 101
    assert asked(served, "/-daebug/socket?token=wrong", own)[0] == 403
    for shown in FOREIGN:
        status, text = asked(served, "/-daebug/page.js", {**OWN, **shown})
        assert status == 403, shown
        assert "token" not in text
        assert asked(served, path, {**own, **shown})[0] == 403, shown
        assert "daebug" not in asked(served, "/", {**SHOWN, **shown})[1]
    for odd in ("/-daebug/../instances", "/-daebug/%2e%2e/health", "/-daebug/", "/-daebug"):
        assert asked(served, odd, OWN)[0] == 404, odd


def test_a_script_that_nobody_says_is_wanted_by_a_page_is_not_given(served: Project) -> None:
    served.serve("serve.mjs")
    assert has_shim(served)
    assert asked(served, "/-daebug/page.js", {})[0] == 403


def test_other_upgrades_are_the_servers_own(served: Project) -> None:
    served.serve("serve.mjs", env={"UPGRADES": "1"})
    assert asked(served, "/mine", UPGRADE)[0] == 418


def test_an_upgrade_that_nobody_wants_is_ended(served: Project) -> None:
    served.serve("serve.mjs")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        asked(served, "/mine", UPGRADE)


def test_without_the_command_the_server_serves_and_says_so_once(served: Project) -> None:
    served.serve("serve.mjs", env={"DAEBUG_COMMAND": "/nowhere/daebug"})
    assert not has_shim(served)
    assert not has_shim(served)
    assert asked(served, "/-daebug/page.js", OWN)[0] == 503
    assert asked(served, "/-daebug/socket", UPGRADE)[0] == 503
    assert served.log().count("there is no command /nowhere/daebug") == 1


def test_a_folder_that_can_not_be_served_is_told_in_a_line(served: Project) -> None:
    served.said("config", "set", "pages.port", str(served.port))  # which the server itself has
    served.serve("serve.mjs")
    assert not has_shim(served)
    assert re.search(rf"daebug: pages can't join: .*{served.port}.*; try: ", served.log())


def test_a_gateway_with_a_key_is_shown_it(served: Project) -> None:
    served.said("config", "set", "pages.key", "k" * 32)
    served.serve("serve.mjs", env={"KEY": "k" * 32})
    assert has_shim(served)
    path = f"/-daebug/socket?token={token(served)}"
    assert asked(served, path, UPGRADE)[0] == 101
    assert has_shim(served)


def test_what_was_stopped_stays_stopped_until_it_is_started(served: Project) -> None:
    served.serve("serve.mjs")
    assert has_shim(served)
    served.said("stop")
    assert not has_shim(served)
    assert asked(served, "/-daebug/page.js", OWN)[0] == 502
    assert asked(served, "/-daebug/socket", UPGRADE)[0] == 502
    assert served.said("status")["roots"] == []
    served.said("start")
    assert has_shim(served)
    assert token(served)


def test_in_production_there_is_no_door(served: Project) -> None:
    served.serve("serve.mjs", env={"NODE_ENV": "production"})
    assert not has_shim(served)
    assert asked(served, "/-daebug/page.js", OWN)[1] == "<title>Mine</title>"


def test_the_command_prints_what_goes_into_a_configuration(served: Project) -> None:
    told = served.said("plugin")
    names = {one["name"] for one in told["plugins"]}
    assert names == {"vite", "webpack", "rollup", "esbuild", "server"}
    for one in told["plugins"]:
        use = "\n".join(one["lines"][:1])
        name = re.search(r"import (.+) from", use)
        assert name
        served.write(
            {"try.mjs": f"{use}\nif (!({name[1].strip('{ }')} instanceof Function)) throw 1;"}
        )
        served.node("try.mjs")
        assert json.dumps(one["path"]) in use
        assert one["path"].startswith(told["folder"])
    assert served.said("plugin", "--folder")["plugins"] == []
    assert [one["name"] for one in served.said("plugin", "vite")["plugins"]] == ["vite"]
