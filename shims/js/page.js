/*
 * The shim of a page: a classic script, the first of the page, so that it sees
 * every error and has the natives before anyone replaces them.
 */
(() => {
  'use strict';

  const SETTINGS = __DAEBUG_SETTINGS__;
  const daebug = { kind: 'page' };
  /* __DAEBUG_PARTS__
    globals.js pristine.js realm.js natives.js values/text.js values/kinds.js values/hosts.js
    values/selectors.js values/errors.js values/leaves.js values/shapes.js values/json.js
    values/serialise.js evaluate/compile.js evaluate/statements.js evaluate/imports.js
    evaluate/evaluate.js evaluate/dialogs.js evaluate/jobs.js capture/listening.js capture/callers.js
    capture/events.js capture/format.js capture/console.js capture/faults.js channel/names.js
    channel/socket.js channel/poll.js channel/channel.js channel/vitals.js channel/link.js
    worker/keeper.js
  */

  // One shim a page, even where the server and a bookmarklet both put it in.
  if (globalThis[Symbol.for('daebug')]) return;
  const { document } = daebug.natives;

  const parentName = () => {
    try {
      const link = globalThis.parent !== globalThis && globalThis.parent[Symbol.for('daebug')];
      return link ? link.name : '';
    } catch {
      return ''; // a parent of another origin
    }
  };

  const renamed = (name) => {
    daebug.names.rename(name);
    if (!daebug.names.framed) daebug.keeper.start();
  };

  const join = async () => {
    await daebug.names.claim();
    daebug.parent = parentName();
    daebug.channel.wake();
  };

  const leave = (event) => {
    daebug.names.leave();
    daebug.keeper.leave();
    daebug.channel.leave(event.persisted ? 'navigate' : 'unload');
  };

  const comeBack = async (event) => {
    if (!event.persisted) return;
    await join();
    daebug.keeper.resume();
  };

  daebug.load = daebug.randomId();
  daebug.link.start();
  daebug.dialogs.start();
  daebug.console.start();
  daebug.faults.start();
  daebug.listen(renamed, () => globalThis.location.reload());
  daebug.vitals.start(daebug.keeper.restarts);
  daebug.listening.on('pagehide', leave);
  daebug.listening.on('pageshow', comeBack);
  if (document.prerendering) document.addEventListener('prerenderingchange', join, { once: true });
  else join();
})();
//# sourceURL=-daebug/page.js
//# sourceMappingURL=data:application/json,{"version":3,"sources":["-daebug/page.js"],"names":[],"mappings":"AAAA","ignoreList":[0],"x_google_ignoreList":[0]}
