/* Where the shim stands in a page, and what becomes of its import map. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { SCRIPT, direct, headed, loader, put, withShim } from '../../../shims/plugins/pages.js';

const PLACES = [
  '<!doctype html><html lang="en"><head>|<meta charset="utf-8"><script src="/a.js"></script>',
  '<!DOCTYPE html>\n<!-- <head> is below -->\n<html data-x="a>b" lang=en>\n<HEAD class=\'c>d\'>\n|<title>x</title>',
  '<html>|<header>no head</header></html>',
  '|<title>only a title</title><script>1</script>',
  '|<headline>',
  '|',
  '|text',
  '\uFEFF<!doctype html>|<script>1</script>',
  '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0" "http://www.w3.org/x.dtd">\n<html xmlns="x">\n<head>\n|<title/>',
  '|<!-- never closed',
];

test('the shim stands before everything that runs', () => {
  for (const page of PLACES) assert.equal(put(page.replace('|', ''), '|'), page);
});

test('a page without an import map gets ours', () => {
  const page = withShim('<head><title>x</title></head>');
  const [, map] = /<script type="importmap">(.*?)<\/script>/.exec(page);
  assert.equal(JSON.parse(map).imports['node:test'], '/-daebug-node:test.js');
  assert.ok(page.indexOf(SCRIPT) < page.indexOf('<title>'));
  assert.equal(withShim(page), page);
});

test('the entries of a page win, and it keeps one map', () => {
  const own = { imports: { 'node:test': '/mine.js', a: '/</script>.js' }, scopes: { '/': {} } };
  const text = JSON.stringify(own).replace('</', '\\u003c/');
  const page = withShim(`<head><script nonce="n" type='importmap'>${text}</script></head>`);
  const maps = [...page.matchAll(/importmap'?>(.*?)<\/script>/g)].map(([, map]) => JSON.parse(map));
  assert.equal(maps.length, 1);
  assert.equal(maps[0].imports['node:test'], '/mine.js');
  assert.equal(maps[0].imports.a, own.imports.a);
  assert.equal(maps[0].imports['node:assert'], '/-daebug-node:assert.js');
  assert.deepEqual(maps[0].scopes, own.scopes);
});

test('a map that is none stays as it is', () => {
  const broken = '<head><script type=importmap>{no json</script></head>';
  assert.equal(withShim(broken).replace(SCRIPT, ''), broken);
});

test('nothing that is put in has a token, and what a bundle gets can stand in one', () => {
  const url = 'http://localhost:8123/';
  for (const text of [SCRIPT, direct(url), loader(url), withShim('')]) assert.doesNotMatch(text, /token/);
  assert.match(direct(url), /src="http:\/\/localhost:8123\/-daebug\/page.js" crossorigin/);
  new Function(loader(url))(); // where there is no document it does nothing
});

test('a head is known to be whole at its end or where the body begins', () => {
  assert.ok(headed('<head></head >'));
  assert.ok(headed('<title>x</title><body class=a>'));
  assert.ok(!headed('<head><title>x</title>'));
});
