import assert from 'node:assert/strict';
import test from 'node:test';

export const holds = (value) => assert.equal(value, 1);
export const declared = () => test('of another file', () => holds(1));
