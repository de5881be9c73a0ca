/*
 * What is put into a page: one script at the start of its head, before any other,
 * and what it can import.  Neither holds a token: the script is fetched from the
 * gateway, which gives it to pages that it knows.
 */

/* What a page of ours can import without a file. */
const IMPORTS = {
  'node:test': '/-daebug-node:test.js',
  'node:assert': '/-daebug-node:assert.js',
  'node:assert/strict': '/-daebug-node:assert-strict.js',
};

/* What may stand before the head's own elements. */
const PROLOGUE = /^(?:\uFEFF|\u00EF\u00BB\u00BF)?(?:\s+|<!--[\s\S]*?-->|<\?[^>]*>|<!doctype[^>]*>|<html(?:\s(?:"[^"]*"|'[^']*'|[^"'>])*)?>|<head(?:\s(?:"[^"]*"|'[^']*'|[^"'>])*)?>)*/i;

const MAP = /(<script\b[^>]*\btype\s*=\s*["']?importmap\b[^>]*>)([\s\S]*?)(<\/script)/i;

const scripted = (value) => JSON.stringify(value).replace(/</g, '\\u003c');

/* The element that brings the shim in, through the dev server's door. */
export const SCRIPT = '<script src="/-daebug/page.js"></script>';

/* The same straight from the gateway at `url`, for pages whose origin it allows. */
export const direct = (url) => `<script src="${url}-daebug/page.js" crossorigin></script>`;

/* A script that does that in a page, for bundles whose page nobody can reach. */
export const loader = (url) => `/* daebug, while watching */
if (typeof document !== 'undefined' && !globalThis[Symbol.for('daebug')] && !document.querySelector('script[src*="/-daebug/page.js"]')) {
  document.head.append(Object.assign(document.createElement('script'), { src: ${scripted(`${url}-daebug/page.js`)}, crossOrigin: 'anonymous', async: false }));
}`;

/* `map`, the text of a page's import map, with our entries where it has none; as it is if it is no map. */
const merged = (map) => {
  try {
    const found = JSON.parse(map);
    return scripted({ ...found, imports: { ...IMPORTS, ...found.imports } });
  } catch {
    return map;
  }
};

/* `html`, the start of a page or all of it, with the shim from the dev server, once. */
export const withShim = (html) => {
  if (html.includes(SCRIPT)) return html;
  const own = MAP.exec(html);
  const page = own ? html.replace(MAP, (_, open, map, close) => open + merged(map) + close) : html;
  const map = own ? '' : `<script type="importmap">${scripted({ imports: IMPORTS })}</script>`;
  return put(page, map + SCRIPT);
};

/* `html` with `element` before everything that runs. */
export const put = (html, element) => {
  const at = PROLOGUE.exec(html)[0].length;
  return html.slice(0, at) + element + html.slice(at);
};

/* Whether `text`, the start of a page, is long enough to know what its head holds. */
export const headed = (text) => /<\/head\s*>|<body\b/i.test(text);
