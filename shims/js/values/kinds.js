/*
 * What a value is, found without running any of its code: internal slots are
 * probed by native getters, so that a getter, a toStringTag or a hasInstance of
 * the page's making is never called.  The traps of a Proxy can't be avoided;
 * what they throw is caught.
 */
daebug.kinds = (() => {
  const getterOf = (prototype, name) => {
    const found = prototype && Object.getOwnPropertyDescriptor(prototype, name);
    return found && found.get;
  };
  const answers = (call, value) => {
    try {
      call.call(value);
      return true;
    } catch {
      return false;
    }
  };
  const { getPrototypeOf, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const tagOf = Object.prototype.toString;
  const inherits = Function.prototype[Symbol.hasInstance];
  const typedName = getterOf(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
  const nodeType = getterOf(globalThis.Node && Node.prototype, 'nodeType');
  const nativePromise = Promise;
  const nativeError = Error;

  /* Each probe throws for what is not of its kind. */
  const probes = [
    ['map', getterOf(Map.prototype, 'size')],
    ['set', getterOf(Set.prototype, 'size')],
    ['date', Date.prototype.getTime],
    ['buffer', getterOf(ArrayBuffer.prototype, 'byteLength')],
    ['buffer', getterOf(globalThis.SharedArrayBuffer && SharedArrayBuffer.prototype, 'byteLength')],
    ['dataview', getterOf(DataView.prototype, 'byteLength')],
    ['weakmap', function weakMap() { WeakMap.prototype.has.call(this, this); }],
    ['weakset', function weakSet() { WeakSet.prototype.has.call(this, this); }],
    ['boxed', function boxedNumber() { Number.prototype.valueOf.call(this); }],
    ['boxed', function boxedString() { String.prototype.valueOf.call(this); }],
    ['boxed', function boxedBoolean() { Boolean.prototype.valueOf.call(this); }],
    ['boxed', function boxedSymbol() { Symbol.prototype.valueOf.call(this); }],
    ['boxed', function boxedBigInt() { BigInt.prototype.valueOf.call(this); }],
  ].filter(([, probe]) => probe);

  const CROSS_ORIGIN = ['postMessage', 'closed', 'frames', 'location', 'top'];
  const regexpExec = getterOf(RegExp.prototype, 'source');

  /* Own data property or undefined; a getter is not run. */
  const dataOf = (value, key) => {
    try {
      const found = getOwnPropertyDescriptor(value, key);
      return found && 'value' in found ? found.value : undefined;
    } catch {
      return undefined;
    }
  };

  /* The value of `key` on `value` or its prototypes if it is plain data. */
  const inherited = (value, key) => {
    try {
      for (let step = value, count = 0; step && count < 50; step = getPrototypeOf(step), count += 1) {
        const found = getOwnPropertyDescriptor(step, key);
        if (found) return 'value' in found ? found.value : undefined;
      }
    } catch { /* a trap threw */ }
    return undefined;
  };

  const foreignWindow = (value) => {
    try {
      if (getPrototypeOf(value) !== null) return false;
      const keys = ownKeys(value);
      return CROSS_ORIGIN.every((key) => keys.includes(key)) && keys.length < 40;
    } catch {
      return false;
    }
  };

  const isError = (value) => {
    try {
      if (inherits.call(nativeError, value)) return true;
      if (globalThis.DOMException && inherits.call(DOMException, value)) return true;
    } catch {
      return false;
    }
    return typeof inherited(value, Symbol.toStringTag) !== 'string' && safeTag(value) === '[object Error]';
  };

  /* `[object Tag]`; '' where a getter, which would have to run, says the tag. */
  const safeTag = (value) => {
    try {
      for (let step = value, count = 0; step && count < 50; step = getPrototypeOf(step), count += 1) {
        const tagged = getOwnPropertyDescriptor(step, Symbol.toStringTag);
        if (tagged) return 'value' in tagged && typeof tagged.value === 'string' ? `[object ${tagged.value}]` : '';
      }
      return tagOf.call(value);
    } catch {
      return '';
    }
  };

  const revoked = (value) => {
    try {
      getPrototypeOf(value);
      // The keys of a long array take seconds to list.
      if (!Array.isArray(value) || dataOf(value, 'length') < 1000) ownKeys(value);
      return false;
    } catch {
      return true;
    }
  };

  const objectKind = (value) => {
    if (value === globalThis) return 'global';
    if (foreignWindow(value)) return 'foreign';
    if (nodeType && answers(nodeType, value)) return nodeType.call(value) === 1 ? 'element' : 'node';
    if (typedName.call(value)) return 'typed';
    if (revoked(value)) return 'proxy';
    if (Array.isArray(value)) return 'array';
    const prototype = getPrototypeOf(value);
    if (prototype === Object.prototype && !safeTag(value).startsWith('[object E')) return 'object';
    for (const [kind, probe] of probes) {
      if (answers(probe, value)) return kind;
    }
    if (value !== RegExp.prototype && answers(regexpExec, value)) return 'regexp';
    if (isError(value)) return 'error';
    const tag = safeTag(value);
    if (inherits.call(nativePromise, value) || tag === '[object Promise]') return 'promise';
    if (tag === '[object Window]') return 'global';
    return 'object';
  };

  /* One of the kinds of the channel, or of those that only this folder knows:
     global, foreign (a window of another origin), boxed, weakmap, weakset, dataview. */
  const kindOf = (value) => {
    if (value === null) return 'null';
    if (typeof value === 'function') return 'function';
    if (typeof value !== 'object') return typeof value === 'undefined' && value !== undefined
      ? 'object' : typeof value;
    return objectKind(value);
  };

  const PRIMITIVES = {
    string: 'String', number: 'Number', boolean: 'Boolean', bigint: 'BigInt', symbol: 'Symbol',
  };

  /* The name of the constructor: `Object`, a class's name, or '' for no prototype. */
  const typeOf = (value) => {
    if (PRIMITIVES[typeof value]) return PRIMITIVES[typeof value];
    try {
      const start = getPrototypeOf(value);
      if (start === null) return '';
      const made = inherited(start, 'constructor');
      const name = typeof made === 'function' ? dataOf(made, 'name') : undefined;
      return typeof name === 'string' && name ? name.slice(0, 100) : 'Object';
    } catch {
      return 'Object';
    }
  };

  return { kindOf, typeOf, dataOf, inherited, getterOf, typedName, safeTag };
})();
