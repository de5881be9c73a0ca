import test, { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { deepEqual } from 'node:assert';

describe('page', () => {
  it('has a document of its own', () => {
    assert.equal(document.title, '');
    document.body.innerHTML = '<p id="made">made</p>';
    assert.equal(document.querySelector('#made').textContent, 'made');
  });
  it.skip('is skipped', () => {});
});
test('compares', () => deepEqual(new Map([['a', { b: [1] }]]), new Map([['a', { b: [1] }]])));
