import test from 'node:test';
import assert from 'node:assert';

test('fails', () => assert.deepStrictEqual({ a: 1, b: 2 }, { a: 1, b: 3 }));
test('is let down', async () => {
  setTimeout(() => { throw new Error('out of the blue'); }, 5);
  await new Promise((resolve) => { setTimeout(resolve, 2000); });
});
