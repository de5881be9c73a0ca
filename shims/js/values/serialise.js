/*
 * A value as the channel tells it: `{kind, text, type, parts, left_out, json}`.
 * Never throws, never runs a getter, never calls a method of the value; how deep,
 * how many parts and how many characters is bounded, and the text says so.
 */
daebug.serialise = (() => {
  const { kindOf, typeOf, typedName } = daebug.kinds;
  const { leaf } = daebug.leaves;
  const LIMITS = { depth: 5, items: 100, chars: 10000, json: 1000000, values: 3000, part: 300 };
  const KINDS = {
    global: 'object', foreign: 'object', boxed: 'object', weakmap: 'object', weakset: 'object',
    dataview: 'buffer',
  };
  const CONTAINERS = ['object', 'array', 'map', 'set', 'typed', 'error', 'function'];

  const of = (value, path, state) => {
    const kind = kindOf(value);
    const type = kind === 'null' || kind === 'undefined' ? '' : typeOf(value);
    state.values -= 1;
    const simple = leaf(value, kind, { type, nested: path !== '', chars: state.limits.chars });
    const made = { kind: KINDS[kind] || kind, type, parts: [], left_out: 0, text: '', ...simple };
    if (simple && !CONTAINERS.includes(kind)) return made;
    if (state.above.has(value)) {
      return { ...made, kind: 'seen', text: `(the same as ${state.above.get(value)})`, parts: [] };
    }
    state.above.set(value, path === '' ? 'the whole value' : path);
    fill(made, value, { kind, path, state });
    state.above.delete(value);
    return made;
  };

  const fill = (made, value, { kind, path, state }) => {
    const shape = daebug.shapes.of(value, kind, state.limits.items);
    made.left_out = shape.left;
    const opening = shape.opening(made.type);
    if (shape.parts.length && (state.above.size > state.limits.depth || state.values <= 0)) {
      made.left_out = shape.parts.length + shape.left;
      made.text = made.text || `${opening}... ${made.left_out} not shown${shape.closing}`;
      return;
    }
    const texts = [];
    for (const part of shape.parts) {
      const told = part.text === undefined
        ? of(part.value, step(path, part.key), state)
        : { kind: part.kind || 'undefined', text: part.text, type: '', parts: [], left_out: 0 };
      made.parts.push([part.name, told]);
      texts.push(`${part.label}${told.text}`);
    }
    if (kind === 'error') made.text = daebug.leaves.errorText(value, texts);
    else if (kind !== 'function') made.text = daebug.laidOut(opening, texts, shape.left, shape.closing);
  };

  const step = (path, key) => {
    const top = path || '$';
    if (typeof key !== 'string') return `${top}[${daebug.keyText(key)}]`;
    return /^[A-Za-z_$][\w$]*$/.test(key) ? `${top}.${key}` : `${top}[${/^\d+$/.test(key) ? key : daebug.quoted(key)}]`;
  };

  /* Texts inside `parts` are short: the whole text stands above them. */
  const shortened = (told, chars) => {
    for (const [, part] of told.parts) {
      shortened(part, chars);
      part.text = daebug.cut(part.text, chars).text;
    }
    return told;
  };

  const unreadable = (error) => {
    let why = '';
    try {
      why = `: ${error.message}`.slice(0, 200);
    } catch { /* even the error can't be read */ }
    return { kind: 'object', type: '', parts: [], left_out: 0, text: `(unreadable${why})`, json: '' };
  };

  const serialise = (value, limits = {}) => {
    try {
      const bounds = { ...LIMITS, ...limits };
      const told = of(value, '', { limits: bounds, values: bounds.values, above: new Map() });
      if (told.kind !== 'string') told.text = daebug.cut(told.text, bounds.chars).text;
      told.json = typedName.call(value) ? '' : daebug.plainJson(value, bounds.json);
      return shortened(told, bounds.part);
    } catch (error) {
      return unreadable(error);
    }
  };

  return daebug.pristine ? daebug.pristine(serialise) : serialise;
})();
