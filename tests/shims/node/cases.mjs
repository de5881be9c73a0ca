/*
 * Test files in small, each a function of node:test's exports and of `note`, which
 * remembers the order of things.  They run under Node's own runner and under ours.
 */
const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const fails = (word) => () => { throw new Error(word); };

export const CASES = {
  'hooks stand around tests in the same order': ({ test, describe, it, before, after, beforeEach, afterEach, note }) => {
    before(() => note('before'));
    after(() => note('after'));
    beforeEach(() => note('each'));
    afterEach(() => note('after each'));
    describe('s', () => {
      before(() => note('before s'));
      after(() => note('after s'));
      beforeEach(() => note('each s'));
      afterEach(() => note('after each s'));
      it('a', () => note('a'));
      describe('t', () => {
        before(() => note('before t'));
        after(() => note('after t'));
        beforeEach(() => note('each t'));
        afterEach(() => note('after each t'));
        it('b', () => note('b'));
      });
      it('c', () => note('c'));
    });
    test('d', () => note('d'));
  },
  'hooks of a test stand around its subtests': ({ test, note }) => {
    test('p', async (t) => {
      t.before(() => note('before'));
      t.after(() => note('after'));
      t.beforeEach(() => note('each'));
      t.afterEach(() => note('after each'));
      await t.test('x', () => note('x'));
      await t.test('y', async (inner) => {
        await inner.test('z', () => note('z'));
        note('y');
      });
      note('p');
    });
  },
  'hooks that fail': ({ describe, it, before, after, beforeEach, afterEach, note }) => {
    describe('afterEach', () => {
      afterEach(fails('afterEach'));
      it('a', () => {});
      it('b', () => {});
    });
    describe('beforeEach', () => {
      beforeEach(fails('beforeEach'));
      it('c', () => note('never'));
    });
    describe('before', () => {
      before(fails('before'));
      after(() => note('after all the same'));
      it('d', () => note('never'));
      it.skip('e', () => note('never'));
    });
    describe('calling back', () => {
      beforeEach((_, done) => done());
      afterEach(async () => { await null; });
      it('f', () => {});
    });
  },
  'skip and todo': ({ it, describe, note }) => {
    it('a', { skip: true }, () => note('never'));
    it('b', { skip: 'why' });
    it.skip('c', () => note('never'));
    it('d', (t) => { t.skip('now'); note('d'); });
    it.todo('e');
    it('f', { todo: 'later' }, () => {});
    it('g', { todo: true }, fails('known'));
    it('h', (t) => { t.todo('x'); });
    describe.skip('s', () => { note('never'); it('i', () => note('never')); });
  },
  'what passes and what fails': ({ it }) => {
    it('throws', fails('t'));
    it('rejects', async () => { throw new Error('r'); });
    it('throws nothing', () => { throw undefined; }); // eslint-disable-line no-throw-literal
    it('rejects with nothing', () => Promise.reject(null)); // eslint-disable-line prefer-promise-reject-errors
    it('times out', { timeout: 20 }, () => later(200));
    it('calls back', (t, done) => setTimeout(done, 1));
    it('calls back badly', (t, done) => done(new Error('bad')));
    it('promises and calls back', async (t, done) => done());
    it('a value', () => 5);
    it('no body');
    it(function named() {}); // eslint-disable-line prefer-arrow-callback
    it(() => {});
  },
  subtests: ({ test, note }) => {
    test('a', async (t) => {
      await t.test('a1', () => note('a1'));
      await t.test('a2', fails('a2'));
      note('after a2');
      await t.test('a3', { skip: true }, () => note('never'));
    });
    test('b', async (t) => {
      note(String(await t.test('b1', () => 5)));
      await t.test('b2', { todo: true }, fails('todo'));
    });
    test('c', async (t) => {
      await Promise.all([
        t.test('c1', async () => { note('c1'); await null; note('c1 over'); }),
        t.test('c2', () => note('c2')),
      ]);
    });
    test('d', (t) => t.test('d1', (inner) => inner.test('d2', () => note('d2'))));
    test('e', async () => { note('e'); await test('e1', () => note('e1')); note('e over'); });
  },
  'suites, also such as declare after an await': ({ describe, it, test, note }) => {
    describe('async', async () => {
      it('one', () => note('one'));
      await null;
      it('two', () => note('two'));
      await later(5);
      it('three', () => note('three'));
    });
    describe('mixed', () => {
      test('four', async (t) => { await t.test('five', () => note('five')); });
      it('six', () => note('six'));
    });
    it('seven', () => note('seven'));
    describe('same names', () => {
      it('x', () => note('x1'));
      it('x', () => note('x2'));
    });
  },
  'what a test is given': ({ test, describe, it, note }) => {
    test('n', (t) => note([t.name, typeof t.signal, t.signal.aborted, typeof t.diagnostic, typeof t.mock.fn, typeof t.runOnly].join()));
    describe('s', (suite) => { note(suite.name); it('x', (t) => note(t.name)); });
    test('this', function own(t) { note(String(this === t)); });
  },
};

/* What a mock says of itself after a run of calls; `mock` is a tracker. */
export const MOCKS = {
  fn: (mock) => {
    const add = mock.fn((a, b) => a + b);
    const told = [add(1, 2), add.call({ x: 1 }, 3, 4), add.mock.callCount(), add.length, add.name];
    return [told, add.mock.calls.map((call) => [call.arguments, call.result, call.error, call.this, call.target])];
  },
  'fn with an implementation, limited': (mock) => {
    const made = mock.fn(() => 'original', () => 'mocked', { times: 2 });
    return [made(), made(), made(), made.mock.callCount()];
  },
  'fn that throws': (mock) => {
    const made = mock.fn(() => { throw new TypeError('boo'); });
    try { made(); } catch { /* remembered */ }
    return made.mock.calls.map((call) => [call.result, call.error.message, call.stack instanceof Error]);
  },
  'fn as a class': (mock) => {
    const Made = mock.fn(class A { constructor(x) { this.x = x; } });
    const one = new Made(5);
    return [one.x, Made.mock.calls[0].target === Made, Made.mock.calls[0].result === one];
  },
  'implementations changed': (mock) => {
    const made = mock.fn(() => 0);
    made.mock.mockImplementationOnce(() => 'once');
    made.mock.mockImplementationOnce(() => 'third', 2);
    const told = [made(), made(), made()];
    made.mock.mockImplementation(() => 'for good');
    told.push(made(), made.mock.callCount());
    made.mock.resetCalls();
    told.push(made.mock.callCount(), made());
    made.mock.restore();
    return [...told, made()];
  },
  method: (mock) => {
    const owner = { n: 5, m(x) { return this.n + x; } };
    const made = mock.method(owner, 'm');
    const told = [owner.m(1), made.mock.callCount(), made.mock.calls[0].this === owner, owner.m === made];
    made.mock.restore();
    return [...told, owner.m(1), made.mock.callCount()];
  },
  'method with another body': (mock) => {
    const owner = { n: 5, m() { return this.n; } };
    mock.method(owner, 'm', function other() { return this.n * 2; });
    const told = [owner.m()];
    mock.restoreAll();
    return [...told, owner.m()];
  },
  'getter and setter': (mock) => {
    const owner = { kept: 1, get g() { return this.kept; }, set g(value) { this.kept = value; } };
    const read = mock.getter(owner, 'g', () => 7);
    const told = [owner.g, read.mock.callCount()];
    mock.restoreAll();
    const written = mock.setter(owner, 'g', function other(value) { this.kept = value * 2; });
    owner.g = 4;
    told.push(owner.kept, written.mock.calls[0].arguments);
    mock.reset();
    owner.g = 3;
    return [...told, owner.g];
  },
  'what is not there': (mock) => {
    const caught = [];
    for (const run of [() => mock.method({}, 'absent'), () => mock.method({ a: 1 }, 'a')]) {
      try { run(); caught.push('nothing'); } catch (error) { caught.push(error instanceof Error); }
    }
    return caught;
  },
  timers: (mock) => {
    const fired = [];
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    setTimeout(() => { fired.push('a'); setTimeout(() => fired.push('nested'), 10); }, 20);
    setTimeout((x, y) => fired.push(x + y), 10, 'b', 'c');
    const ticking = setInterval(() => { fired.push('tick'); if (fired.length > 6) clearInterval(ticking); }, 8);
    clearTimeout(setTimeout(() => fired.push('never'), 1));
    mock.timers.tick(9);
    fired.push('|');
    mock.timers.tick(30);
    mock.timers.reset();
    return fired;
  },
};
