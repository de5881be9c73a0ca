/*
 * Static `import` lines made dynamic, since a job is no module: only where the
 * code does not compile as it is, and only an import whose preceding text
 * compiles alone, so that none inside a string or a comment is touched.  In
 * a worker, and in a page without our import map, the specifiers of it are put in.
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

  /* Whether the realm has an import map that may know ours: no worker has, nor a page served elsewhere. */
  const known = () => {
    const { document } = daebug.natives;
    if (!document) return false;
    const maps = document.querySelectorAll('script[type=importmap]');
    for (let index = 0; index < maps.length; index += 1) {
      if (maps[index].src || maps[index].textContent.includes('node:test')) return true;
    }
    return false;
  };

  /* `node:test` and its kin by address where the realm has no import map. */
  const resolved = (specifier) => {
    if (!ADDRESSES[specifier] || known()) return specifier;
    return (daebug.origin || daebug.settings.origin || globalThis.location.origin) + ADDRESSES[specifier];
  };

  const names = (clause) => clause.replace(/\s+as\s+/g, ': ');
  const asked = (parts) => parts.flatMap((part) => part.split(',')).map((part) => part.split(':')[0].trim())
    .map((name) => name.replace(/^(['"])(.*)\1$/, '$2')).filter(Boolean);

  /*
   * The module that `loading` yields; throws where it lacks one of `wanted`, as the
   * engine does for an import of a module.
   */
  const guard = daebug.pristine || ((fn) => fn);
  const lacking = guard((loaded, wanted) => wanted.find((name) => !(name in loaded)));
  const imported = async (loading, specifier, wanted) => {
    const loaded = await loading;
    const missing = lacking(loaded, wanted);
    if (missing === undefined) return loaded;
    throw new SyntaxError(`The requested module '${specifier}' does not provide an export named '${missing}'`);
  };

  const ABSENT = /(?:module specifier|imported module:?) ['"]?(node:[\w/]+)/;

  /* `error` itself, or one that says more: a module of Node that pages have not. */
  const explained = guard((error) => {
    try {
      const found = error instanceof TypeError && ABSENT.exec(error.message);
      if (!found || ADDRESSES[found[1]]) return error;
      const there = Object.keys(ADDRESSES).join(', ');
      return new TypeError(`there is no ${found[1]} in a page or worker; of Node's modules there are ${there}`, { cause: error });
    } catch {
      return error;
    }
  });

  /* `import a, {b as c} from 'x'` -> `const {default: a, b: c} = await import('x')`. */
  const dynamic = ([, indent, clause, , specifier, attributes]) => {
    const options = attributes ? `, { with: ${attributes} }` : '';
    const text = daebug.natives.stringify(resolved(specifier));
    const loading = `import(${text}${options})`;
    if (!clause) return `${indent}await ${loading};`;
    const whole = /\*\s*as\s+([\w$]+)/.exec(clause);
    const braces = /\{([\s\S]*)\}/.exec(clause);
    const first = /^\s*([\w$]+)\s*(?:,|$)/.exec(clause);
    const parts = [];
    if (first) parts.push(`default: ${first[1]}`);
    if (braces) parts.push(names(braces[1]).trim());
    const wanted = [...asked(parts), ...(whole && first ? ['default'] : [])];
    const loaded = wanted.length
      ? `await $daebug.imported(${loading}, ${daebug.natives.stringify(specifier)}, ${daebug.natives.stringify(wanted)})`
      : `await ${loading}`;
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

  /* Where there is no import map: `code` with `import('node:test')` and its kin by address. */
  const mapped = (code) => code.replace(DYNAMIC, (whole, quote, specifier, at) => {
    const stringed = () => attempt(`${code.slice(0, at)}@#@${code.slice(at)}`);
    if (known() || stringed()) return whole;
    return `import(${quote}${resolved(specifier)}${quote}`;
  });

  /* `code` with its static imports made dynamic, if it has any that keep it from compiling. */
  const rewritten = (code) => (attempt(code) ? code : withoutStatic(code));

  return { rewritten, mapped, resolved, imported, explained, ADDRESSES };
})();
