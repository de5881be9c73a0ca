/*
 * What pages and workers have in common: the realm's ids and limits, and which
 * message of the gateway goes where.
 */
daebug.settings = SETTINGS;
daebug.origin = SETTINGS.origin || globalThis.location.origin;
daebug.load = '';
daebug.name = '';
daebug.parent = '';
daebug.limits = { events_per_s: 5000 };
daebug.timings = {
  flush_ms: 16,
  ping_ms: 10000,
  silent_ms: 20000,
  beat_ms: 10000,
  watch_ms: 5000,
  progress_ms: 2000,
  retry_ms: 250,
  ...SETTINGS.timings,
};

/* What a realm says first on every connection. */
daebug.hello = () => ({
  t: 'hello',
  v: 1,
  name: daebug.name,
  load: daebug.load,
  kind: daebug.kind,
  url: daebug.kind === 'page' ? globalThis.location.href : `worker://${daebug.name}`,
  title: daebug.kind === 'page' ? daebug.natives.document.title : '',
  parent: daebug.parent,
  agent: globalThis.navigator.userAgent,
});

/* Listen to the gateway; `renamed` and `reload` are the realm's own. */
daebug.listen = (renamed, reload) => {
  daebug.channel.on('welcome', ({ name }) => { if (name) renamed(name); });
  daebug.channel.on('job', daebug.jobs.accept);
  daebug.channel.on('cancel', ({ job }) => daebug.jobs.cancel(job));
  daebug.channel.on('reload', reload);
};
