/*
 * Statements whose last one is an expression, made to return its value.  There
 * is no parser here: a place is where the last statement begins if the text before it
 * compiles alone, the text after it is one expression, and the two can't be read
 * as one statement.  Where that is not certain the code stays as it is.
 */
daebug.statements = (() => {
  const { attempt } = daebug.compile;
  const MOST_PLACES = 60;
  const LONGEST = 200000;
  const COMMENTS = /^(?:\s+|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;
  // What a statement may not begin with though an expression may.
  const DECLARES = /^(?:\{|(?:async\s+)?function\b|class\b|let\b|import\b(?!\s*[(.]))/;
  // A first character by which an expression may go on from the line above.
  const CONTINUES = /^[([`+\-/*.,?=<>&|^%]/;
  // Not a character of JavaScript: where it compiles, the place is in a string or comment.
  const ILLEGAL = '@#@';

  /* Whether `text` is exactly one expression (a list with commas included). */
  const isExpression = (text) => Boolean(attempt(`return (${text}\n)`) && attempt(`return [${text}\n]`));

  const bare = (text) => text.replace(/[\s;]+$/, '');

  /* Where a comment that ends `text` may begin, the likeliest place first. */
  const commentStarts = (text) => {
    if (text.endsWith('*/')) return [text.lastIndexOf('/*')];
    const line = text.lastIndexOf('\n') + 1;
    return [...text.slice(line).matchAll(/\/\//g)].slice(0, 5).map((found) => line + found.index);
  };

  /* `code` without what follows its last statement: blanks, semicolons, comments. */
  const endOf = (code) => {
    let text = bare(code);
    for (let count = 0; count < 20; count += 1) {
      const at = commentStarts(text).find((place) => place >= 0 && attempt(text.slice(0, place))
        && !attempt(`${text.slice(0, place)}${ILLEGAL}${text.slice(place)}`));
      if (at === undefined) return text;
      text = bare(text.slice(0, at));
    }
    return text;
  };

  const joins = (head, first) => {
    if (!CONTINUES.test(first) || head.trimEnd().endsWith(';')) return false;
    // A line that begins with ++ or -- is a statement of its own.
    if (/^(?:\+\+|--)/.test(first)) return false;
    const probe = first[0] === '(' || first[0] === '[' || first[0] === '`' ? '.x' : '* 0';
    return Boolean(attempt(`${head}\n${probe}`));
  };

  const begins = (code, place, tail) => {
    const head = code.slice(0, place);
    const first = tail.replace(COMMENTS, '');
    if (!first || DECLARES.test(first) || !isExpression(tail)) return false;
    if (!attempt(head) || /\b(?:let|async|using|yield|await|return)\s*$/.test(head)) return false;
    if (attempt(`${head}${ILLEGAL}${code.slice(place)}`)) return false;
    return !joins(head, first);
  };

  /* `code` with `return` before its last expression; `code` itself where unsure. */
  const returning = (code) => {
    const text = endOf(code);
    if (text.length > LONGEST) return code;
    if (text !== code && !attempt(text)) return code;
    let places = 0;
    for (let at = text.length - 1; at >= 0 && places < MOST_PLACES; at -= 1) {
      const mark = text[at - 1];
      if (at && mark !== ';' && mark !== '\n' && mark !== '}') continue;
      const tail = text.slice(at);
      if (!tail.trim()) continue;
      places += 1;
      if (begins(text, at, tail)) return `${text.slice(0, at)}return (${tail}\n)`;
    }
    return code;
  };

  return { isExpression, returning };
})();
