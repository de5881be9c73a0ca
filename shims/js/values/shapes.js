/*
 * The parts of what has parts: at most `items` of them, each with the label it
 * has in the text, and how many more there are.  A getter is shown as such.
 */
daebug.shapes = (() => {
  const { dataOf, typedName, safeTag } = daebug.kinds;
  const { ownKeys, getOwnPropertyDescriptor } = Reflect;
  const mapEntries = Map.prototype.entries;
  const setValues = Set.prototype.values;
  const sizeOf = { map: daebug.kinds.getterOf(Map.prototype, 'size'), set: daebug.kinds.getterOf(Set.prototype, 'size') };
  const nextEntry = Object.getPrototypeOf(new Map().entries()).next;
  const nextValue = Object.getPrototypeOf(new Set().values()).next;

  const own = (value, key) => {
    const found = getOwnPropertyDescriptor(value, key);
    if (!found) return { text: '(gone)' };
    if ('value' in found) return { value: found.value };
    if (found.get) return { text: found.set ? '(getter, setter)' : '(getter)', kind: 'function' };
    return { text: '(setter)', kind: 'function' };
  };

  const named = (value, keys, items) => keys.slice(0, items).map((key) => {
    const name = typeof key === 'symbol' ? daebug.keyText(key) : key;
    return { key, name, label: `${daebug.keyText(key)}: `, ...own(value, key) };
  });

  const MANY = 10000; // keys of which not each is asked whether it is enumerable

  const enumerable = (value) => {
    const keys = ownKeys(value);
    return keys.length > MANY ? keys : keys.filter((key) => {
      const found = getOwnPropertyDescriptor(value, key);
      return found && found.enumerable;
    });
  };

  /* What a tag adds to the class: `Arguments`, `Generator`, `Math`; '' for nothing. */
  const tagged = (tag) => {
    const word = tag.slice(8, -1);
    return word === 'Object' || word === 'Function' ? '' : word.slice(0, 100);
  };

  const plain = (value, items) => {
    const host = daebug.hosts.partsOf(value, items);
    const keys = enumerable(value);
    const parts = (host || []).map(([name, part]) => ({ key: name, name, label: `${name}: `, value: part }));
    parts.push(...named(value, host ? [] : keys, items));
    const tag = tagged(safeTag(value));
    return {
      parts: parts.slice(0, items),
      left: Math.max(0, (host ? parts.length : keys.length) - items),
      opening: (type) => {
        const name = tag && (type === 'Object' || type === '' || type.endsWith('Function')) ? tag : type;
        return name === 'Object' ? '{' : `${name || '[no prototype]'} {`;
      },
      closing: '}',
    };
  };

  const holes = (count) => ({ text: `(${count} empty)`, name: '', label: '', key: '' });

  const isIndex = (key) => typeof key === 'string' && `${key >>> 0}` === key && key >>> 0 !== 0xffffffff;

  /* Its indices, from the first on, that are worth looking at: not all of a long array. */
  const indices = (value, length, items) => {
    const found = [];
    const most = Math.min(length, items * 4);
    for (let index = 0; index < most && found.length < items; index += 1) {
      if (getOwnPropertyDescriptor(value, `${index}`)) found.push(`${index}`);
    }
    // Mostly holes: then its keys are few, however long it is.
    return found.length < items && most < length ? ownKeys(value).filter(isIndex) : found;
  };

  const array = (value, items) => {
    const length = dataOf(value, 'length');
    const parts = [];
    let index = 0;
    // Holes come in runs: a sparse array of a billion is one part.
    for (const key of indices(value, length, items)) {
      if (parts.length >= items) break;
      if (+key > index) parts.push({ ...holes(+key - index), name: `${index}` });
      parts.push({ key, name: key, label: '', ...own(value, key) });
      index = +key + 1;
    }
    if (index < length && parts.length < items) {
      parts.push({ ...holes(length - index), name: `${index}` });
      index = length;
    }
    const others = length > MANY ? [] : enumerable(value).filter((key) => !isIndex(key));
    parts.push(...named(value, others, items));
    const head = length > 6 ? `(${length}) ` : '';
    return {
      parts,
      left: length - index,
      opening: (type) => (type === 'Array' || !type ? `${head}[` : `${type}(${length}) [`),
      closing: ']',
    };
  };

  const typed = (value, items) => {
    const length = getterOfLength.call(value);
    const parts = Array.from({ length: Math.min(length, items) }, (_, index) => (
      { key: `${index}`, name: `${index}`, label: '', value: value[index] }));
    const name = typedName.call(value);
    return { parts, left: length - parts.length, opening: (type) => `${type || name}(${length}) [`, closing: ']' };
  };
  const getterOfLength = daebug.kinds.getterOf(Object.getPrototypeOf(Uint8Array.prototype), 'length');

  const map = (value, items) => {
    const size = sizeOf.map.call(value);
    const walk = mapEntries.call(value);
    const parts = [];
    while (parts.length < items) {
      const { done, value: entry } = nextEntry.call(walk);
      if (done) break;
      const key = daebug.serialise(entry[0], { depth: 1, items: 5, chars: 100, json: 0 });
      const label = key.kind === 'string' ? daebug.quoted(key.text) : key.text;
      parts.push({ key: key.text, name: key.text, label: `${label} => `, value: entry[1] });
    }
    return { parts, left: size - parts.length, opening: (type) => `${type || 'Map'}(${size}) {`, closing: '}' };
  };

  const set = (value, items) => {
    const size = sizeOf.set.call(value);
    const walk = setValues.call(value);
    const parts = [];
    while (parts.length < items) {
      const { done, value: item } = nextValue.call(walk);
      if (done) break;
      parts.push({ key: `${parts.length}`, name: `${parts.length}`, label: '', value: item });
    }
    return { parts, left: size - parts.length, opening: (type) => `${type || 'Set'}(${size}) {`, closing: '}' };
  };

  const error = (value, items) => {
    const keys = ownKeys(value).filter((key) => key === 'cause' || key === 'errors'
      || (key !== 'stack' && key !== 'message' && getOwnPropertyDescriptor(value, key).enumerable));
    return { parts: named(value, keys, items), left: Math.max(0, keys.length - items), opening: () => '{', closing: '}' };
  };

  const callable = (value, items) => {
    const keys = enumerable(value);
    return { parts: named(value, keys, items), left: Math.max(0, keys.length - items), opening: () => '{', closing: '}' };
  };

  const SHAPES = { array, typed, map, set, error, function: callable };

  /* `{parts, left, opening(type), closing}` of a value of `kind`. */
  const of = (value, kind, items) => (SHAPES[kind] || plain)(value, items);

  return { of };
})();
