"""Files of the predecessor: each is read as what it is, and lives on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from daebug.protocol.transcript import history
from tests.protocol.transcript.texts import codes, lived, reading, recorded
from tests.tree import ROOT

TRANSCRIPTS = {name: text for name, text in recorded("transcripts").items() if name[:2] != "22"}

#: Where what the agent saved is more or other than one request.
SAVED = {
    "20-multi-block": ['"block one"', '"block two"', '"block three"'],
    "21-incomplete-fence": [],
    "31-atomic-rename": [],
}

#: Where requests are left in the end; the predecessor never saw them.
LEFT = {
    "31-atomic-rename": ['"second rename save"', '"third, in place"'],
    "42-fence-tilde": ["1+2"],
}

#: The replies of a file, where it has not one.
REPLIES = {
    "11-many-events-in-job": 2,
    "15-worker-realm": 4,
    "16-worker-restart": 2,
    "18-two-agents": 2,
    "19-old-format": 2,
    "42-fence-tilde": 0,
    "47-reply-injection": 2,
}

AGENTS = {"02-no-footer": "bob", "18-two-agents": "alice", "19-old-format": "carol"}
AGENTS["39b-header-directly-below"] = "erin"


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_what_the_agent_saved_is_accepted_with_its_name(name: str) -> None:
    found = reading(TRANSCRIPTS[name][0]).requests
    if name in SAVED:
        assert [request.code for request in found] == SAVED[name]
        return
    (request,) = found
    assert request.agent == AGENTS.get(name, "agent")
    assert request.code in TRANSCRIPTS[name][0].replace("\r\n", "\n")


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_nothing_that_was_written_is_run(name: str) -> None:
    seen = reading(TRANSCRIPTS[name][1])
    assert [request.code for request in seen.requests] == LEFT.get(name, [])
    assert (seen.drafts, seen.diagnoses, seen.executing) == ((), (), ())


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_no_answer_is_run_when_the_footer_is_deleted(name: str) -> None:
    if name == "47-reply-injection":
        pytest.skip("the predecessor let that value write code into the file")
    text = TRANSCRIPTS[name][1].replace("> Append your JavaScript snippet below", "")
    assert codes(text) == LEFT.get(name, [])


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_the_replies_are_read(name: str) -> None:
    turns = history.turns(TRANSCRIPTS[name][1].encode(), realm="7-zen")
    assert len(turns) == REPLIES.get(name, 1)


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_an_old_file_gets_new_replies_and_keeps_its_text(name: str) -> None:
    before = TRANSCRIPTS[name][1] + "\nmore\n```js\nlast()\n```\n"
    after, ran = lived(before.encode())
    assert [request.code for request in ran] == [*LEFT.get(name, []), "last()"]
    assert not reading(after).items
    assert after.replace(b"\r", b"").endswith(b"against this page.\n\n\n")
    lines = iter(after.decode().split("\n"))
    kept = (line for line in before.split("\n") if line and line not in {"```js", "~~~js"})
    mine = [line for line in kept if not line.startswith(("-----", "> Append"))]
    assert all(line in lines for line in mine), "a line is gone, or stands elsewhere"


def test_a_value_cut_by_its_own_backticks_is_read_whole() -> None:
    (request,) = reading(TRANSCRIPTS["28-nested-backticks"][0]).requests
    assert request.code == 'const md = "```js\\nx\\n```"; return md.length'


MORE = Path(os.environ.get("DAEBUG_TRANSCRIPTS", ROOT.parent / "shared/data/transcripts"))


@pytest.mark.skipif(not MORE.is_dir(), reason="no further recorded transcripts here")
def test_further_recorded_files_are_read() -> None:
    for path in MORE.glob("*/*.md"):
        if path.stem in {"before", "after"}:
            seen = reading(path.read_bytes())
            assert len(seen.requests) <= 3, path
