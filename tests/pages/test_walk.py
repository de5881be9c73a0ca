"""A user's walk: ``daebug start``, a browser, and from then on nothing but the files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.arrivals import MS
from tests.pages.site import Site, ask, reply, soon

pytestmark = pytest.mark.slow

#: Logs a line now and then for long enough that the live region is written twice.
LONG = """\
for (let second = 0; second < 11; second += 1) {
  console.log(`line ${second}.`);
  await new Promise((next) => setTimeout(next, 1000));
}
'done'"""

SUITE = """\
import { test } from 'node:test';
import assert from 'node:assert';
test('adds', () => assert.equal(1 + 1, 2));
test('waits', () => new Promise((next) => setTimeout(next, 2500)));
test('is wrong', () => assert.equal(1 + 1, 3));
"""


def listed(site: Site, *, worker: bool = False) -> str:
    """Return the name of the page, or of its worker, once the index has it as live."""
    found: list[str] = []

    def there() -> bool:
        pattern = r"^\* \[([a-z0-9-]+)\]\(daebug/\1\.md\) .*: live$"
        names = re.findall(pattern, site.index.read_text(), re.MULTILINE)
        found[:] = [name for name in names if name.endswith("-webworker") == worker]
        return bool(found)

    soon(there)
    return found[0]


def test_everything_through_the_files(site: Site, context: BrowserContext) -> None:
    (site.folder / "sum.test.js").write_text(SUITE)
    page = context.new_page()
    page.goto(site.serve())
    name = listed(site)
    file = site.folder / "daebug" / f"{name}.md"

    _evaluates(file)
    _tells_of_errors(file)
    _shows_a_long_job(file)
    _takes_options(file)
    _reaches_the_worker(site, file)
    _tests(file)

    # The page is loaded anew by its own job, and keeps its name.
    ask(file, "globalThis.before = 1; location.reload(); await new Promise(() => {})")
    soon(lambda: "interrupted: the page was closed or left" in file.read_text())
    ask(file, "typeof before")
    assert reply(file, "typeof before").value == "undefined"

    with site.index.open("a") as index:
        index.write("%%SHUTDOWN%%\n")
    soon(lambda: "SERVER SHUT DOWN" in site.index.read_text())
    ask(file, "'asked while nobody served'")
    site.serve()
    assert listed(site) == name  # the page that is still open comes back by itself
    ask(file, "'asked again'")
    assert reply(file, "'asked again'").value == "asked again"
    told = reply(file, "'asked while nobody served'")
    assert told.value == "asked while nobody served"
    assert file.read_text().count("> Append your JavaScript snippet below") == 1


def _evaluates(file: Path) -> None:
    """Ask for values, as an agent that makes the file."""
    ask(file, "6 * 7")
    assert reply(file, "6 * 7").value == "42"
    assert file.read_text().startswith(f"# {file.stem} Session\n")
    code = (
        "const answer = await new Promise((told) => setTimeout(told, 5, {a: [1, null]}));\nanswer"
    )
    ask(file, code, heading=f"### \U0001f5e3\ufe0fann to {file.stem} at 10:00:00")
    told = reply(file, code)
    assert (told.agent, told.info, told.value) == (
        "ann",
        "JSON",
        '{\n  "a": [\n    1,\n    null\n  ]\n}',
    )
    ask(file, "console.warn('beside the value'); 1")
    assert reply(file, "console.warn('beside the value'); 1").value == "1"
    assert "console.warn\nat " in file.read_text()


def _tells_of_errors(file: Path) -> None:
    """Have code throw, in its job and after it."""
    ask(file, "null.x")
    told = reply(file, "null.x")
    assert (told.ok, told.info) == (False, "Error")
    assert told.value.startswith("TypeError: Cannot read properties of null")
    later = "setTimeout(() => { throw new Error('after the reply') }, 300); 'asked'"
    ask(file, later)
    assert reply(file, later).value == "asked"
    soon(lambda: "Error: after the reply" in file.read_text())
    section = file.read_text().rpartition(" background at ")[2]
    assert "window.onerror" in section
    assert "Error: after the reply" in section
    ask(file, "1 +")
    assert reply(file, "1 +").value.startswith("SyntaxError: ")


def _shows_a_long_job(file: Path) -> None:
    """Look on while a job runs."""
    ask(file, LONG)
    soon(lambda: re.search(r"^executing \([56]s\)$", file.read_text(), re.MULTILINE) is not None)
    live = file.read_text().rpartition(LONG)[2]
    assert live.index(f"{file.stem} to agent") < live.index("line 0.") < live.index("line 3.")
    assert live.index("line 3.") < live.index("executing (")
    assert "line 9." not in live
    soon(lambda: re.search(r"^executing \(1[01]s\)$", file.read_text(), re.MULTILINE) is not None)
    told = reply(file, LONG)
    assert (told.value, told.ok) == ("done", True)
    text = file.read_text().rpartition(LONG)[2]
    assert "executing (" not in text
    assert "... (1 more background events omitted) ..." in text
    assert [f"line {number}." in text for number in (0, 1, 2, 3, 10)] == [
        True,
        True,
        False,
        True,
        True,
    ]


def _takes_options(file: Path) -> None:
    """Ask with words behind the language."""
    ask(file, "await new Promise(() => {}) // short", info="js timeout=0.4")
    told = reply(file, "await new Promise(() => {}) // short")
    assert told.value.startswith("timed out after 0.4 s")
    code = "console.log('too quiet'); console.warn('loud enough'); 'levels'"
    ask(file, code, info="js console=warn timeout=300")
    assert reply(file, code).value == "levels"
    text = file.read_text().rpartition(code)[2]
    assert "loud enough" in text
    assert "too quiet" not in text
    ask(file, "1", info="js retry=2")
    soon(lambda: "not run: no option `retry=2`" in file.read_text())


def _reaches_the_worker(site: Site, file: Path) -> None:
    """Ask the worker in its own file."""
    worker = listed(site, worker=True)
    own = file.with_name(f"{worker}.md")
    ask(own, "typeof document + ' ' + self.name")
    assert reply(own, "typeof document + ' ' + self.name").value == f"undefined {worker}"


def _tests(file: Path) -> None:
    """Run the tests of the folder."""
    code = "await (await import('node:test')).run()"
    ask(file, code)
    soon(lambda: "## Test Progress: " in file.read_text(), 10_000 * MS)
    soon(lambda: "## Test Results: 2 pass, 1 fail, 0 skip (" in file.read_text())
    reply(file, code)
    text = file.read_text()
    assert "## Test Progress: " not in text
    assert text.index("\u2717 is wrong") < text.index("\u2713 adds")
