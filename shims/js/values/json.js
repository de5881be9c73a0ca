/*
 * The JSON text of a value, if it is plain JSON and nothing else: no getter, no
 * toJSON, no cycle, no hole, no class, no number that JSON can't tell.  Then the
 * text is the whole value; for all others there is none.
 */
daebug.plainJson = (() => {
  const { kindOf, dataOf, inherited } = daebug.kinds;
  const { ownKeys, getPrototypeOf } = Reflect;
  const DEEPEST = 200;
  class NotPlain extends Error {}

  const refuse = () => { throw new NotPlain(); };

  const leaf = (value, kind) => {
    if (kind === 'string') return daebug.encode(value);
    if (kind === 'number' && Number.isFinite(value) && !Object.is(value, -0)) return `${value}`;
    if (kind === 'boolean' || kind === 'null') return `${value}`;
    return refuse();
  };

  const write = (value, state) => {
    const kind = kindOf(value);
    if (kind === 'string' && value.length > state.left) refuse(); // before a long one is quoted
    if (kind !== 'object' && kind !== 'array') return counted(leaf(value, kind), state);
    if (state.above.has(value) || state.above.size >= DEEPEST) return refuse();
    state.above.add(value);
    const text = kind === 'array' ? list(value, state) : record(value, state);
    state.above.delete(value);
    return text;
  };

  const counted = (text, state) => {
    state.left -= text.length + 1;
    return state.left < 0 ? refuse() : text;
  };

  const list = (value, state) => {
    const length = dataOf(value, 'length');
    if (length > state.left) refuse(); // before the keys of a long one are listed
    if (getPrototypeOf(value) === null || ownKeys(value).length !== length + 1) refuse();
    const items = [];
    for (let index = 0; index < length; index += 1) items.push(field(value, `${index}`, state));
    return `[${items.join(',')}]`;
  };

  const field = (value, key, state) => {
    const found = Reflect.getOwnPropertyDescriptor(value, key);
    if (!found || !('value' in found)) refuse();
    return write(found.value, state);
  };

  const record = (value, state) => {
    const prototype = getPrototypeOf(value);
    if (prototype !== null && getPrototypeOf(prototype) !== null) refuse();
    if (typeof inherited(value, 'toJSON') === 'function' && dataOf(value, 'toJSON')) refuse();
    const fields = [];
    for (const key of ownKeys(value)) {
      const found = Reflect.getOwnPropertyDescriptor(value, key);
      if (typeof key === 'symbol' || !found.enumerable) refuse();
      fields.push(`${counted(daebug.encode(key), state)}:${field(value, key, state)}`);
    }
    return `{${fields.join(',')}}`;
  };

  /* JSON text of at most `chars` characters, or '' for what is not plain JSON. */
  return (value, chars) => {
    try {
      return write(value, { left: chars, above: new Set() });
    } catch {
      return '';
    }
  };
})();
