/*
 * The shim's parts and scripts as Node takes them: parts joined in the order that
 * a template lists them, with a channel that keeps what is sent.
 */
import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../../shims/js/', import.meta.url);
const read = (name) => readFileSync(new URL(name, FOLDER), 'utf8');
const LIST = /\/\*\s*__DAEBUG_PARTS__\s([^*]*)\*\//;

/* Why a comparison with this Node is skipped; false for none.  Node 18's runner and its rules were younger. */
export const tooOld = Number(process.versions.node.split('.')[0]) < 20 && 'this Node is older than 20';

/* The names of the parts of a template, in their order. */
export const partsOf = (template) => LIST.exec(read(template))[1].split(/\s+/).filter(Boolean);

/* `daebug` with all parts of `template` up to and with `last`. */
export const parts = (template, last) => {
  const all = partsOf(template);
  const names = all.slice(0, all.indexOf(last) + 1).filter((name) => name !== 'realm.js');
  const open = `const SETTINGS = {}; const daebug = {
    kind: 'worker', settings: {}, sent: [], limits: { events_per_s: 1e9 }, timings: { flush_ms: 1 }, load: 'L', name: 'N',
  };
  daebug.channel = { send: (message) => daebug.sent.push(message), ready: () => !daebug.full };`;
  return new Function(`${open}\n${names.map(read).join('\n')}\nreturn daebug;\n//# sourceURL=-daebug/page.js`)();
};

/* The module that a template makes, loaded anew. */
export const module = (template) => {
  const text = read(template)
    .replace(LIST, () => partsOf(template).map(read).join('\n'))
    .replace('__DAEBUG_SETTINGS__', '{}');
  return import(`data:text/javascript;base64,${Buffer.from(`${text}\n// ${Math.random()}`).toString('base64')}`);
};
