/* Values as the channel tells them. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { parts } from './scripts.mjs';

const { serialise } = parts('page.js', 'values/serialise.js');
const text = (value, limits) => serialise(value, limits).text;

const TEXTS = [
  [undefined, 'undefined', 'undefined'],
  [null, 'null', 'null'],
  [-0, 'number', '-0'],
  [NaN, 'number', 'NaN'],
  [10n, 'bigint', '10n'],
  ['a "b"', 'string', 'a "b"'],
  [Symbol('x'), 'symbol', 'Symbol(x)'],
  [function add(a, b) { return a + b; }, 'function', '[function add, 2 arguments]'],
  [class Point { constructor(x) { this.x = x; } }, 'function', '[class Point, 1 argument]'],
  [new Date(0), 'date', '1970-01-01T00:00:00.000Z'],
  [new Date(NaN), 'date', 'Invalid Date'],
  [/x/gi, 'regexp', '/x/gi'],
  [new Map([['a', 1], [{ b: 2 }, 'c']]), 'map', "Map(2) { 'a' => 1, { b: 2 } => 'c' }"],
  [new Set([1, 'x']), 'set', "Set(2) { 1, 'x' }"],
  [new Uint8Array([1, 2]), 'typed', 'Uint8Array(2) [1, 2]'],
  [new Float64Array([-0, NaN]), 'typed', 'Float64Array(2) [-0, NaN]'],
  [new Uint8Array([1, 255]).buffer, 'buffer', 'ArrayBuffer(2) <01 ff>'],
  // eslint-disable-next-line no-sparse-arrays
  [[1, , 3], 'array', '[1, (1 empty), 3]'],
  [new Array(1e9), 'array', '(1000000000) [(1000000000 empty)]'],
  [{ a: { b: [1] }, 'c d': 'e' }, 'object', "{ a: { b: [1] }, 'c d': 'e' }"],
  [Object.create(null), 'object', '[no prototype] {}'],
  [{ [Symbol('s')]: 1 }, 'object', '{ [Symbol(s)]: 1 }'],
  [new Number(-0), 'object', '[Number: -0]'],
  [new URL('http://a/b'), 'object', "URL { href: 'http://a/b' }"],
  [new WeakMap(), 'object', 'WeakMap {(entries unknown)}'],
  [Promise.resolve(1), 'promise', 'Promise'],
  [(function* steps() { yield 1; })(), 'object', 'Generator {}'],
  [Math, 'object', 'Math {}'],
];

for (const [value, kind, expected] of TEXTS) {
  test(`${kind} reads as ${expected}`, () => {
    const told = serialise(value);
    assert.equal(told.kind, kind);
    assert.equal(told.text, expected);
  });
}

test('a getter is named and not run', () => {
  let ran = 0;
  const told = serialise({ get a() { ran += 1; return 1; }, set b(_) { ran += 1; }, get c() { return 1; }, set c(_) { ran += 1; } });
  assert.equal(told.text, '{ a: (getter), b: (setter), c: (getter, setter) }');
  assert.equal(ran, 0);
});

test('no code of the value runs: no toString, toJSON, toStringTag, hasInstance, valueOf', () => {
  const boom = () => { throw new Error('ran'); };
  class Odd { static [Symbol.hasInstance]() { boom(); } get [Symbol.toStringTag]() { return boom(); } toString() { boom(); } toJSON() { boom(); } valueOf() { boom(); } }
  const own = { get [Symbol.toStringTag]() { return boom(); }, get constructor() { return boom(); } };
  for (const value of [new Odd(), own, [new Odd()], Object.assign(() => {}, { toString: boom })]) {
    assert.doesNotMatch(text(value), /ran|unreadable/);
  }
});

test('a tag that a class computes is not asked for', () => {
  let ran = 0;
  class Tagged { get [Symbol.toStringTag]() { ran += 1; return 'Tag'; } }
  assert.equal(text({ inner: new Tagged(), list: [new (class extends Tagged {})()] }), '{ inner: Tagged {}, list: [{}] }');
  assert.equal(ran, 0);
});

test('an error that is its own cause is told once', () => {
  const error = new Error('loop');
  error.cause = new AggregateError([error], 'inner', { cause: error });
  assert.equal(text(error).match(/Error: loop/g).length, 1);
  assert.match(text(error), /caused by: AggregateError: inner[^]*\(an error above\)/);
});

test('a long array is not looked through to its end', () => {
  const long = new Array(3e6).fill(0);
  const started = performance.now();
  assert.equal(serialise(long, { items: 10 }).left_out, 3e6 - 10);
  assert.ok(performance.now() - started < 1000, `${performance.now() - started} ms`);
  const sparse = [];
  sparse[5e8] = 'far';
  assert.equal(text(sparse), "(500000001) [(500000000 empty), 'far']");
  const mixed = [0, 1, 2];
  mixed[1e6] = 'end';
  assert.equal(text(mixed, { items: 2 }), '(1000001) [0, 1, ... (999999 more)]');
});

test('a cycle says where it leads', () => {
  const value = { list: [] };
  value.list.push(value, { up: value.list });
  assert.equal(text(value), '{ list: [(the same as the whole value), { up: (the same as $.list) }] }');
});

test('the same object twice is no cycle', () => {
  const one = { a: 1 };
  assert.equal(text([one, one]), '[{ a: 1 }, { a: 1 }]');
});

test('an instance has the name of its class, and its own fields', () => {
  class Base { constructor() { this.x = 1; } }
  class Derived extends Base {}
  assert.equal(text(new Derived()), 'Derived { x: 1 }');
  assert.equal(serialise(new Derived()).type, 'Derived');
});

test('an error has its stack, causes, several errors and further fields', () => {
  const error = Object.assign(new Error('outer', { cause: new TypeError('inner') }), { code: 7 });
  assert.match(text(error), /^Error: outer\n\s+at [^]*caused by: TypeError: inner[^]*\{ code: 7 \}$/);
  assert.match(text(new AggregateError([new Error('one'), 2], 'all')), /^AggregateError: all[^]*one of: Error: one[^]*one of: 2/);
});

test('a proxy that throws or is revoked is told as one', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const traps = Object.fromEntries(['getPrototypeOf', 'ownKeys', 'getOwnPropertyDescriptor', 'get', 'has'].map((name) => [name, () => { throw new Error('trap'); }]));
  for (const value of [proxy, new Proxy({}, traps), new Proxy(() => {}, traps), [proxy]]) {
    assert.match(text(value), /proxy|function|unreadable/);
  }
  assert.equal(serialise(proxy).kind, 'proxy');
  assert.equal(text(new Proxy({ a: 1 }, {})), '{ a: 1 }');
});

test('depth is bounded and said', () => {
  assert.equal(text({ a: { b: { c: { d: 1 } } } }, { depth: 2 }), '{ a: { b: {... 1 not shown} } }');
});

test('items are bounded and said', () => {
  const told = serialise(Array.from({ length: 300 }, (_, index) => index), { items: 10 });
  assert.equal(told.parts.length, 10);
  assert.equal(told.left_out, 290);
  assert.match(told.text, /\(290 more\)/);
  assert.equal(serialise(new Map(Array.from({ length: 20 }, (_, i) => [i, i])), { items: 5 }).left_out, 15);
  assert.equal(serialise(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i])), { items: 5 }).left_out, 15);
});

test('characters are bounded and said, and no surrogate pair is cut', () => {
  const told = serialise('x'.repeat(500), { chars: 100 });
  assert.equal(told.text, `${'x'.repeat(100)}... (400 more characters)`);
  assert.equal(told.left_out, 400);
  assert.equal(serialise('\u{1F47E}'.repeat(10), { chars: 5 }).text.startsWith('\u{1F47E}\u{1F47E}...'), true);
});

test('a wide and deep value is bounded as a whole', () => {
  const wide = (depth) => (depth ? Array.from({ length: 50 }, () => wide(depth - 1)) : 'leaf'.repeat(20));
  const value = wide(3);
  const started = performance.now();
  const told = serialise(value);
  assert.ok(JSON.stringify({ ...told, json: '' }).length < 3e6);
  assert.ok(performance.now() - started < 5000);
});

test('the JSON is there for plain JSON only', () => {
  const plain = { a: [1, 'x', null, true, { b: {} }], __proto__: null };
  assert.equal(serialise(plain).json, '{"a":[1,"x",null,true,{"b":{}}]}');
  assert.equal(serialise('text').json, '"text"');
  const cycle = {};
  cycle.cycle = cycle;
  // eslint-disable-next-line no-sparse-arrays
  for (const value of [NaN, -0, undefined, 1n, [undefined], [, 1], { a: new Date() }, { get a() { return 1; } }, new Map(), { [Symbol('a')]: 1 }, cycle, { toJSON() {} }, new (class A {})(), () => {}]) {
    assert.equal(serialise(value).json, '');
  }
});

test('an own __proto__ key is data', () => {
  assert.equal(serialise(JSON.parse('{"__proto__":{"x":1}}')).json, '{"__proto__":{"x":1}}');
});
