/*
 * What an error says: `{name, message, stack, cause, errors}` in plain texts,
 * with the frames of the shim left out of the stack and the lines of a job's
 * code counted from its first.
 */
daebug.errors = (() => {
  const { dataOf, inherited, getterOf, kindOf } = daebug.kinds;
  const sourceOf = Function.prototype.toString;
  const WRAPPED = 2; // lines that the engine puts before the body of a made function
  const STACK = 20000;
  const chromeName = getterOf(globalThis.DOMException && DOMException.prototype, 'name');
  const chromeMessage = getterOf(globalThis.DOMException && DOMException.prototype, 'message');

  const native = (getter) => / \{\s*\[native code\]\s*\}$/.test(sourceOf.call(getter));

  const field = (value, key, getter) => {
    const found = inherited(value, key);
    if (found !== undefined) return found;
    try {
      if (getter) return getter.call(value);
      const own = Reflect.getOwnPropertyDescriptor(value, key);
      return own && own.get && native(own.get) ? own.get.call(value) : undefined;
    } catch {
      return undefined;
    }
  };
  const word = (value) => (typeof value === 'string' ? value : '');

  /* A stack without our frames, lines of jobs counted as their author does. */
  const cleaned = (stack) => word(stack).slice(0, STACK).split('\n')
    .filter((line) => !/-daebug\/\w+\.js:\d+|-daebug-node:/.test(line) && !/\(<anonymous>\)$/.test(line))
    .join('\n')
    .replace(/(daebug-job-[\w-]+\.js):(\d+)/g, (_, file, line) => `${file}:${Math.max(1, line - WRAPPED)}`)
    .replace(/\beval \((daebug-job-[^)]*)\)/g, '$1');

  const SAME = { name: '', message: '(an error above)', stack: '', cause: null };

  const describe = (value, depth, above) => {
    const name = word(field(value, 'name', chromeName)).slice(0, 200) || 'Error';
    const message = word(field(value, 'message', chromeMessage)).slice(0, STACK);
    const stack = cleaned(field(value, 'stack'));
    const cause = dataOf(value, 'cause');
    const several = dataOf(value, 'errors');
    const told = { name, message, stack, cause: null };
    const inner = (one) => ([...above, value].includes(one) ? SAME : of(one, depth - 1, [...above, value]));
    if (cause !== undefined && depth > 0) told.cause = inner(cause);
    if (Array.isArray(several) && depth > 0) told.errors = several.slice(0, 20).map(inner);
    return told;
  };

  /* The same of anything that was thrown; what is no error has its text as message. */
  const of = (value, depth = 5, above = []) => {
    try {
      if (kindOf(value) === 'error') return describe(value, depth, above);
      const told = daebug.serialise(value, { depth: 2, items: 20, chars: 2000 });
      return { name: '', message: told.text, stack: '', cause: null };
    } catch {
      return { name: '', message: '(unreadable)', stack: '', cause: null };
    }
  };

  const headed = ({ name, message, stack }) => {
    const heading = [name, message].filter(Boolean).join(': ');
    if (!stack) return heading;
    if (!message || stack.includes(message)) return stack;
    return `${heading}\n${stack.split('\n').filter((line) => /^\s+at /.test(line)).join('\n')}`.trimEnd();
  };

  /* The text a person reads of what `of` found: stack, then its causes. */
  const text = (told) => {
    const lines = [headed(told)];
    for (const one of told.errors || []) lines.push(`  one of: ${text(one).replace(/\n/g, '\n  ')}`);
    if (told.cause) lines.push(`caused by: ${text(told.cause)}`);
    return lines.join('\n');
  };

  return { of, text, cleaned };
})();
