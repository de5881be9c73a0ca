import test from 'node:test';
import assert from 'node:assert/strict';

test('runs anywhere', () => assert.equal(typeof globalThis, 'object'));
