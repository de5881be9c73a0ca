"""node:test and node:assert in a real page and a real worker."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.shims.conftest import SITE
from tests.shims.gateway import Gateway

pytestmark = pytest.mark.slow

RUN = "import {{ run }} from 'node:test';\nawait run({{ files: {files}, {more} }});"


def ran(gateway: Gateway, load: str, files: str, more: str = "") -> dict[str, Any]:
    """Return the summary of a run."""
    result = gateway.run(load, RUN.format(files=json.dumps(files), more=more), timeout_ms=30000)
    assert result["ok"], result["error"]
    summary: dict[str, Any] = json.loads(result["value"]["json"])
    return summary


def states(summary: dict[str, Any]) -> dict[str, str]:
    """Return pass, fail or skip by the full name of each test."""
    return {
        " > ".join(filter(None, [one["suite"], one["name"]])): "skip"
        if one.get("skipped")
        else ("pass" if one["passed"] else "fail")
        for one in summary["tests"]
    }


def test_a_run_in_frames_answers_with_every_test(gateway: Gateway, load: str) -> None:
    summary = ran(gateway, load, "suites/*.test.js")
    assert states(summary) == {
        "page > has a document of its own": "pass",
        "page > is skipped": "skip",
        "compares": "pass",
        "fails": "fail",
        "is let down": "fail",
        "Import: /suites/broken.test.js": "fail",
        "one": "pass",
        "two": "pass",
        "three": "pass",
    }
    assert (summary["passed"], summary["failed"], summary["skipped"]) == (5, 3, 1)
    errors = {one["name"]: one.get("error") for one in summary["tests"]}
    assert "+   b: 2\n-   b: 3" in errors["fails"]
    assert "bad.test.js" in errors["fails"]
    assert errors["is let down"].startswith("Error: out of the blue")
    assert "not-there.js" in errors["Import: /suites/broken.test.js"] or errors[
        "Import: /suites/broken.test.js"
    ].startswith("TypeError: Failed to fetch")


def test_the_page_is_left_as_it_was(gateway: Gateway, page: Page, load: str) -> None:
    before = page.content()
    ran(gateway, load, "suites/good.test.js")
    assert page.content() == before


def test_progress_is_told_while_it_runs_and_all_at_the_end(
    gateway: Gateway, context: BrowserContext
) -> None:
    gateway.settings = {"worker": "", "timings": {"progress_ms": 100}}
    context.new_page().goto(gateway.url())
    ran(gateway, gateway.joined()["load"], "suites/slow.test.js")
    told = gateway.kind("tests")
    assert [one["complete"] for one in told] == [False] * (len(told) - 1) + [True]
    assert len(told) >= 3
    assert told[-1]["totals"] == {"pass": 3, "fail": 0, "skip": 0, "total": 3}
    assert [one["name"] for one in told[-1]["recent"]] == ["one", "two", "three"]
    assert sum(len(one["recent"]) for one in told[:-1]) <= 3
    assert len({one["run"] for one in told}) == 1


def test_files_run_at_once_where_that_is_asked(gateway: Gateway, load: str) -> None:
    one_by_one = ran(gateway, load, "suites/*.test.js")["duration"]
    at_once = ran(gateway, load, "suites/*.test.js", "concurrency: 4")
    assert at_once["passed"] == 5
    assert at_once["duration"] < one_by_one


def test_a_run_without_isolation_runs_in_the_page_itself(gateway: Gateway, load: str) -> None:
    summary = ran(gateway, load, "plain.test.js", "isolation: 'none'")
    assert states(summary) == {"runs anywhere": "pass"}


def test_names_choose_tests(gateway: Gateway, load: str) -> None:
    summary = ran(gateway, load, "suites/slow.test.js", "testNamePatterns: ['tw']")
    assert states(summary) == {"one": "skip", "two": "pass", "three": "skip"}


def test_the_run_of_a_statement_is_awaited(gateway: Gateway, load: str) -> None:
    code = "const { run } = await import('node:test');\nrun({ files: 'plain.test.js' });"
    assert json.loads(gateway.run(load, code)["value"]["json"])["passed"] == 1


def test_a_worker_runs_test_files_too(gateway: Gateway, context: BrowserContext) -> None:
    context.new_page().goto(gateway.url())
    load = gateway.joined("worker")["load"]
    summary = ran(gateway, load, "plain.test.js")
    assert states(summary) == {"runs anywhere": "pass"}
    assert gateway.until(lambda one: one["t"] == "tests" and one["complete"])


def test_tests_of_a_job_are_told_on_its_console(gateway: Gateway, load: str) -> None:
    code = """import test from 'node:test';
        import assert from 'node:assert';
        await test('good', () => {});
        await test('bad', () => assert.ok(false));"""
    result = gateway.run(load, code)
    assert result["ok"], result["error"]
    good = gateway.event(lambda one: "good" in one["text"])
    bad = gateway.event(lambda one: "bad" in one["text"])
    assert good["text"].startswith("\u2713 good (")
    assert bad["text"].startswith("\u2717 bad (")
    assert (good["level"], bad["level"], bad["job"]) == ("log", "error", result["job"])


JUDGE = """import {{ settled, verdicts }} from '{values}';
import assert from 'node:assert';
{end}(settled(verdicts(assert)));"""


def test_node_and_a_page_judge_every_pair_of_values_alike(
    gateway: Gateway, load: str, node: str
) -> None:
    code = JUDGE.format(values=SITE / "values.mjs", end="process.stdout.write(JSON.stringify")
    done = subprocess.run(
        [node, "--input-type=module", "-e", f"{code.rstrip(';')});"],
        capture_output=True,
        text=True,
        timeout=50,
        check=True,
    )
    ran = gateway.run(
        load,
        JUDGE.format(values="/values.mjs", end="await Promise.resolve"),
        timeout_ms=60000,
        within_s=60,
    )
    assert ran["ok"], ran["error"]
    theirs, ours = json.loads(done.stdout), json.loads(ran["value"]["json"])
    assert list(theirs) == list(ours)
    if int(subprocess.check_output([node, "-p", "process.versions.node.split('.')[0]"])) >= 20:
        for method, rows in theirs.items():
            assert ours[method] == rows, method
    assert ours["deepStrictEqual"].count("P") > 100


def test_an_export_that_is_not_offered_says_so(gateway: Gateway, load: str) -> None:
    for specifier in ("node:test", "node:assert", "node:assert/strict"):
        error = gateway.run(load, f"import {{ snapshots }} from '{specifier}';\n1")["error"]
        assert error["name"] == "SyntaxError"
        assert error["message"] == (
            f"The requested module '{specifier}' does not provide an export named 'snapshots'"
        )
    error = gateway.run(load, "import fs from 'node:fs';\nfs")["error"]
    assert error["message"].startswith("there is no node:fs in a page or worker; of Node's modules")


def test_a_file_that_cannot_be_imported_says_what_is_missing(gateway: Gateway, load: str) -> None:
    summary = ran(gateway, load, "missing/*.test.js")
    errors = {one["file"]: one["error"].splitlines()[0] for one in summary["tests"]}
    assert errors == {
        "/missing/deep.test.js": "TypeError: /missing/gone.js: status 404",
        "/missing/export.test.js": "SyntaxError: The requested module 'node:test' does not provide"
        " an export named 'snapshot'",
        "/missing/node.test.js": "TypeError: there is no node:fs in a page or worker; of Node's"
        " modules there are node:test, node:assert, node:assert/strict",
        "/missing/syntax.test.js": "SyntaxError: Unexpected token ')'",
    }


def test_a_page_that_forbids_frames_says_so(gateway: Gateway, context: BrowserContext) -> None:
    gateway.settings = {"worker": ""}
    policy = "script-src 'nonce-n0nce' 'self'; frame-src 'none'"
    context.new_page().goto(gateway.url(f"index.html?csp={policy}"))
    load = gateway.joined()["load"]
    (told,) = ran(gateway, load, "plain.test.js")["tests"]
    assert "allow 'self' in frame-src" in told["error"]
    assert ran(gateway, load, "plain.test.js", "isolation: 'none'")["passed"] == 1


def test_a_worker_finds_node_modules_in_what_a_test_file_imports(
    gateway: Gateway, context: BrowserContext
) -> None:
    context.new_page().goto(gateway.url())
    load = gateway.joined("worker")["load"]
    summary = ran(gateway, load, "shared/*.test.js")
    assert states(summary) == {"its own": "pass", "of another file": "pass"}
