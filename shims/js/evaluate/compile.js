/*
 * The body of an async function made into one: by the engine's own constructor,
 * and where the page's policy forbids that by a script element with the page's
 * nonce.  What can't be compiled throws its SyntaxError; a policy that leaves no
 * way throws a `NotAllowed` that says what to do.
 */
daebug.compile = (() => {
  const AsyncFunction = (async () => {}).constructor;
  const { document, addEventListener, removeEventListener } = daebug.natives;
  const insert = globalThis.Node && Node.prototype.appendChild;
  const remove = globalThis.Element && Element.prototype.remove;
  const INPUT = '$daebug';
  let count = 0;

  class NotAllowed extends Error {
    constructor(reason) {
      super(`the page's Content-Security-Policy forbids running code: ${reason}`);
      this.name = 'NotAllowed';
    }
  }

  const policy = (() => {
    try {
      const types = globalThis.trustedTypes;
      return types && types.createPolicy('daebug', { createScript: (text) => text });
    } catch {
      return undefined;
    }
  })();
  const trusted = (text) => (policy ? policy.createScript(text) : text);

  const forbidden = (error) => error instanceof EvalError
    || (error instanceof TypeError && /trusted/i.test(error.message));

  /* Run `text` as a script element; returns what window.onerror would have been told. */
  const inserted = (text, nonce) => {
    let failure = null;
    const listen = (event) => {
      failure = event.error || new SyntaxError(event.message);
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const element = daebug.natives.createElement('script');
    element.nonce = nonce;
    element.textContent = trusted(text);
    addEventListener('error', listen, true);
    try {
      insert.call(document.head || document.documentElement, element);
    } finally {
      removeEventListener('error', listen, true);
      remove.call(element);
    }
    return failure;
  };

  const byScript = (body) => {
    const nonce = daebug.settings.nonce;
    if (!document || !nonce) throw new NotAllowed("allow 'unsafe-eval', or serve the page through Daebug so that it gets a nonce");
    count += 1;
    const key = `daebug ${daebug.randomId()} ${count}`;
    const quotedKey = daebug.natives.stringify(key);
    const failure = inserted(`window[${quotedKey}]=(async function(${INPUT}\n) {\n${body}\n})`, nonce);
    const made = globalThis[key];
    delete globalThis[key];
    if (made) return made;
    if (failure) throw failure;
    throw new NotAllowed('the nonce of the page was refused');
  };

  let forbids = false;
  let violations = 0;

  /* The async function of one input, `$daebug`, with this body. */
  const compile = (body) => {
    if (!forbids) {
      try {
        return policy ? trustedFunction(body) : new AsyncFunction(INPUT, body);
      } catch (error) {
        if (!forbidden(error)) throw error;
        forbids = true;
        violations += 1;
      }
    }
    return byScript(body);
  };

  const indirectEval = globalThis.eval;
  const trustedFunction = (body) => {
    if (!requiresTrust) return new AsyncFunction(INPUT, body);
    return indirectEval(policy.createScript(`(async function(${INPUT}\n) {\n${body}\n})`));
  };
  const requiresTrust = (() => {
    if (!policy) return false;
    try {
      new AsyncFunction('');
      return false;
    } catch (error) {
      return error instanceof EvalError || error instanceof TypeError;
    }
  })();

  /* The compiled function, or undefined for what is no JavaScript. */
  const attempt = (body) => {
    try {
      return compile(body);
    } catch (error) {
      if (error instanceof NotAllowed) throw error;
      return undefined;
    }
  };

  /* Whether a violation of the page's policy was our own probing; asked once for each. */
  const excused = () => {
    violations -= 1;
    return violations >= 0;
  };

  return { compile, attempt, excused, NotAllowed };
})();
