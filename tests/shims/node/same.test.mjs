/* Our node:test beside Node's own: the same tests end the same way, in the same order. */
import test, { mock } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CASES, MOCKS } from './cases.mjs';
import { parts, tooOld } from './scripts.mjs';

globalThis.addEventListener ??= () => {};
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const theirs = (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'daebug-'));
  const env = { ...process.env, DAEBUG_CASE: name, DAEBUG_NOTES: join(folder, 'notes') };
  delete env.NODE_TEST_CONTEXT; // else it would report to us
  const inputs = [`--test-reporter=${here('reporter.mjs')}`, here('theirs.mjs')];
  const { stdout } = spawnSync(process.execPath, inputs, { env, encoding: 'utf8', timeout: 20000 });
  const notes = JSON.parse(readFileSync(env.DAEBUG_NOTES, 'utf8'));
  rmSync(folder, { recursive: true });
  return { told: stdout.trim().split('\n').map((line) => JSON.parse(line)), notes };
};

const ours = async (name) => {
  const { tree, roots } = parts('node-test.js', 'testing/roots.js');
  const told = [];
  const notes = [];
  const api = { test: tree.test, it: tree.test, describe: tree.suite, ...tree.hooks, note: (word) => notes.push(word) };
  await roots.collect(() => CASES[name](api), { file: '', report: (item) => told.push({ name: item.name, status: item.status }) });
  return { told, notes };
};

/* What is still to do is told as skipped by us: the channel has no more words. */
const known = ({ name, status }) => `${status === 'todo' ? 'skip' : status} ${name}`;

for (const name of Object.keys(CASES)) {
  test(name, { skip: tooOld }, async () => {
    const [expected, actual] = [theirs(name), await ours(name)];
    assert.deepEqual(actual.told.map(known), expected.told.map(known));
    assert.deepEqual(actual.notes, expected.notes);
    assert.ok(expected.told.length);
  });
}

for (const [name, run] of Object.entries(MOCKS)) {
  test(`mock: ${name}`, { skip: tooOld }, () => {
    const expected = run(mock);
    mock.reset();
    const tracker = parts('node-test.js', 'testing/roots.js').mock.tracker();
    const actual = run(tracker);
    tracker.reset();
    assert.deepEqual(actual, expected);
  });
}
