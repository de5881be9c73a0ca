"""`daebug test`: suites in real pages, and what is said of them."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.pages.site import Site
from tests.pages.suites import (
    BAD,
    BROKEN,
    GOOD,
    HANGS,
    MEETS,
    ONLY,
    RELOADS,
    browsers,
    profiles,
)

pytestmark = pytest.mark.slow


def ran(site: Site, *words: str, status: int = 0) -> Any:
    """Return the document of a run."""
    told = site("test", *words, "--json", timeout=55)
    assert told.returncode == status, told.stdout + told.stderr
    assert told.stderr == ""
    return json.loads(told.stdout)


def outcome(document: Any) -> dict[str, str]:
    """Return the status of each test by its full name."""
    return {
        " > ".join(filter(None, [one.get("suite"), one["name"]])): one["status"]
        for one in document["tests"]
    }


def test_a_folder_is_tested_in_a_browser_of_its_own_and_left_as_it_was(
    site: Site, suites: Path
) -> None:
    for name, text in (("good", GOOD), ("bad", BAD), ("only", ONLY), ("broken", BROKEN)):
        (suites / f"{name}.test.js").write_text(text)
    told = site("test", timeout=55)
    assert told.returncode == 1, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0] == "\u2717 math > sums > differ  suites/bad.test.js"
    assert "    +   b: 2" in lines
    assert any(line.startswith("\u2717 Import: /suites/broken.test.js") for line in lines)
    assert "-daebug" not in told.stdout
    assert "?t=" not in told.stdout
    assert lines[-1].startswith("FAILED: 3 pass, 2 fail, 3 skip in 4 files (")
    assert told.stderr.splitlines()[0].startswith("0/4 files \u00b7 0 pass, 0 fail \u00b7 ")
    assert site.answer("status").get("roots", []) == []
    assert sorted(path.name for path in site.folder.iterdir()) == ["index.html", "suites"]
    assert browsers(site) == {}
    assert profiles(site) == []


def test_json_is_one_document_and_all_passed_is_status_0(site: Site, suites: Path) -> None:
    (suites / "good.test.js").write_text(GOOD)
    (suites / "only.test.mjs").write_text(ONLY)
    document = ran(site)
    assert outcome(document) == {
        "adds": "pass",
        "outer > inner > is deep": "pass",
        "outer > inner > is skipped": "skip",
        "outer > inner > is to be done": "skip",
        "is chosen": "pass",
        "is not": "skip",
    }
    assert (document["ok"], document["passed"], document["failed"]) == (True, 3, 0)
    assert [one["file"] for one in document["files"]] == [
        "/suites/good.test.js",
        "/suites/only.test.mjs",
    ]
    assert len(document["pages"]) == 1
    kept = list((site.home.folder / "state" / "tests").glob("*.json"))
    assert sorted(json.loads(kept[0].read_text())["files"]) == [
        "/suites/good.test.js",
        "/suites/only.test.mjs",
    ]


def test_the_option_means_the_verb_and_a_folder_needs_no_page(site: Site, suites: Path) -> None:
    (site.folder / "index.html").unlink()
    (suites / "good.test.js").write_text(GOOD)
    (suites / "bad.test.js").write_text(BAD)
    told = site("--test", "suites/good*", timeout=55)
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-1].startswith("passed: 2 pass, 0 fail, 2 skip in 1 file (")


def test_parallel_pages_run_files_at_the_same_time(site: Site, suites: Path) -> None:
    for name in "abc":
        (suites / f"{name}.test.js").write_text(MEETS)
    document = ran(site, "--parallel", "3")
    assert len(document["pages"]) == 3
    assert len({one["page"] for one in document["files"]}) == 3
    assert document["passed"] == 3


def test_a_page_that_is_reloaded_costs_its_file_only(site: Site, suites: Path) -> None:
    (suites / "a.test.js").write_text(GOOD)
    (suites / "b.test.js").write_text(RELOADS)
    (suites / "c.test.js").write_text(GOOD)
    document = ran(site, status=1)
    files = {one["file"]: one for one in document["files"]}
    assert [files[f"/suites/{name}.test.js"]["ok"] for name in "abc"] == [True, False, True]
    (failure,) = [one for one in document["tests"] if one["status"] == "fail"]
    assert failure["name"] == "Broken off: /suites/b.test.js"
    assert failure["error"].startswith("the file was broken off: the page ")


def test_a_file_that_blocks_its_page_is_ended_and_the_others_run(site: Site, suites: Path) -> None:
    (suites / "a.test.js").write_text(HANGS)
    (suites / "b.test.js").write_text(GOOD)
    document = ran(site, "--timeout", "1", status=1)
    assert document["passed"] == 2
    (failure,) = [one for one in document["tests"] if one["status"] == "fail"]
    assert failure["error"].startswith("the file did not end in 1 s, and its page test-")
    assert len(document["pages"]) == 2


def test_a_file_whose_test_never_ends_says_so_itself(site: Site, suites: Path) -> None:
    never = "import { test } from 'node:test';\ntest('waits', () => new Promise(() => {}));\n"
    (suites / "a.test.js").write_text(never)
    document = ran(site, "--timeout", "0.5", status=1)
    (failure,) = document["tests"]
    assert "500ms" in failure["error"]
    assert len(document["pages"]) == 1


def test_a_huge_file_is_told_whole(site: Site, suites: Path) -> None:
    (suites / "many.test.js").write_text(
        "import { test } from 'node:test';\n"
        "for (let at = 0; at < 5500; at += 1) {\n"
        "  test(`t${at}`, () => { if (at % 2750 === 2749) throw new Error(`no ${at}`); });\n"
        "}\n"
    )
    document = ran(site, status=1)
    assert (document["passed"], document["failed"], document["left_out"]) == (5498, 2, 0)
    assert len({one["name"] for one in document["tests"]}) == 5500
    failed = [one["name"] for one in document["tests"] if one["status"] == "fail"]
    assert failed == ["t2749", "t5499"]


def test_an_open_page_is_used(site: Site, suites: Path, context: BrowserContext) -> None:
    (suites / "a.test.js").write_text(
        "import { test } from 'node:test';\nimport assert from 'node:assert';\n"
        "test('is there', () => assert.equal(parent.document.title, 'Hello page'));\n"
    )
    url = site.serve()
    context.new_page().goto(url)
    context.new_page().goto(url)
    names = site.live(number=2)
    document = ran(site, "--page", names[1])
    assert (document["pages"], document["passed"]) == ([names[1]], 1)
    document = ran(site)
    assert document["pages"][0] in names
    (suites / "b.test.js").write_text((suites / "a.test.js").read_text())
    document = ran(site, "--parallel", "3")
    assert set(document["pages"]) <= set(names)
    assert document["notes"] == []
    assert [root["url"] for root in site.answer("status")["roots"]] == [url]
    for name in names:
        assert not (site.folder / "daebug" / f"{name}.md").exists()
    gone = site("test", "--page", "nobody")
    assert gone.returncode == 4
    assert "error[no-such-realm]" in gone.stderr


def test_a_program_runs_them_over_http(site: Site, suites: Path) -> None:
    (suites / "good.test.js").write_text(GOOD)
    (suites / "bad.test.js").write_text(BAD)
    url = site.serve()
    shown = {"Sec-Fetch-Dest": "document"}
    with urllib.request.urlopen(urllib.request.Request(url, headers=shown)) as page:
        token = re.search(r"token=(\w+)", page.read().decode())
    assert token is not None

    def posted(**asked: Any) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"{url}tests/run",
            json.dumps(asked).encode(),
            {"Authorization": f"Bearer {token[1]}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=50) as told:
                return told.status, json.load(told)
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    status, document = posted(files=["suites/good*"])
    assert (status, document["ok"], document["passed"]) == (200, True, 2)
    status, document = posted(parallel=2)
    assert (status, document["ok"], len(document["pages"])) == (200, False, 2)
    assert document["tests"][0]["suite"] == "math > sums"
    status, said = posted(files=["none/*"])
    assert (status, "no test file in" in said) == (404, True)
    assert posted(files=["suites/good*"], page="nobody")[0] == 404
    assert posted(files=["suites/good*"], within=0.2)[0] == 504


def test_without_a_browser_it_says_how(site: Site, suites: Path, tmp_path: Path) -> None:
    (suites / "a.test.js").write_text(GOOD)
    none = site("test", env={"PATH": str(tmp_path), "CHROME_PATH": ""})
    assert none.returncode == 4
    assert none.stderr.startswith(f"error[no-browser]: no page of {site.folder} is open")
    assert none.stderr.endswith(f"  try: daebug start --root {site.folder}\n")
    wrong = site("test", env={"CHROME_PATH": "/nowhere/chrome"})
    assert wrong.returncode == 7
    assert "error[browser-failed]: /nowhere/chrome can't be used: there is no such" in wrong.stderr
    other = site("test", "--browser", "false")
    assert other.returncode == 7
    assert "can't be used: it ended with status 1" in other.stderr
    assert site.answer("status").get("roots", []) == []


def test_nothing_to_run_says_what_was_looked_for(site: Site) -> None:
    told = site("test", "none/*.spec.js", "--exclude", "old/**")
    assert told.returncode == 4
    assert told.stderr.startswith(
        f"error[no-tests]: no test file in {site.folder}: looked for none/*.spec.js, "
        "without what .gitignore names, node_modules, old/**\n"
    )
    outside = site("test", "../*.test.js")
    assert outside.returncode == 2
