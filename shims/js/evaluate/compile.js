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

  const types = globalThis.trustedTypes;
  let policy = null; // made when it is needed: a page may allow others only, and be told of ours

  /* Our policy of Trusted Types; undefined where there are none or the page forbids it. */
  const trust = () => {
    if (policy === null) {
      try {
        policy = types && types.createPolicy('daebug', { createScript: (text) => text, createScriptURL: (text) => text });
      } catch {
        policy = undefined;
      }
    }
    return policy;
  };
  const trusted = (text) => (trust() ? trust().createScript(text) : text);

  /* An address of ours as the page's policy wants it. */
  const address = (text) => (trust() ? trust().createScriptURL(text) : text);

  const untrusted = (error) => error instanceof TypeError && /trusted/i.test(error.message);
  const forbidden = (error) => error instanceof EvalError || untrusted(error);

  let intercepting = null;

  /* Take an error event that our own script element caused; whether it was one. */
  const intercept = (event) => {
    if (!intercepting) return false;
    intercepting(event);
    return true;
  };

  /* Run `text` as a script element; returns what it failed with, or null. */
  const inserted = (text, nonce) => {
    let failure = null;
    const listen = (event) => {
      failure = new SyntaxError(`${event.message}`.replace(/^.*?SyntaxError: (?:Failed to execute [^:]*: )?/, ''));
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const element = daebug.natives.createElement('script');
    element.nonce = nonce;
    element.textContent = trusted(text);
    intercepting = listen;
    addEventListener('error', intercept, true);
    try {
      insert.call(document.head || document.documentElement, element);
    } finally {
      intercepting = null;
      removeEventListener('error', intercept, true);
      remove.call(element);
    }
    return failure;
  };

  const refused = (text, nonce) => {
    try {
      return inserted(text, nonce);
    } catch (error) {
      throw untrusted(error) ? new NotAllowed("add the policy daebug to its 'trusted-types'") : error;
    }
  };

  const byScript = (body) => {
    const nonce = daebug.settings.nonce;
    if (!document || !nonce) throw new NotAllowed("allow 'unsafe-eval', or serve the page through Daebug so that it gets a nonce");
    count += 1;
    const key = `daebug ${daebug.randomId()} ${count}`;
    const failure = refused(`window[${daebug.natives.stringify(key)}]=${asExpression(body)}`, nonce);
    const made = globalThis[key];
    delete globalThis[key];
    if (made) return made;
    if (failure) throw failure;
    throw new NotAllowed('the nonce of the page was refused');
  };

  const asExpression = (body) => `(async function(${INPUT}\n) {\n${body}\n})`;
  const indirectEval = globalThis.eval;

  /* From the plainest to the most devious; one that is forbidden is not tried again. */
  const byEval = (body) => {
    if (!types || !trust()) throw new EvalError('no policy');
    return indirectEval(trust().createScript(asExpression(body)));
  };
  const ways = [(body) => new AsyncFunction(INPUT, body), byEval, byScript];
  let violations = 0;
  let compiled = 0; // of each of which a policy that only reports makes an event, too

  /* The async function of one input, `$daebug`, with this body. */
  const compile = (body) => {
    for (;;) {
      try {
        compiled += 1;
        return ways[0](body);
      } catch (error) {
        if (ways.length === 1 || !forbidden(error)) throw error;
        // Each attempt that the page's policy blocked is one event, which is not the page's.
        if (error instanceof EvalError && error.message !== 'no policy') violations += 1;
        ways.shift();
      }
    }
  };

  /* The compiled function, or undefined for what is no JavaScript. */
  const attempt = (body) => {
    try {
      return compile(body);
    } catch (error) {
      if (error instanceof NotAllowed) throw error;
      return undefined;
    }
  };

  /* Whether a violation of the page's policy was our own doing; asked once for each. */
  const excused = (disposition) => {
    const reported = disposition === 'report';
    const ours = (reported ? compiled : violations) > 0;
    if (ours && reported) compiled -= 1;
    if (ours && !reported) violations -= 1;
    return ours;
  };

  return { compile, attempt, excused, intercept, address, NotAllowed };
})();
