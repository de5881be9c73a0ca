/*
 * A hidden frame of the page's own origin for each test file: a realm of its own,
 * with the page's import maps and a console that is the page's.
 */
daebug.frames = (() => {
  const { document, setTimeout, clearTimeout, now } = daebug.natives;
  const LOADING_MS = 15000;

  const opened = () => new Promise((resolve, reject) => {
    const frame = document.createElement('iframe');
    const timer = setTimeout(() => reject(new Error('the frame for tests did not load')), LOADING_MS);
    frame.style.cssText = 'position:fixed;left:-20000px;top:0;width:1280px;height:800px;border:0';
    frame.setAttribute('aria-hidden', 'true');
    frame.addEventListener('load', () => {
      clearTimeout(timer);
      resolve(frame);
    }, { once: true });
    frame.src = `/-daebug-iframe.html?ts=${now()}`;
    document.documentElement.append(frame);
  });

  /* Throws where the page's policy put another document in the place of ours. */
  const reachable = (window) => {
    try {
      if (window.document.URL.includes('/-daebug-iframe.html')) return;
    } catch { /* it is of another origin: an error page of the browser */ }
    throw new Error("the page lets no frame for tests in: allow 'self' in frame-src of its Content-Security-Policy, "
      + "or run with isolation: 'none'");
  };

  const importMaps = () => {
    const own = [...document.querySelectorAll('script[type=importmap]')].map((script) => script.textContent);
    return own.some((text) => text.includes('node:test')) ? own
      : [daebug.natives.stringify({ imports: daebug.imports.ADDRESSES })];
  };

  const furnished = (window) => {
    for (const name of Object.keys(window.console)) {
      if (typeof console[name] === 'function') window.console[name] = (...inputs) => console[name](...inputs);
    }
    // What tests written for Node look for.
    window.global = window;
    window.setImmediate = (fn, ...inputs) => window.setTimeout(fn, 0, ...inputs);
    window.process = {
      env: {}, argv: [], platform: 'browser', versions: {}, cwd: () => '/', nextTick: (fn, ...inputs) => window.queueMicrotask(() => fn(...inputs)),
    };
    for (const text of importMaps()) {
      const script = window.document.createElement('script');
      script.type = 'importmap';
      script.textContent = text;
      window.document.head.append(script);
    }
  };

  /* Run one file in a frame of its own; `settings` as for `roots.collect`. */
  const run = async (path, settings) => {
    const frame = await opened();
    try {
      const window = frame.contentWindow;
      reachable(window);
      furnished(window);
      const key = `daebug ${daebug.randomId()}`;
      await new Promise((resolve, reject) => {
        window[key] = { path, settings, resolve, reject };
        settings.abandon = reject; // who waits no longer wants the frame gone
        const script = window.document.createElement('script');
        script.type = 'module';
        script.textContent = `import { inFrame } from '/-daebug-node:test.js';\n`
          + `inFrame(window[${daebug.natives.stringify(key)}]);`;
        window.addEventListener('error', (event) => {
          if (event.target === script) reject(new Error('the frame for tests has no node:test'));
        }, true);
        window.document.head.append(script);
      });
    } finally {
      frame.remove();
    }
  };

  return { run };
})();
