/*
 * Static `import` lines made dynamic, since a job is no module: only where the
 * code does not compile as it is, and only an import whose preceding text
 * compiles alone, so that none inside a string or a comment is touched.  In
 * a worker the specifiers of the import map that a worker has not got are put in.
 */
daebug.imports = (() => {
  const { attempt } = daebug.compile;
  const STATIC = /^([ \t]*)import\s*(?:([\w$*\s{},"'-]+?)\s*from\s*)?(['"])([^'"\n]+)\3(?:\s*(?:with|assert)\s*(\{[^}]*\}))?[ \t]*;?/gm;
  const DYNAMIC = /\bimport\s*\(\s*(['"])(node:test|node:assert|node:assert\/strict)\1/g;
  const ADDRESSES = {
    'node:test': '/-daebug-node:test.js',
    'node:assert': '/-daebug-node:assert.js',
    'node:assert/strict': '/-daebug-node:assert-strict.js',
  };

  /* `node:test` and its kin by address where the realm has no import map. */
  const resolved = (specifier) => {
    if (daebug.natives.document || !ADDRESSES[specifier]) return specifier;
    return (daebug.settings.origin || globalThis.location.origin) + ADDRESSES[specifier];
  };

  const names = (clause) => clause.replace(/\s+as\s+/g, ': ');

  /* `import a, {b as c} from 'x'` -> `const {default: a, b: c} = await import('x')`. */
  const dynamic = ([, indent, clause, , specifier, attributes]) => {
    const options = attributes ? `, { with: ${attributes} }` : '';
    const loaded = `await import(${daebug.natives.stringify(resolved(specifier))}${options})`;
    if (!clause) return `${indent}${loaded};`;
    const whole = /\*\s*as\s+([\w$]+)/.exec(clause);
    const braces = /\{([\s\S]*)\}/.exec(clause);
    const first = /^\s*([\w$]+)\s*(?:,|$)/.exec(clause);
    const parts = [];
    if (first) parts.push(`default: ${first[1]}`);
    if (braces) parts.push(names(braces[1]).trim());
    if (!whole) return `${indent}const { ${parts.filter(Boolean).join(', ')} } = ${loaded};`;
    const rest = first ? `, ${first[1]} = ${whole[1]}.default` : '';
    return `${indent}const ${whole[1]} = ${loaded}${rest};`;
  };

  const withoutStatic = (code) => {
    let text = code;
    let from = 0;
    for (let count = 0; count < 200; count += 1) {
      STATIC.lastIndex = from;
      const found = STATIC.exec(text);
      if (!found) return text;
      const head = text.slice(0, found.index);
      const lines = found[0].split('\n').length - 1;
      // Newlines are kept, so that the lines of the code keep their numbers.
      const put = attempt(head) ? dynamic(found).replace(/\n/g, ' ') + '\n'.repeat(lines) : found[0];
      text = head + put + text.slice(found.index + found[0].length);
      from = found.index + put.length;
    }
    return text;
  };

  /* In a worker: `code` with `import('node:test')` and its kin by address. */
  const mapped = (code) => code.replace(DYNAMIC, (whole, quote, specifier, at) => {
    const stringed = () => attempt(`${code.slice(0, at)}@#@${code.slice(at)}`);
    if (daebug.natives.document || stringed()) return whole;
    return `import(${quote}${resolved(specifier)}${quote}`;
  });

  /* `code` with its static imports made dynamic, if it has any that keep it from compiling. */
  const rewritten = (code) => (attempt(code) ? code : withoutStatic(code));

  return { rewritten, mapped, resolved, ADDRESSES };
})();
