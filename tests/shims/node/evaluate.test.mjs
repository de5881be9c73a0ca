/* Expression first, statements second, the last expression's value, imports; nothing twice. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { parts } from './scripts.mjs';

const { evaluate } = parts('worker.js', 'evaluate/evaluate.js');
const run = async (code) => evaluate.prepared(code, 'j1')({});

globalThis.calls = [];
globalThis.f = (value) => {
  globalThis.calls.push(value);
  return value;
};

const VALUES = [
  ['1+1', 2],
  ['1+1;', 2],
  ['1+1 // note', 2],
  ['/* note */ 1+1 /* end; */;', 2],
  ['let a = 1; a + 1', 2],
  ['const v = await 4; v', 4],
  ['await 3', 3],
  ['(async () => 6)()', 6],
  ['{a: 1}', { a: 1 }],
  ['return 7', 7],
  ['1;2;3', 3],
  ['"a"\n"b"', 'b'],
  ['`a;b`;', 'a;b'],
  ['f(1), f(2)', 2],
  ['f(1) // a; f(2)', 1],
  ['let i = 0\ni++\n++i', 2],
  ['for (const q of [1]) {}\n(3)', 3],
  ['try { f(1) } catch {}\n5', 5],
  ['switch (1) { case 1: 5 }\n[1, 2]', [1, 2]],
  ['do f(1)\nwhile (0)\n8', 8],
  ['const e = /[;}]/g\ne.source', '[;}]'],
  ['const o = { a: 1 };\no.a;\n\n', 1],
  ['const z = `\nimport x from "y"\n`\nz', '\nimport x from "y"\n'],
  ['import { sep } from "node:path"; sep', '/'],
  ['import p, { sep as s } from "node:path"\ns + p.sep', '//'],
  ['import * as ns from "node:path"\nns.sep', '/'],
  ['import d, * as ns from "node:path"\nd.sep + ns.sep', '//'],
  ['import {\n  sep,\n  delimiter as d,\n} from "node:path"\n[sep, d]', ['/', ':']],
  ['import "node:path"; 5', 5],
  ['(await import("node:path")).sep', '/'],
  ['f(4);\n// a comment; with } marks', 4],
  ['f(4);\n/* two\n; lines */\n', 4],
  ['f(4)\n// one\n// two // three', 4],
  ['const u = "http://x"; // a comment\nu // another', 'http://x'],
  ['const t = `\n// not a comment`; t // one', '\n// not a comment'],
  // No value: the last statement is none, or it is not certain where it begins.
  ['const y = 1\n+2', undefined],
  ['const g = function () { return 9 }\n(3)', undefined],
  ['if (0)\n f(1)', undefined],
  ['for (const x of [1, 2])\n f(x)', undefined],
  ['const r = 1; {r}', undefined],
  ['if (1) { f(1) } else { f(2) }', undefined],
  ['function h() {}', 'a function'],
  ['// only a comment', undefined],
  ['', undefined],
  ['\uFEFF1 + 1', 2],
];

for (const [code, expected] of VALUES) {
  test(`${JSON.stringify(code)} yields ${JSON.stringify(expected)}`, async () => {
    const value = await run(code);
    assert.deepEqual(typeof value === 'function' ? 'a function' : value, expected);
  });
}

for (const code of ['f(9); throw new Error("x")', '(() => { f(9); throw new Error("x") })()', 'f(9), nope()']) {
  test(`what throws runs once: ${code}`, async () => {
    globalThis.calls.length = 0;
    await assert.rejects(run(code));
    assert.deepEqual(globalThis.calls, [9]);
  });
}

test('a loop whose body is the last line runs as often as it says', async () => {
  globalThis.calls.length = 0;
  await run('for (const x of [1, 2, 3])\n f(x)');
  assert.deepEqual(globalThis.calls, [1, 2, 3]);
});

for (const code of ['a) ; (b', 'let let = 1', '}{', 'foo(', '"', '`${', 'import x', 'f(1) }; f(2); {']) {
  test(`${JSON.stringify(code)} is a SyntaxError and runs nothing`, async () => {
    globalThis.calls.length = 0;
    await assert.rejects(run(code), SyntaxError);
    assert.deepEqual(globalThis.calls, []);
  });
}

for (const [clause, name] of [['{ nope }', 'nope'], ['{ sep, nope as n }', 'nope'], ['x, { sep, "no-pe" as y }', 'no-pe']]) {
  test(`import ${clause} of what is not exported fails as in a module`, async () => {
    const message = `The requested module 'node:path' does not provide an export named '${name}'`;
    await assert.rejects(run(`import ${clause} from 'node:path'\n5`), { name: 'SyntaxError', message });
  });
}

test('an import of a module of Node that pages have not says which there are', () => {
  const { imports } = parts('worker.js', 'evaluate/imports.js');
  const told = imports.explained(new TypeError('Failed to fetch dynamically imported module: node:fs'));
  assert.match(told.message, /^there is no node:fs in a page or worker; of Node's modules there are node:test, node:assert/);
  const other = new TypeError('Failed to fetch dynamically imported module: http://h/x.js');
  assert.equal(imports.explained(other), other);
});

test('the stack of a job counts lines from its first', async () => {
  const { errors } = parts('worker.js', 'values/serialise.js');
  const error = await run('let a = 1;\nlet b = 2;\nthrow new Error("third")').catch((reason) => reason);
  assert.match(errors.of(error).stack, /daebug-job-j1\.js:3:7/);
});

test('a worker has node:test and node:assert by address, strings left alone', () => {
  const { imports } = (() => {
    globalThis.location = { origin: 'http://h' };
    return parts('worker.js', 'evaluate/imports.js');
  })();
  assert.equal(imports.mapped('await import("node:test")'), 'await import("http://h/-daebug-node:test.js")');
  const text = '"import(\'node:test\')"';
  assert.equal(imports.mapped(text), text);
  assert.equal(imports.rewritten('import t from "node:assert/strict"\nt'), 'const { default: t } = await $daebug.imported(import("http://h/-daebug-node:assert-strict.js"), "node:assert/strict", ["default"]);\nt');
});

test('code of 150 KB is prepared within a second', async () => {
  const code = `${'globalThis.x = [1, 2, {a: "b"}];\n'.repeat(4500)}globalThis.x.length`;
  const started = performance.now();
  assert.equal(await run(code), 3);
  assert.ok(performance.now() - started < 1000, `${performance.now() - started} ms`);
});
