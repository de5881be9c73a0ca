/*
 * The texts of values that have no parts worth walking: primitives, functions,
 * dates, nodes, windows; and what an error says above its parts.
 */
daebug.leaves = (() => {
  const { dataOf, safeTag } = daebug.kinds;
  const sourceOf = Function.prototype.toString;
  const MARKUP = 500;

  const functionText = (value) => {
    let source = '';
    try {
      source = sourceOf.call(value);
    } catch { /* a callable proxy */ }
    const name = dataOf(value, 'name');
    const called = typeof name === 'string' && name ? name.slice(0, 200) : '(anonymous)';
    const arity = dataOf(value, 'length');
    const word = source.startsWith('class') ? 'class' : 'function';
    const inputs = `${arity} argument${arity === 1 ? '' : 's'}`;
    return `[${word} ${called}, ${typeof arity === 'number' ? inputs : 'arguments unknown'}]`;
  };

  const dateText = (value) => {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? 'Invalid Date' : Date.prototype.toISOString.call(value);
  };

  const bytesText = (value, type) => {
    const viewed = safeTag(value) === '[object DataView]';
    const buffer = viewed
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
    const shown = Array.from(buffer.subarray(0, 32), (byte) => byte.toString(16).padStart(2, '0'));
    const left = buffer.length - shown.length;
    const words = `${type}(${buffer.length}) <${shown.join(' ')}${left > 0 ? ` ... ${left} more bytes` : ''}>`;
    return { text: words, left_out: left };
  };

  const boxedText = (value, type) => {
    for (const kind of [Number, String, Boolean, Symbol, BigInt]) {
      try {
        const inner = kind.prototype.valueOf.call(value);
        return `[${type}: ${leaf(inner, typeof inner, { nested: true, chars: 200 }).text}]`;
      } catch { /* of another kind */ }
    }
    return `[${type}]`;
  };

  const windowText = (value) => {
    if (value === globalThis && !globalThis.document) return `[global object of ${globalThis.name || 'this realm'}]`;
    try {
      return `[window ${value.location.href}]`;
    } catch {
      return '[window]';
    }
  };

  const TEXTS = {
    undefined: () => 'undefined',
    null: () => 'null',
    boolean: (value) => `${value}`,
    number: (value) => (Object.is(value, -0) ? '-0' : `${value}`),
    bigint: (value) => `${value}n`,
    symbol: (value) => Symbol.prototype.toString.call(value),
    function: functionText,
    date: dateText,
    regexp: (value) => RegExp.prototype.toString.call(value),
    promise: () => 'Promise',
    weakmap: () => 'WeakMap {(entries unknown)}',
    weakset: () => 'WeakSet {(entries unknown)}',
    proxy: () => '(a proxy that is revoked or throws)',
    foreign: () => '[window of another origin]',
    global: windowText,
    boxed: (value, { type }) => boxedText(value, type),
    node: (value) => daebug.selectors.brief(value),
    element: (value, { nested }) => (nested
      ? daebug.selectors.brief(value) : daebug.selectors.describe(value, MARKUP)),
  };

  /* `{text}` (and `left_out`) of a leaf; undefined for what has to be walked. */
  const leaf = (value, kind, how) => {
    if (kind === 'string') {
      const shown = daebug.cut(value, how.chars);
      return { text: how.nested ? daebug.quoted(shown.text) : shown.text, left_out: shown.left };
    }
    if (kind === 'buffer' || kind === 'dataview') return bytesText(value, how.type);
    return TEXTS[kind] ? { text: TEXTS[kind](value, how) } : undefined;
  };

  /* An error's stack and causes, and its further fields below. */
  const errorText = (value, fields) => {
    const text = daebug.errors.text(daebug.errors.of(value));
    const others = fields.filter((field) => !/^(?:cause|errors|\[cause\]|\[errors\]): /.test(field));
    return others.length ? `${text}\n${daebug.laidOut('{', others, 0, '}')}` : text;
  };

  return { leaf, errorText };
})();
