/*
 * What goes wrong in the page unasked: errors nobody caught, rejections nobody
 * awaited, what the content policy blocked, what failed to load.
 */
daebug.faults = (() => {
  const { on } = daebug.listening;
  const scope = daebug.natives.document ? 'window' : 'self';

  const tell = (source, describe) => {
    if (!daebug.events.room()) return;
    try {
      daebug.events.add({ type: 'error', level: 'error', source, ...describe() });
    } catch (error) {
      daebug.events.add({ type: 'error', level: 'error', source, text: `(unreadable: ${error})` });
    }
  };

  const thrown = (reason) => {
    const told = daebug.errors.of(reason);
    const text = told.name ? `${told.name}: ${told.message}` : told.message;
    return { text: daebug.cut(text, 10000).text, stack: daebug.cut(daebug.errors.text(told), 20000).text };
  };

  const ours = (address) => `${address}`.includes('/-daebug');

  const errored = (event) => {
    if (daebug.compile.intercept(event)) return;
    const target = event.target;
    if (target && target !== globalThis && target.nodeType === 1) {
      failedToLoad(target);
      return;
    }
    const place = event.filename ? `at ${event.filename}:${event.lineno}:${event.colno}` : '';
    tell(`${scope}.onerror`, () => {
      const said = event.error === undefined || event.error === null
        ? { text: `${event.message}`, stack: `${event.message}\n    ${place}`.trimEnd() } : thrown(event.error);
      return { ...said, caller: daebug.errors.cleaned(place) };
    });
  };

  const failedToLoad = (element) => {
    const address = element.currentSrc || element.src || element.href || element.data || '';
    if (ours(address)) return;
    tell('resource', () => ({
      text: `failed to load ${element.localName} ${daebug.cut(`${address}`, 2000).text}`,
      caller: daebug.selectors.selectorOf(element),
    }));
  };

  const violated = (event) => {
    if (ours(event.blockedURI) || (event.blockedURI === 'eval' && daebug.compile.excused(event.disposition))) return;
    if (/^trusted-types/.test(event.blockedURI) && /daebug/.test(event.sample)) return;
    tell('securitypolicyviolation', () => ({
      text: `${event.effectiveDirective} blocked ${event.blockedURI || 'inline'}${event.sample ? ` (${event.sample})` : ''}`,
      stack: `policy: ${daebug.cut(event.originalPolicy || '', 1000).text}`,
      caller: event.sourceFile ? `at ${event.sourceFile}:${event.lineNumber}:${event.columnNumber}` : '',
    }));
  };

  /* Listen, in the capture phase, so that no listener of the page comes first. */
  const start = () => {
    on('error', errored, true);
    on('unhandledrejection', (event) => tell('unhandledrejection', () => thrown(event.reason)), true);
    on('securitypolicyviolation', violated, true);
  };

  return { start };
})();
