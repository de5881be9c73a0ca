"""Test files for pages, and what belongs to the browser that is started for them."""

from __future__ import annotations

from pathlib import Path

from tests.home import living
from tests.pages.site import Site

GOOD = """import { test, describe, it } from 'node:test';
import assert from 'node:assert';
test('adds', () => assert.equal(1 + 1, 2));
describe('outer', () => {
  describe('inner', () => {
    it('is deep', () => assert.ok(document.body));
    it.skip('is skipped', () => {});
    it.todo('is to be done');
  });
});
"""

BAD = """import { describe, test } from 'node:test';
import assert from 'node:assert';
describe('math', () => {
  describe('sums', () => {
    test('differ', () => assert.deepStrictEqual({ a: 1, b: 2 }, { a: 1, b: 3 }));
  });
});
"""

ONLY = """import { test } from 'node:test';
test.only('is chosen', () => {});
test('is not', () => { throw new Error('should not run'); });
"""

BROKEN = "import './not-there.js';\n"

RELOADS = """import { test } from 'node:test';
test('reloads its page', async () => {
  parent.location.reload();
  await new Promise(() => {});
});
"""

HANGS = "import { test } from 'node:test';\ntest('hangs', () => { while (true); });\n"

#: Passes when as many pages as it says run it, or files like it, at the same time.
MEETS = """import { test } from 'node:test';
test('meets the others', { timeout: 15000 }, () => new Promise((resolve) => {
  const seen = new Set([location.href + Math.random()]);
  const [own] = seen;
  const channel = new BroadcastChannel('meeting');
  const say = () => channel.postMessage([...seen]);
  channel.onmessage = ({ data }) => {
    const before = seen.size;
    data.forEach((one) => seen.add(one));
    if (seen.size > before) say();
    if (seen.size >= 3) setTimeout(resolve, 200);
  };
  const timer = setInterval(() => { if (seen.size < 3) say(); else clearInterval(timer); }, 50);
}));
"""

#: Runs until its page or somebody else ends it.
WAITS = "import { test } from 'node:test';\ntest('waits', () => new Promise(() => {}));\n"

SLOW = """import { test } from 'node:test';
for (let at = 0; at < 10; at += 1) {
  test(`waits ${at}`, () => new Promise((resolve) => { setTimeout(resolve, 400); }));
}
"""


def browsers(site: Site) -> dict[int, str]:
    """Return the processes of the browser that was started for tests, and of its keeper."""
    marks = ("--remote-debugging-pipe", "testing/keeper.py", "crashpad")
    found = living(site.home.run).items()
    return {pid: line for pid, line in found if any(mark in line for mark in marks)}


def profiles(site: Site) -> list[Path]:
    """Return the private folders of browsers."""
    return list((site.home.folder / "t").glob("daebug-browser-*"))
