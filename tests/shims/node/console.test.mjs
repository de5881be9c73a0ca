/* Console calls as events: their texts, their order, what the limit leaves out. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { parts } from './scripts.mjs';

const fresh = (rate = 1e9) => {
  const native = globalThis.console;
  const printed = [];
  const fake = Object.fromEntries(Object.keys(native).filter((name) => typeof native[name] === 'function')
    .map((name) => [name, (...inputs) => printed.push([name, ...inputs])]));
  globalThis.console = fake;
  const daebug = parts('worker.js', 'capture/console.js');
  daebug.limits.events_per_s = rate;
  daebug.console.start();
  globalThis.console = native;
  const said = (run) => {
    run(fake);
    daebug.events.flush();
    return daebug.sent.splice(0).flatMap((batch) => batch.events);
  };
  return { daebug, said, printed };
};
const texts = (run) => fresh().said(run).map((event) => `${event.level}: ${event.text}`);

for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
  test(`console.${level} is told and printed`, () => {
    const { said, printed } = fresh();
    const [event] = said((console) => console[level]('a', 1, { b: [2] }));
    assert.equal(event.level, level);
    assert.equal(event.source, `console.${level}`);
    assert.equal(event.text, 'a 1 { b: [2] }');
    assert.deepEqual(printed, [[level, 'a', 1, { b: [2] }]]);
  });
}

const TEXTS = [
  ['directives', (c) => c.log('%s is %d years, %i, %f%% %o %c.', 'Ada', 36.5, '7.9', '1.5', { a: 1 }, 'color:red', 'rest'), ['log: Ada is 36 years, 7, 1.5% { a: 1 } . rest']],
  ['a lone format', (c) => c.log('100%s'), ['log: 100%s']],
  ['counts', (c) => { c.count(); c.count(); c.count('x'); c.countReset(); c.count(); }, ['log: default: 1', 'log: default: 2', 'log: x: 1', 'log: default: 1']],
  ['assertions that hold and fail', (c) => { c.assert(true, 'no'); c.assert(0, 'zero %d', 5); }, ['error: Assertion failed: zero 5']],
  ['groups, by indentation', (c) => { c.group('g'); c.log('a\nb'); c.groupEnd(); c.log('c'); }, ['log: g', 'log:   a\n  b', 'log: c']],
  ['an unknown timer', (c) => c.timeEnd('t'), ["warn: Timer 't' does not exist"]],
  ['a table', (c) => c.table([{ a: 1, b: 'x' }, { a: 22 }]), ["log: (index) | a  | b\n0       | 1  | 'x'\n1       | 22 |"]],
  ['a table of plain values', (c) => c.table(['p', 'q']), ["log: (index) | Values\n0       | 'p'\n1       | 'q'"]],
  ['dir', (c) => c.dir({ a: 1 }, { depth: 0 }), ['log: { a: 1 }']],
];
for (const [name, run, expected] of TEXTS) {
  test(`console tells ${name}`, () => assert.deepEqual(texts(run), expected));
}

test('a timer tells milliseconds', () => {
  const [log, end] = texts((console) => { console.time('t'); console.timeLog('t', 'so far'); console.timeEnd('t'); });
  assert.match(log, /^log: t: \d+\.\d{3} ms so far$/);
  assert.match(end, /^log: t: \d+\.\d{3} ms$/);
});

test('a trace has the stack of its caller', () => {
  const [event] = fresh().said(function outermost(console) { console.trace('here'); });
  assert.equal(event.text, 'here');
  assert.match(event.stack, /outermost/);
});

test('an event names the line that called', () => {
  const [event] = fresh().said(function callingLine(console) { console.log(1); });
  assert.match(event.caller, /^at callingLine \(.*console\.test\.mjs:\d+:\d+\)$/);
});

test('a value that logs while it is read does not recurse', () => {
  const { daebug, said } = fresh();
  const events = said((console) => console.log(new Proxy({}, { ownKeys() { console.log('inside'); return []; } })));
  assert.equal(events.length, 1);
  assert.ok(daebug);
});

test('what is over the limit is counted, not lost silently', () => {
  const { daebug } = fresh(100);
  for (let index = 0; index < 1000; index += 1) if (daebug.events.room()) daebug.events.add({ type: 'console', text: `${index}` });
  daebug.events.flush();
  const told = daebug.sent.flatMap((batch) => batch.events).length;
  const dropped = daebug.sent.reduce((sum, batch) => sum + batch.dropped, 0);
  assert.ok(told >= 100 && told < 200, `${told}`);
  assert.equal(told + dropped, 1000);
});

test('events are sent in batches of at most 1000, with the job they belong to', () => {
  const { daebug } = fresh();
  const put = (count) => { for (let index = 0; index < count; index += 1) if (daebug.events.room()) daebug.events.add({ text: 'x' }); };
  put(10);
  daebug.events.attribute('j1');
  put(2500);
  daebug.events.attribute('');
  assert.deepEqual(daebug.sent.map((batch) => [batch.job, batch.events.length]), [['', 10], ['j1', 1000], ['j1', 1000], ['j1', 500]]);
  assert.deepEqual(daebug.sent.map((batch) => batch.seq), [1, 2, 3, 4]);
});

test('a batch of long events is cut before it is too long a message', () => {
  const { daebug } = fresh();
  for (let index = 0; index < 500; index += 1) if (daebug.events.room()) daebug.events.add({ text: 'x'.repeat(10000) });
  daebug.events.flush();
  assert.equal(daebug.sent.reduce((sum, batch) => sum + batch.events.length, 0), 500);
  assert.ok(daebug.sent.every((batch) => JSON.stringify(batch).length < 1.2e6));
});

test('what waits is bounded in characters too, and counted', () => {
  const { daebug } = fresh();
  daebug.full = true;
  for (let index = 0; index < 5000; index += 1) if (daebug.events.room()) daebug.events.add({ text: 'x'.repeat(10000) });
  daebug.full = false;
  daebug.events.flush();
  const told = daebug.sent.flatMap((batch) => batch.events).length;
  assert.ok(told < 3100);
  assert.equal(told + daebug.sent.reduce((sum, batch) => sum + batch.dropped, 0), 5000);
});

test('events wait for a connection', () => {
  const { daebug, said } = fresh();
  daebug.full = true;
  assert.deepEqual(said((console) => console.log('kept')), []);
  daebug.full = false;
  assert.deepEqual(said(() => {}).map((event) => event.text), ['kept']);
});
