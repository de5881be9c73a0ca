/*
 * The name of this page: kept in sessionStorage over reloads, and owned by one
 * living page at a time.  A duplicated tab, a popup and a frame copy or share
 * the storage; they find the name locked and take one of their own.
 */
daebug.names = (() => {
  const { setTimeout, requestLock, AbortController, BroadcastChannel, Promise, Date } = daebug.natives;
  const WORDS = ('mint nova ember zen lumen oak river kite moss nook sol vibe dune opal brim echo fern halo iris '
    + 'loom meadow pulse quill reef sage tide veil willow flare hearth drift grove haze ivy knoll lark mist nest '
    + 'pebble quartz rift spire trail vale whisper yarn zephyr glow').split(' ');
  const BRIEFLY_MS = 150; // a page that is being left may still hold its lock
  const LEFT_MS = 2000; // it has said that it leaves, so its lock will come
  const ANSWER_MS = 100;
  const LATE_MS = 500; // for a name that another page is likely to have, and that page may be busy
  let channel = null;
  let release = () => {};

  const pad = (number) => `${number}`.padStart(2, '0');

  /* `<5..19>-<word>-<HHMM>-<SS>`, by the page's clock. */
  const fresh = daebug.pristine(() => {
    const at = new Date();
    const number = 5 + Math.floor(Math.random() * 15);
    const word = WORDS[Math.floor(Math.random() * WORDS.length)];
    return `${number}-${word}-${pad(at.getHours())}${pad(at.getMinutes())}-${pad(at.getSeconds())}`;
  });

  const storage = {
    read(key) {
      try {
        return globalThis.sessionStorage.getItem(key);
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        globalThis.sessionStorage.setItem(key, value);
      } catch { /* a sandboxed page has none; its name lasts as long as it does */ }
    },
  };

  /* The keys of a frame differ from its parent's, whose storage it shares. */
  const frame = (() => {
    const path = [];
    for (let at = globalThis; at.parent && at.parent !== at; at = at.parent) {
      let index = 0;
      while (index < at.parent.length && at.parent[index] !== at) index += 1;
      path.unshift(index);
    }
    return path.length ? `/${path.join('/')}` : '';
  })();
  const KEY = `daebug-name${frame}`;
  const LOAD = `daebug-load${frame}`;
  const LEFT = `daebug-left${frame}`;

  const locked = (name, patience) => new Promise((resolve) => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), patience);
    const hold = () => new Promise((free) => {
      daebug.natives.clearTimeout(timer);
      release = free;
      resolve(true);
    });
    requestLock(`daebug-name:${name}`, { signal: controller.signal }, hold).catch(() => resolve(false));
  });

  /* Without locks (an insecure address): ask the other pages, and answer them. */
  const asked = (name, patience) => new Promise((resolve) => {
    channel = channel || new BroadcastChannel('daebug-names');
    let taken = false;
    channel.onmessage = ({ data }) => {
      if (data.load === daebug.load) return;
      if (data.ask === daebug.name) channel.postMessage({ taken: data.ask, load: daebug.load });
      if (data.taken === name) taken = true;
    };
    channel.postMessage({ ask: name, load: daebug.load });
    setTimeout(() => resolve(!taken), patience);
  });

  /* Whether the name is this page's from now on; `answer_ms` is the time that others have to object. */
  const own = daebug.pristine((name, patience, answer_ms = ANSWER_MS) => {
    if (requestLock) return locked(name, patience);
    return BroadcastChannel ? asked(name, answer_ms) : Promise.resolve(true);
  });

  const keep = (name) => {
    daebug.name = name;
    storage.write(KEY, name);
    storage.write(LOAD, daebug.load);
  };

  /* Settle `daebug.name`: the stored one if no living page has it, else a new one. */
  const claim = async () => {
    const stored = storage.read(KEY);
    const left = storage.read(LEFT) === storage.read(LOAD);
    if (stored && await own(stored, left ? LEFT_MS : BRIEFLY_MS, left ? ANSWER_MS : LATE_MS)) {
      keep(stored);
      return;
    }
    for (let tries = 0; tries < 5; tries += 1) {
      const name = fresh();
      keep(name);
      if (await own(name, BRIEFLY_MS)) return;
    }
  };

  /* Take the name that the gateway gave instead. */
  const rename = (name) => {
    if (name === daebug.name) return;
    release();
    keep(name);
    own(name, BRIEFLY_MS);
  };

  /*
   * Note that this page is being left, so that the next one waits for the name, and
   * let go of it: a page that holds a lock is not kept for the way back.
   */
  const leave = () => {
    storage.write(LEFT, daebug.load);
    release();
  };

  return { claim, rename, leave, framed: frame !== '' };
})();
