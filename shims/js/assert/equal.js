/*
 * Deep equality, loose and strict, by Node's rules: loose compares primitives
 * with == and ignores prototypes, strict uses Object.is and wants the same
 * prototypes; both look into Map, Set, dates, errors, bytes and cycles.
 * Source: https://nodejs.org/api/assert.html#comparison-details
 */
daebug.equal = (() => {
  const { kindOf, typedName } = daebug.kinds;
  const { getPrototypeOf } = Object;

  const primitive = (value) => value === null || (typeof value !== 'object' && typeof value !== 'function');

  const leaves = (a, b, strict) => {
    if (strict) return Object.is(a, b);
    // eslint-disable-next-line eqeqeq
    return a == b || (Number.isNaN(a) && Number.isNaN(b));
  };

  const enumerableSymbols = (value) => Object.getOwnPropertySymbols(value)
    .filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));

  const sameKeys = (a, b, state) => {
    const keys = Object.keys(a);
    if (!state.partial && keys.length !== Object.keys(b).length) return null;
    const symbols = state.strict ? enumerableSymbols(a) : [];
    if (state.strict && !state.partial && symbols.length !== enumerableSymbols(b).length) return null;
    const all = [...keys, ...symbols];
    return all.every((key) => Object.prototype.propertyIsEnumerable.call(b, key)) ? all : null;
  };

  const fields = (a, b, state) => {
    const keys = sameKeys(a, b, state);
    return keys !== null && keys.every((key) => compare(a[key], b[key], state));
  };

  const trial = (a, b, state) => compare(a, b, { ...state, pairs: new Map(state.pairs) });

  const sets = (a, b, state) => {
    if (state.partial ? a.size > b.size : a.size !== b.size) return false;
    const others = new Set(b);
    const searched = [];
    for (const item of a) {
      if (others.delete(item)) continue;
      if (state.strict && primitive(item)) return false;
      searched.push(item);
    }
    return searched.every((item) => {
      for (const other of others) {
        if ((state.strict && primitive(other)) || !trial(item, other, state)) continue;
        return others.delete(other);
      }
      return false;
    });
  };

  const maps = (a, b, state) => {
    if (state.partial ? a.size > b.size : a.size !== b.size) return false;
    const others = new Map(b);
    const searched = [];
    for (const [key, item] of a) {
      if (others.has(key) && compare(item, others.get(key), state)) others.delete(key);
      else if (state.strict && primitive(key)) return false;
      else searched.push([key, item]);
    }
    return searched.every(([key, item]) => {
      for (const [other, value] of others) {
        if (!trial(key, other, state) || !trial(item, value, state)) continue;
        return others.delete(other);
      }
      return false;
    });
  };

  const bytes = (value) => (ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value));

  const sameBytes = (a, b) => {
    const [one, other] = [bytes(a), bytes(b)];
    return one.length === other.length && one.every((byte, index) => byte === other[index]);
  };

  const typedArrays = (a, b, state) => {
    if (typedName.call(a) !== typedName.call(b) || a.length !== b.length) return false;
    return Array.prototype.every.call(a, (item, index) => (state.strict ? Object.is(item, b[index])
      : item === b[index] || (Number.isNaN(item) && Number.isNaN(b[index]))));
  };

  const errors = (a, b, state) => a.name === b.name && a.message === b.message
    && compare(a.cause, b.cause, state) && compare(a.errors, b.errors, state) && fields(a, b, state);

  const arrays = (a, b, state) => {
    if (state.partial) return partialArrays(a, b, state);
    return a.length === b.length && fields(a, b, state);
  };

  /* Every item of `a` in `b`, in the same order. */
  const partialArrays = (a, b, state) => {
    let from = 0;
    return a.every((item) => {
      while (from < b.length) {
        from += 1;
        if (trial(item, b[from - 1], state)) return true;
      }
      return false;
    });
  };

  const BY_KIND = {
    array: arrays,
    map: (a, b, state) => maps(a, b, state) && fields(a, b, state),
    set: (a, b, state) => sets(a, b, state) && fields(a, b, state),
    date: (a, b, state) => Object.is(Date.prototype.getTime.call(a), Date.prototype.getTime.call(b)) && fields(a, b, state),
    regexp: (a, b, state) => a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex && fields(a, b, state),
    typed: typedArrays,
    buffer: sameBytes,
    dataview: sameBytes,
    error: errors,
    boxed: (a, b, state) => Object.is(a.valueOf(), b.valueOf()) && fields(a, b, state),
    element: () => false,
    node: () => false,
    promise: () => false,
    weakmap: () => false,
    weakset: () => false,
    function: () => false,
  };

  const compare = (a, b, state) => {
    if (Object.is(a, b)) return true;
    if (primitive(a) !== primitive(b)) return false;
    if (primitive(a)) return leaves(a, b, state.strict);
    if (state.strict && getPrototypeOf(a) !== getPrototypeOf(b)) return false;
    const kind = kindOf(a);
    if (kind !== kindOf(b)) return false;
    if (globalThis.URL && a instanceof URL && b instanceof URL) return a.href === b.href;
    // A pair that is being compared above is taken as equal: that is what a cycle means.
    if (state.pairs.has(a)) return state.pairs.get(a) === b;
    state.pairs.set(a, b);
    const equal = (BY_KIND[kind] || fields)(a, b, state);
    state.pairs.delete(a);
    return equal;
  };

  const loose = (a, b) => compare(a, b, { strict: false, partial: false, pairs: new Map() });
  const strict = (a, b) => compare(a, b, { strict: true, partial: false, pairs: new Map() });
  /* Whether `actual` has all of `expected`, and maybe more. */
  const partial = (actual, expected) => compare(expected, actual, { strict: true, partial: true, pairs: new Map() });

  return { loose, strict, partial, leaves };
})();
