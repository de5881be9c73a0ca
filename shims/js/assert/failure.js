/*
 * AssertionError: what was compared, by which operator, and a message that shows
 * the difference.
 */
daebug.failure = (() => {
  const HEADINGS = {
    deepEqual: 'Expected values to be loosely deep-equal:',
    deepStrictEqual: 'Expected values to be strictly deep-equal:',
    partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
    strictEqual: 'Expected values to be strictly equal:',
    equal: 'Expected values to be loosely equal:',
    notStrictEqual: 'Expected "actual" to be strictly unequal to:',
    notEqual: 'Expected "actual" to be loosely unequal to:',
    notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
    notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  };

  const shown = (value) => {
    const told = daebug.serialise(value, { depth: 20, items: 1000, chars: 100000, values: 20000, json: 0 });
    return told.kind === 'string' ? daebug.quoted(told.text) : told.text;
  };

  const compared = (operator, actual, expected) => {
    const [a, b] = [shown(actual), shown(expected)];
    const heading = HEADINGS[operator];
    if (operator.startsWith('not')) return `${heading}\n\n${b}`;
    if (a === b) return `${heading}\n\nboth read as\n\n${a}\n\nbut they are not the same: identity, prototype or hidden state differ`;
    if (!a.includes('\n') && !b.includes('\n') && a.length + b.length < 70) {
      return `${heading}\n\n${a} ${operator === 'equal' ? '!=' : '!=='} ${b}`;
    }
    return `${heading}\n+ actual - expected\n\n${daebug.diff.lines(a, b)}`;
  };

  class AssertionError extends Error {
    constructor({ message, actual, expected, operator, stackStartFn }) {
      const generated = message === undefined;
      super(generated ? compared(operator, actual, expected) : `${message}`);
      this.name = 'AssertionError';
      this.code = 'ERR_ASSERTION';
      this.generatedMessage = generated;
      Object.assign(this, { actual, expected, operator });
      for (const key of ['name', 'code', 'generatedMessage', 'actual', 'expected', 'operator']) {
        Object.defineProperty(this, key, { enumerable: false });
      }
      if (Error.captureStackTrace) Error.captureStackTrace(this, stackStartFn || this.constructor);
    }
  }

  /* Throw: an Error given as message is thrown itself. */
  const fail = (told) => {
    if (told.message instanceof Error) throw told.message;
    throw new AssertionError(told);
  };

  return { AssertionError, fail, shown };
})();
