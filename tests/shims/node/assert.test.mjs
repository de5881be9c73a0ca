/* Our node:assert against Node's own: the same verdict on every pair of values. */
import test from 'node:test';
import theirs from 'node:assert';
import { VALUES, METHODS, verdict } from '../site/values.mjs';
import { module, tooOld } from './scripts.mjs';

const { default: ours } = await module('node-assert.js');
const strictOurs = (await module('node-assert-strict.js')).default;

for (const method of METHODS) {
  test(`${method} judges ${VALUES.length ** 2} pairs as Node does`, { skip: tooOld }, () => {
    const wrong = [];
    VALUES.forEach((a, i) => VALUES.forEach((b, j) => {
      const pair = [a(), b()];
      const [expected, actual] = [theirs, ours].map((assert) => verdict(() => assert[method](...pair, 'no text to make')));
      // Node 20 finds NaN unlike itself here, later ones don't.
      if (i === j && /NaN/.test(`${a}`)) return;
      if (expected !== actual) wrong.push(`${a} ${b} (${i}, ${j}): Node ${expected}, ours ${actual}`);
    }));
    theirs.deepEqual(wrong, []);
  });
}

test('strict has the strict ones under the short names', () => {
  for (const [assert, name] of [[strictOurs, 'module'], [ours.strict, 'property']]) {
    theirs.equal(verdict(() => assert.equal(1, '1')), 'fails', name);
    theirs.equal(verdict(() => assert.deepEqual([1], ['1'])), 'fails', name);
    theirs.equal(verdict(() => assert.notEqual(1, '1')), 'passes', name);
    theirs.equal(verdict(() => assert(0)), 'fails', name);
  }
});

const boom = () => { throw Object.assign(new TypeError('boom here'), { code: 'E1' }); };
class Odd extends TypeError {}
const THROWS = [
  [boom], [() => {}], [boom, TypeError], [boom, RangeError], [boom, Error], [boom, Odd], [boom, /boom/], [boom, /^TypeError: boom/], [boom, /no/],
  [boom, { message: 'boom here', code: 'E1' }], [boom, { message: /boom/ }], [boom, { message: 'no' }], [boom, { absent: 1 }], [boom, () => true], [boom, () => false],
  [boom, new TypeError('boom here')], [boom, new TypeError('other')], [boom, 'a message'], [() => {}, Error, 'a message'], [() => { throw null; }, () => true], [() => { throw 'text'; }, /text/], // eslint-disable-line
];
for (const [method, later] of [['throws', false], ['doesNotThrow', false], ['rejects', true], ['doesNotReject', true]]) {
  test(`${method} judges as Node does`, async () => {
    for (const [run, ...given] of THROWS) {
      const judged = await Promise.all([theirs, ours].map(async (assert) => {
        try {
          await assert[method](later ? async () => run() : run, ...given);
          return 'passes';
        } catch (error) {
          return error.name;
        }
      }));
      theirs.equal(judged[1], judged[0], `${run} ${given.map(String)}`);
    }
  });
}

for (const [method, ...inputs] of [
  ['match', 'abc', /b/], ['match', 'abc', /x/], ['match', 5, /5/], ['doesNotMatch', 'abc', /x/], ['doesNotMatch', 'abc', /b/],
  ['ifError', null], ['ifError', undefined], ['ifError', 0], ['ifError', new Error('x')], ['fail'], ['ok', 1], ['ok', 0], ['ok'],
]) {
  test(`${method}(${inputs.map(String)}) judges as Node does`, () => {
    theirs.equal(verdict(() => ours[method](...inputs)), verdict(() => theirs[method](...inputs)));
  });
}

test('a failure tells what was compared, and its message can be chosen', () => {
  const caught = (run) => {
    try {
      run();
    } catch (error) {
      return error;
    }
    return null;
  };
  const error = caught(() => ours.strictEqual(1, 2));
  theirs.deepEqual([error.code, error.actual, error.expected, error.operator, error.generatedMessage], ['ERR_ASSERTION', 1, 2, 'strictEqual', true]);
  theirs.match(error.message, /1 !== 2/);
  theirs.equal(caught(() => ours.equal(1, 2, 'said so')).message, 'said so');
  const own = new RangeError('mine');
  theirs.equal(caught(() => ours.equal(1, 2, own)), own);
  theirs.ok(error instanceof ours.AssertionError);
});

test('a difference shows the lines that differ, near ones, and counts the rest', () => {
  const big = (mark) => ({ list: Array.from({ length: 40 }, (_, index) => (index === 20 ? mark : index)) });
  try {
    ours.deepStrictEqual(big('here'), big('there'));
    theirs.fail('it passed');
  } catch (error) {
    theirs.match(error.message, /\+ +'here',\n- +'there',/);
    theirs.match(error.message, /\(\d\d equal lines\)/);
    theirs.ok(error.message.split('\n').length < 15);
  }
});

test('partialDeepStrictEqual wants all of the expected and allows more', () => {
  const pairs = [
    [{ a: 1, b: { c: 2, d: 3 } }, { b: { c: 2 } }, 'passes'], [{ a: 1 }, { b: 1 }, 'fails'], [[1, 2, 3], [1, 3], 'passes'], [[1, 2], [2, 1], 'fails'],
    [new Map([[1, 2], [3, 4]]), new Map([[3, 4]]), 'passes'], [new Set([1, 2]), new Set([2]), 'passes'], [new Set([1]), new Set([1, 2]), 'fails'], [{ a: 1 }, { a: '1' }, 'fails'],
  ];
  for (const [actual, expected, wanted] of pairs) {
    theirs.equal(verdict(() => ours.partialDeepStrictEqual(actual, expected)), wanted, JSON.stringify([actual, expected]));
  }
});
