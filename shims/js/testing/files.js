/*
 * Loading a test file: by `import()`, and in a worker, which has no import map,
 * with the `node:` specifiers of the file and of what it imports put in by
 * address.  Where a browser only says that it failed, what is missing is found.
 */
daebug.files = (() => {
  const { fetch, now } = daebug.natives;
  const { ADDRESSES, resolved, explained } = daebug.imports;
  const SPECIFIER = /(\b(?:from|import)\s*\(?\s*)(['"])([^'"\n]+)\2/g;
  const MOST_FILES = 60; // that are looked into

  const source = async (address) => {
    const answer = await fetch(address, { cache: 'no-store' });
    if (!answer.ok) throw new Error(`${new URL(address).pathname}: status ${answer.status}`);
    return answer.text();
  };

  const relative = (specifier) => /^\.{0,2}\//.test(specifier);
  const specifiers = (text) => [...text.matchAll(SPECIFIER)].map((found) => found[3]);

  /* The address of a text with its own specifiers put in: of the file itself if it has none of Node's. */
  const placed = async (address, above, made) => {
    if (above.includes(address) || made.size >= MOST_FILES) return { address, ours: false };
    if (made.has(address)) return made.get(address);
    const text = await source(address);
    const targets = new Map();
    let ours = false;
    for (const specifier of specifiers(text)) {
      if (ADDRESSES[specifier]) targets.set(specifier, resolved(specifier));
      ours = ours || Boolean(ADDRESSES[specifier]);
      if (!relative(specifier)) continue;
      const inner = await placed(new URL(specifier, address).href, [...above, address], made);
      targets.set(specifier, inner.address);
      ours = ours || inner.ours;
    }
    const whole = { address: ours || !above.length ? rewritten(text, address, targets) : address, ours };
    made.set(address, whole);
    return whole;
  };

  const rewritten = (text, address, targets) => {
    const put = text
      .replace(SPECIFIER, (whole, before, quote, name) => (targets.has(name) ? `${before}${quote}${targets.get(name)}${quote}` : whole))
      .replace(/\bimport\.meta\.url\b/g, () => daebug.natives.stringify(address));
    return URL.createObjectURL(new Blob([`${put}\n//# sourceURL=${address}`], { type: 'text/javascript' }));
  };

  const byText = async (address) => {
    const made = new Map();
    try {
      return await import((await placed(address, [], made)).address);
    } finally {
      for (const { address: blob } of made.values()) if (blob.startsWith('blob:')) URL.revokeObjectURL(blob);
    }
  };

  /* What keeps `address` from being imported, as far as its text and what it names can tell. */
  const missing = async (address, seen) => {
    if (seen.has(address) || seen.size >= MOST_FILES) return '';
    seen.add(address);
    const text = await source(address);
    for (const specifier of specifiers(text)) {
      if (specifier.startsWith('node:') && !ADDRESSES[specifier]) return `module specifier '${specifier}'`;
      const inner = relative(specifier) ? await missing(new URL(specifier, address).href, seen) : '';
      if (inner) return inner;
    }
    return '';
  };

  /* `error`, or one that names the file or module that could not be had. */
  const told = async (error, address) => {
    if (!(error instanceof TypeError) || !/dynamically imported module/.test(error.message)) return explained(error);
    try {
      const found = await missing(address, new Set());
      return found ? explained(new TypeError(found)) : error;
    } catch (reason) {
      return new TypeError(reason.message, { cause: error });
    }
  };

  /* Import the file at `path` of the root, as it is now and not as it was cached. */
  const load = async (path) => {
    const address = new URL(path, globalThis.location.origin).href;
    try {
      return await (daebug.natives.document ? import(`${address}?t=${now()}`) : byText(address));
    } catch (error) {
      throw await told(error, address);
    }
  };

  return { load };
})();
