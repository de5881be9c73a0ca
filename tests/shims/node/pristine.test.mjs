/* The language kept as it was while the shim works. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parts, partsOf } from './scripts.mjs';

const { pristine } = parts('page.js', 'pristine.js');
const before = Object.getOwnPropertyDescriptor(Array.prototype, 'map');
const restore = () => Object.defineProperty(Array.prototype, 'map', before);

test('what a page replaced is ours inside and its own again outside', () => {
  const theirs = () => 'theirs';
  const inside = pristine(() => [1].map((one) => one + 1));
  try {
    Object.defineProperty(Array.prototype, 'map', { value: theirs, configurable: true, writable: false, enumerable: true });
    assert.deepEqual(inside(), [2]);
    assert.equal([].map, theirs);
    assert.equal(Object.getOwnPropertyDescriptor(Array.prototype, 'map').writable, false);
    assert.equal([].map(), 'theirs');
  } finally {
    restore();
  }
});

test('what a page deleted is gone again outside, also after an error', () => {
  const inside = pristine(() => { throw new Error([1].map(String).join()); });
  try {
    delete Array.prototype.map; // eslint-disable-line no-extend-native
    assert.throws(inside, { message: '1' });
    assert.equal('map' in Array.prototype, false);
  } finally {
    restore();
  }
});

test('one inside another works, with the owner and the inputs', () => {
  const inner = pristine(function add(x) { return this.base + x; });
  const outer = pristine((owner, x) => inner.call(owner, x) * 2);
  assert.equal(outer({ base: 1 }, 2), 6);
});

test('a method that the shim calls is one that is kept', () => {
  const read = (name) => readFileSync(new URL(`../../../shims/js/${name}`, import.meta.url), 'utf8');
  const kept = new Set(/NAMES = new Set\(`([^`]*)`/.exec(read('pristine.js'))[1].split(/\s+/));
  const owners = [Array, Object, Math, Number, String, Reflect, Array.prototype, String.prototype, RegExp.prototype, Map.prototype,
    Set.prototype, Function.prototype, Promise.prototype, Number.prototype, Date.prototype, Object.prototype];
  const native = new Set(owners.flatMap((owner) => Object.getOwnPropertyNames(owner).filter((name) => {
    const found = Object.getOwnPropertyDescriptor(owner, name);
    return typeof found.value === 'function' && name !== 'constructor';
  })));
  const files = new Set([...partsOf('page.js'), ...partsOf('worker.js')].filter((name) => name !== 'pristine.js'));
  // Taken at the start and called as functions of their own, or of objects of the browser.
  const others = new Set(['setItem', 'warn', 'finally', 'freeze', 'observe']);
  const missing = [];
  for (const file of files) {
    for (const [, name] of read(file).matchAll(/\.(\w+)\(/g)) {
      if (native.has(name) && !kept.has(name) && !others.has(name)) missing.push(`${file}: ${name}`);
    }
  }
  assert.deepEqual(missing, []);
});
