/* Who may go through the door; what of a folder is Daebug's. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ours, refusal } from '../../../shims/plugins/door.js';
import { patterns, written } from '../../../shims/plugins/transcripts.js';

const HERE = '127.0.0.1';

const asked = (headers, remoteAddress) => ({ headers: { host: 'localhost:5173', ...headers }, socket: { remoteAddress } });

const OWN = [
  [{ 'sec-fetch-site': 'same-origin' }, HERE],
  [{ origin: 'http://localhost:5173', 'sec-fetch-site': 'same-origin' }, HERE],
  [{ origin: 'https://localhost:5173' }, HERE],
  [{ host: '127.0.0.1:5173', origin: 'http://127.0.0.1:5173' }, '::ffff:127.0.0.1'],
  [{ host: '[::1]:5173', origin: 'http://[::1]:5173' }, '::1'],
  [{ host: 'app.localhost', origin: 'http://app.localhost' }, HERE],
  [{ host: undefined, ':authority': 'localhost:5173', origin: 'https://localhost:5173' }, HERE],
  [{}, HERE],
];

const FOREIGN = [
  [{}, '192.0.2.7'],
  [{}, '::ffff:192.0.2.7'],
  [{}, undefined],
  [{ host: 'evil.test' }, HERE],
  [{ host: 'evil.test', origin: 'http://evil.test' }, HERE],
  [{ host: 'localhost.evil.test' }, HERE],
  [{ host: 'evil-localhost' }, HERE],
  [{ host: '127.0.0.1.evil.test' }, HERE],
  [{ host: '' }, HERE],
  [{ host: undefined }, HERE],
  [{ origin: 'http://localhost:5174' }, HERE],
  [{ origin: 'http://evil.test' }, HERE],
  [{ origin: 'null' }, HERE],
  [{ 'sec-fetch-site': 'cross-site' }, HERE],
  [{ 'sec-fetch-site': 'same-site' }, HERE],
];

test('pages of this server on this machine go through', () => {
  for (const [headers, from] of OWN) assert.equal(refusal(asked(headers, from)), '', JSON.stringify(headers));
});

test('nobody else does', () => {
  for (const [headers, from] of FOREIGN) assert.notEqual(refusal(asked(headers, from)), '', JSON.stringify([headers, from]));
});

test('a name that a person gave is one of this server', () => {
  const one = asked({ host: 'App.test:80', origin: 'http://app.test:80' }, HERE);
  assert.notEqual(refusal(one), '');
  assert.equal(refusal(one, ['app.test']), '');
});

test('the paths of the gateway are told from those of the project', () => {
  for (const url of ['/-daebug/page.js', '/-daebug-node:test.js', '/-daebug', '/-daebug/../x']) assert.ok(ours({ url }), url);
  for (const url of ['/', '/daebug.md', '/-daebugger', '/x/-daebug/page.js']) assert.ok(!ours({ url }), url);
  assert.ok(ours({ url: '/page.js', originalUrl: '/-daebug/page.js' }));
});

test('index and transcripts of a folder are known, by each of its names', () => {
  const real = mkdtempSync(join(tmpdir(), 'dae-[x]-'));
  const link = `${real}-link`;
  symlinkSync(real, link);
  for (const root of [real, link]) {
    const is = written(link);
    assert.ok(is(join(root, 'daebug.md')));
    assert.ok(is(join(root, 'daebug')));
    assert.ok(is(join(root, '.daebug-1-daebug.md')));
    assert.ok(is(join(root, 'daebug', 'mint', 'job.json')));
    assert.ok(!is(join(root, 'daebugger', 'a.md')));
    assert.ok(!is(join(root, 'src', 'daebug.md')));
  }
  assert.ok(patterns(link).includes(`${real.replace('[x]', '\\[x\\]')}/daebug.md`));
});
