/*
 * The language as it was when the shim began, for as long as the shim works: a page
 * that replaces `Array.prototype.map` or `Object.keys` by its own gets no say in what
 * we do, and finds its own in place again when we are done.  While one of our
 * functions runs, no code of the page does, so that it never sees the difference.
 */
daebug.pristine = (() => {
  const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Object;
  const { apply, ownKeys } = Reflect;

  // What the parts call; the names of other methods are not looked after.
  const NAMES = new Set(`add apply assign at bind call catch charCodeAt concat create defineProperty delete
    endsWith entries escape every exec filter find findIndex flat flatMap floor for forEach freeze from
    fromEntries get getHours getMinutes getOwnPropertyDescriptor getPrototypeOf getSeconds getTime has
    includes indexOf is isArray isFinite isNaN join keys lastIndexOf map match matchAll max min next of
    ownKeys padEnd padStart parseFloat push random reduce repeat replace reverse round search set
    setPrototypeOf shift slice some sort splice split startsWith subarray test then toFixed toISOString
    toLowerCase toString toUpperCase trim trimEnd trimStart trunc unshift valueOf values`.split(/\s+/));

  const iterators = [[].values(), new Map().entries(), new Set().values(), 'x'[Symbol.iterator](), 'x'.matchAll(/x/g)];
  const owners = [
    Array, Array.prototype, Date.prototype, Function.prototype, Map.prototype, Math, Number, Number.prototype,
    Object, Object.prototype, Promise.prototype, Reflect, RegExp.prototype, Set.prototype, String,
    String.prototype, Symbol, Symbol.prototype, getPrototypeOf(Uint8Array.prototype), ...iterators.map(getPrototypeOf),
  ];
  const slotOf = (owner, name) => {
    const found = getOwnPropertyDescriptor(owner, name);
    if (typeof found.value !== 'function' || !found.configurable) return null;
    // Nothing that a page adds to Object.prototype is to be read as part of it.
    return { owner, name, value: found.value, ours: setPrototypeOf(found, null), theirs: undefined, next: null };
  };
  const slots = owners.flatMap((owner) => ownKeys(owner)
    .filter((name) => typeof name === 'symbol' || NAMES.has(name))
    .map((name) => slotOf(owner, name)).filter(Boolean));
  const count = slots.length;

  let inside = false;

  const put = (slot, descriptor) => {
    try {
      if (descriptor === undefined) delete slot.owner[slot.name];
      else defineProperty(slot.owner, slot.name, descriptor);
    } catch { /* the page froze it */ }
  };

  /* Put ours in place; the slots that were another's, as a chain, since arrays may not work. */
  const restored = () => {
    let changed = null;
    for (let index = 0; index < count; index += 1) {
      const slot = slots[index];
      if (slot.owner[slot.name] !== slot.value) {
        slot.next = changed;
        changed = slot;
      }
    }
    for (let slot = changed; slot !== null; slot = slot.next) {
      slot.theirs = getOwnPropertyDescriptor(slot.owner, slot.name);
      if (slot.theirs !== undefined) setPrototypeOf(slot.theirs, null);
      put(slot, slot.ours);
    }
    return changed;
  };

  /* `fn`, run with the language as it was; it must not run code of the page. */
  return (fn) => function guarded(...inputs) {
    if (inside) return apply(fn, this, inputs);
    const changed = restored();
    inside = true;
    try {
      return apply(fn, this, inputs);
    } finally {
      inside = false;
      for (let slot = changed; slot !== null; slot = slot.next) put(slot, slot.theirs);
    }
  };
})();
