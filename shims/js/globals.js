/*
 * The language's own names as they are now, for the parts after this one: a page
 * that puts its own Map or Error in their place later does not reach us.
 */
const {
  Array, ArrayBuffer, BigInt, Blob, Boolean, DataView, Date, Error, EvalError, Function, JSON, Map,
  Math, Number, Object, Promise, Proxy, Reflect, RegExp, Set, String, Symbol, SyntaxError, TypeError,
  URL, Uint8Array, Uint32Array, WeakMap, WeakSet, encodeURIComponent,
} = globalThis;
