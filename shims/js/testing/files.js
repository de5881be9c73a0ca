/*
 * Loading a test file: by `import()`, and in a worker, which has no import map,
 * with the `node:` specifiers of the file itself put in by address.
 */
daebug.files = (() => {
  const { fetch, now } = daebug.natives;
  const SPECIFIER = /(\b(?:from|import)\s*\(?\s*)(['"])([^'"\n]+)\2/g;

  const resolved = (specifier, address) => {
    if (daebug.imports.ADDRESSES[specifier]) return daebug.imports.resolved(specifier);
    return /^\.{0,2}\//.test(specifier) ? new URL(specifier, address).href : specifier;
  };

  const byText = async (address) => {
    const answer = await fetch(address, { cache: 'no-store' });
    if (!answer.ok) throw new Error(`${address}: status ${answer.status}`);
    const source = await answer.text();
    const text = source
      .replace(SPECIFIER, (_, before, quote, name) => `${before}${quote}${resolved(name, address)}${quote}`)
      .replace(/\bimport\.meta\.url\b/g, () => daebug.natives.stringify(address));
    const blob = URL.createObjectURL(new Blob([`${text}\n//# sourceURL=${address}`], { type: 'text/javascript' }));
    try {
      return await import(blob);
    } finally {
      URL.revokeObjectURL(blob);
    }
  };

  /* Import the file at `path` of the root, as it is now and not as it was cached. */
  const load = (path) => {
    const address = new URL(path, globalThis.location.origin).href;
    if (!daebug.natives.document) return byText(address);
    return import(`${address}?t=${now()}`);
  };

  return { load };
})();
