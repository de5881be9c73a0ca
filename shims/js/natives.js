/*
 * The natives that the shim works with, taken before the page can replace
 * them.  The other parts call these and never the page's own; what needs its
 * owner as `this` is bound to it.
 */
daebug.natives = (() => {
  const at = globalThis;
  const bound = (owner, name) =>
    owner && typeof owner[name] === 'function' ? owner[name].bind(owner) : undefined;
  const from = (owner, ...names) =>
    Object.fromEntries(names.map((name) => [name, bound(owner, name)]));

  // Timers run our functions: with the language as it was, where the shim of a realm is.
  const guard = daebug.pristine || ((fn) => fn);
  const timer = (name) => {
    const native = bound(at, name);
    return native && ((fn, ms) => native(guard(fn), ms));
  };

  const console = {};
  for (const name of Object.keys(at.console)) {
    if (typeof at.console[name] === 'function') console[name] = bound(at.console, name);
  }

  return {
    ...from(at, 'clearTimeout', 'clearInterval', 'queueMicrotask', 'fetch', 'addEventListener',
      'removeEventListener'),
    setTimeout: timer('setTimeout'),
    setInterval: timer('setInterval'),
    apply: Reflect.apply,
    ...from(at.navigator, 'sendBeacon'),
    console,
    now: Date.now,
    elapsed: bound(at.performance, 'now') || Date.now,
    stringify: JSON.stringify,
    parse: JSON.parse,
    random: bound(at.crypto, 'getRandomValues'),
    WebSocket: at.WebSocket,
    Worker: at.Worker,
    BroadcastChannel: at.BroadcastChannel,
    AbortController: at.AbortController,
    Promise: at.Promise,
    Error: at.Error,
    Map: at.Map,
    Set: at.Set,
    Date: at.Date,
    locks: at.navigator && at.navigator.locks,
    requestLock: at.navigator && bound(at.navigator.locks, 'request'),
    document: at.document,
    createElement: bound(at.document, 'createElement'),
  };
})();

/* A random id of 16 hexadecimal digits. */
daebug.randomId = () => {
  const bytes = new Uint8Array(8);
  if (daebug.natives.random) daebug.natives.random(bytes);
  else bytes.forEach((_, index) => { bytes[index] = Math.random() * 256; });
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

/*
 * JSON text of plain data of our own.  Some pages put a toJSON on a prototype
 * (old Prototype.js does) which would change every message, so that then the
 * text is written here.
 */
daebug.encode = (value) => {
  const { stringify } = daebug.natives;
  const altered = [Object, Array, String, Number, Boolean].some((kind) => 'toJSON' in kind.prototype);
  if (!altered) return stringify(value);
  const write = (part) => {
    if (part === null || part === undefined || typeof part === 'function') return 'null';
    if (typeof part === 'number') return Number.isFinite(part) ? `${part}` : 'null';
    if (typeof part === 'boolean') return `${part}`;
    if (typeof part === 'string') {
      const text = stringify({ __proto__: null, [part]: 0 });
      return text.slice(1, -3);
    }
    if (Array.isArray(part)) return `[${Array.from(part, write).join(',')}]`;
    const fields = Object.keys(part).filter((key) => part[key] !== undefined);
    return `{${fields.map((key) => `${write(key)}:${write(part[key])}`).join(',')}}`;
  };
  return write(value);
};
