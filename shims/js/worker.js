/*
 * The shim of the worker beside a page: a module worker and a realm of its own.
 */
(() => {
  const SETTINGS = __DAEBUG_SETTINGS__;
  const daebug = { kind: 'worker' };
  /* __DAEBUG_PARTS__
    globals.js pristine.js realm.js natives.js values/text.js values/kinds.js values/hosts.js
    values/selectors.js values/errors.js values/leaves.js values/shapes.js values/json.js
    values/serialise.js evaluate/compile.js evaluate/statements.js evaluate/imports.js
    evaluate/evaluate.js evaluate/dialogs.js evaluate/jobs.js capture/listening.js capture/callers.js
    capture/events.js capture/format.js capture/console.js capture/faults.js channel/socket.js
    channel/poll.js channel/channel.js channel/vitals.js channel/link.js worker/witness.js
  */

  const { addEventListener } = daebug.natives;
  const post = globalThis.postMessage.bind(globalThis);

  const heard = daebug.pristine((event) => {
    const { data } = event;
    if (!data || data.daebug === undefined) return;
    // The page's signs are between us: a job that listens for messages sees none.
    event.stopImmediatePropagation();
    if (data.daebug === 'ping') post({ daebug: 'pong' });
    if (data.daebug === 'alive') daebug.witness.answered();
    if (data.daebug === 'parent') {
      daebug.parent = data.name;
      daebug.origin = data.origin;
      daebug.witness.watch(data.name, data.load, () => post({ daebug: 'alive?' }));
      daebug.channel.connect();
    }
  });

  daebug.load = daebug.randomId();
  daebug.name = globalThis.name;
  addEventListener('message', heard, true);
  daebug.link.start();
  daebug.console.start();
  daebug.faults.start();
  daebug.listen((name) => { daebug.name = name; }, () => post({ daebug: 'reload' }));
  daebug.vitals.start(() => 0);
  post({ daebug: 'here', load: daebug.load });
})();
//# sourceURL=-daebug/worker.js
//# sourceMappingURL=data:application/json,{"version":3,"sources":["-daebug/worker.js"],"names":[],"mappings":"AAAA","ignoreList":[0],"x_google_ignoreList":[0]}
