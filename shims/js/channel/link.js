/*
 * What other scripts of ours in this realm (node:test) find of the shim:
 * `globalThis[Symbol.for('daebug')]`, not enumerable, not replaceable.
 */
daebug.link = (() => {
  const { fetch } = daebug.natives;

  /* The test files that the patterns find in the root: a list of paths, sorted. */
  const discover = async (files, exclude) => {
    const address = `${daebug.origin}/-daebug/discover-tests?token=${encodeURIComponent(daebug.settings.token)}`;
    const answer = await fetch(address, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: daebug.encode({ files, exclude }), credentials: 'omit',
    });
    const told = daebug.natives.parse(await answer.text());
    if (!answer.ok || !Array.isArray(told.files)) throw new Error(`can't discover tests: ${told.error || answer.status}`);
    return told.files;
  };

  const start = () => {
    const link = {
      get name() { return daebug.name; },
      get load() { return daebug.load; },
      kind: daebug.kind,
      progressMs: daebug.timings.progress_ms,
      send: (message) => daebug.channel.send(message),
      discover,
    };
    Object.defineProperty(globalThis, Symbol.for('daebug'), { value: Object.freeze(link) });
  };

  return { start };
})();
