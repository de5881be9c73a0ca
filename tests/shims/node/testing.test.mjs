/* Our node:test: order, hooks, outcomes, subtests, mocks. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { parts } from './scripts.mjs';

globalThis.addEventListener ??= () => {};

/* Run what `declare(t)` declares as a file; the items told, and the order of `note()` calls. */
const collected = async (declare, settings = {}) => {
  const daebug = parts('node-test.js', 'testing/roots.js');
  const items = [];
  const notes = [];
  const { tree, roots, mock } = daebug;
  const api = {
    test: tree.test, it: tree.test, describe: tree.suite, ...tree.hooks, mock: mock.tracker(), assert: daebug.assert, note: (word) => notes.push(word),
  };
  await roots.collect(() => declare(api), { file: '/a.test.js', report: (item) => items.push(item), ...settings });
  return { items, notes, told: items.map(({ suite, name, status }) => `${status} ${[suite, name].filter(Boolean).join(' > ')}`) };
};

test('tests run in their order, hooks around them, nested suites included', async () => {
  const { told, notes } = await collected(({ test: it, describe, before, after, beforeEach, afterEach, note }) => {
    before(() => note('before'));
    after(() => note('after'));
    beforeEach(() => note('each'));
    describe('outer', () => {
      before(() => note('b1'));
      after(() => note('a1'));
      beforeEach(() => note('be1'));
      afterEach(() => note('ae1'));
      it('one', () => note('one'));
      describe('inner', () => {
        beforeEach(() => note('be2'));
        it('two', async () => note('two'));
      });
    });
    it('three', () => note('three'));
  });
  assert.deepEqual(told, ['pass outer > one', 'pass outer > inner > two', 'pass three']);
  assert.deepEqual(notes.join(' '), 'before b1 each be1 one ae1 each be1 be2 two ae1 a1 each three after');
});

test('skip and todo are skipped, their suites too, and are not run', async () => {
  const { told, notes } = await collected(({ it, describe, note }) => {
    it.skip('a', () => note('a'));
    it('b', { skip: 'why' }, () => note('b'));
    it.todo('c');
    it('d');
    it('e', { todo: true }, () => { throw new Error('known'); });
    it('f', (t) => t.skip('now'));
    describe.skip('s', () => { note('s'); it('g', () => note('g')); });
  });
  assert.deepEqual(told, ['skip a', 'skip b', 'skip c', 'pass d', 'skip e', 'skip f', 'skip s']);
  assert.deepEqual(notes, []);
});

test('only leaves out the rest', async () => {
  const { told } = await collected(({ it, describe }) => {
    it('a', () => {});
    it.only('b', () => {});
    describe('s', () => { it('c', () => {}); it.only('d', () => {}); });
    describe.only('t', () => { it('e', () => {}); });
  });
  assert.deepEqual(told, ['skip a', 'pass b', 'skip s > c', 'pass s > d', 'pass t > e']);
});

test('what throws, rejects, outlasts its time or calls back with an error fails', async () => {
  const { told, items } = await collected(({ it }) => {
    it('throws', () => { throw new TypeError('boo'); });
    it('rejects', async () => { throw 'text'; }); // eslint-disable-line no-throw-literal
    it('slow', { timeout: 20 }, () => new Promise(() => {}));
    it('calls back', (t, done) => setTimeout(done, 1));
    it('calls back badly', (t, done) => done(new Error('bad')));
  });
  assert.deepEqual(told, ['fail throws', 'fail rejects', 'fail slow', 'pass calls back', 'fail calls back badly']);
  assert.match(items[0].error, /^TypeError: boo\n\s+at /);
  assert.equal(items[1].error, 'text');
  assert.match(items[2].error, /Test timeout after 20ms/);
  assert.equal(items[0].file, '/a.test.js');
});

test('subtests run one after another, fail their test, have its hooks', async () => {
  const { told, notes } = await collected(({ it, note }) => {
    it('parent', async (t) => {
      t.beforeEach(() => note('each'));
      t.test('first', async () => { await null; note('first'); });
      await t.test('second', () => note('second'));
      await t.test('third', (t2) => t2.test('deep', () => { throw new Error('x'); }));
    });
  });
  assert.deepEqual(told, ['pass parent > first', 'pass parent > second', 'fail parent > third > deep', 'fail parent > third', 'fail parent']);
  assert.deepEqual(notes.slice(0, 4), ['each', 'first', 'each', 'second']);
});

test('a plan counts assertions and subtests', async () => {
  const { told } = await collected(({ it }) => {
    it('met', async (t) => { t.plan(2); t.assert.ok(1); await t.test('s', () => {}); });
    it('missed', (t) => { t.plan(2); t.assert.ok(1); });
  });
  assert.deepEqual(told, ['pass met > s', 'pass met', 'fail missed']);
});

test('a hook that fails fails what it stands before', async () => {
  const { told } = await collected(({ it, describe, before, beforeEach }) => {
    describe('s', () => { before(() => { throw new Error('x'); }); it('a', () => {}); it('b', () => {}); });
    describe('t', () => { beforeEach(() => { throw new Error('x'); }); it('c', () => {}); });
  });
  assert.deepEqual(told, ['fail s > a', 'fail s > b', 'fail t > c']);
});

test('a file that throws while it loads is one failed item, after what it declared', async () => {
  const { told } = await collected(({ it }) => {
    it('a', () => {});
    throw new Error('broken');
  });
  assert.deepEqual(told.sort(), ['fail Import: /a.test.js', 'pass a']);
});

test('a suite that throws while it declares fails', async () => {
  const { told } = await collected(({ describe }) => describe('s', () => { throw new Error('x'); }));
  assert.deepEqual(told, ['fail s']);
});

test('an awaited test has run when the await is over', async () => {
  const { notes } = await collected(async ({ it, note }) => {
    await it('a', () => note('ran'));
    note('awaited');
  });
  assert.deepEqual(notes, ['ran', 'awaited']);
});

test('diagnostics and the context are there', async () => {
  const { items } = await collected(({ it, describe, assert: ours }) => describe('s', () => {
    it('a', (t) => {
      t.diagnostic('said');
      ours.equal(t.name, 'a');
      ours.equal(t.fullName, 's > a');
      ours.ok(t.signal instanceof AbortSignal);
    });
  }));
  assert.deepEqual(items[0].diagnostics, ['said']);
  assert.equal(items[0].status, 'pass');
});

test('the name pattern chooses', async () => {
  const { told } = await collected(({ it, describe }) => {
    it('apple', () => {});
    describe('pear', () => it('one', () => {}));
  }, { pattern: /pear/ });
  assert.deepEqual(told, ['skip apple', 'pass pear > one']);
});

test('a mocked function remembers its calls', () => {
  const { mock } = parts('node-test.js', 'testing/roots.js');
  const tracker = mock.tracker();
  const add = tracker.fn((a, b) => a + b);
  assert.equal(add(1, 2), 3);
  add.mock.mockImplementationOnce(() => 'once');
  assert.equal(add(1, 2), 'once');
  add.mock.mockImplementation(() => { throw new Error('x'); });
  assert.throws(() => add(5));
  assert.equal(add.mock.callCount(), 3);
  assert.deepEqual(add.mock.calls.map((call) => [call.arguments, call.result]), [[[1, 2], 3], [[1, 2], 'once'], [[5], undefined]]);
  assert.equal(add.mock.calls[2].error.message, 'x');
  add.mock.resetCalls();
  assert.equal(add.mock.callCount(), 0);
});

test('a mocked method is put back, own or inherited', () => {
  const { mock } = parts('node-test.js', 'testing/roots.js');
  const tracker = mock.tracker();
  class A { m() { return 1; } get g() { return 2; } }
  const one = new A();
  tracker.method(one, 'm', () => 5);
  tracker.getter(one, 'g', () => 6);
  assert.deepEqual([one.m(), one.g], [5, 6]);
  tracker.restoreAll();
  assert.deepEqual([one.m(), one.g, Object.keys(one)], [1, 2, []]);
  const twice = tracker.method(one, 'm', () => 7, { times: 1 });
  assert.deepEqual([one.m(), one.m(), twice.mock.callCount()], [7, 1, 2]);
  tracker.restoreAll();
});

test("a test's own mocks end with it", async () => {
  const target = { m: () => 1 };
  const { told } = await collected(({ it, assert: ours }) => {
    it('a', (t) => { t.mock.method(target, 'm', () => 2); ours.equal(target.m(), 2); });
    it('b', () => ours.equal(target.m(), 1));
  });
  assert.deepEqual(told, ['pass a', 'pass b']);
});

test('mocked timers stand still until they are told', () => {
  const { mock } = parts('node-test.js', 'testing/roots.js');
  const { timers } = mock.tracker();
  const fired = [];
  timers.enable({ now: 1000 });
  try {
    setTimeout((word) => fired.push(word), 100, 'late');
    setTimeout(() => fired.push('never'), 50);
    const every = setInterval(() => fired.push('tick'), 40);
    clearTimeout(2);
    assert.deepEqual(fired, []);
    timers.tick(90);
    assert.deepEqual(fired, ['tick', 'tick']);
    clearInterval(every);
    timers.runAll();
    assert.deepEqual(fired, ['tick', 'tick', 'late']);
    assert.deepEqual([Date.now(), new Date().getTime(), new Date(5).getTime()], [1100, 1100, 5]);
  } finally {
    timers.reset();
  }
  assert.ok(Date.now() > 1e12);
});
