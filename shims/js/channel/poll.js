/*
 * The channel without WebSocket: a poll that waits for messages, posts of lists
 * of them one after another, and a beacon for the last ones.
 */
daebug.poll = (() => {
  const { fetch, sendBeacon, setTimeout, AbortController } = daebug.natives;
  const GATHER_MS = 16;

  const address = daebug.pristine((verb) => {
    const { name, load, settings } = daebug;
    const words = { token: settings.token, name, load };
    return `${daebug.origin}/-daebug/${verb}?${Object.entries(words)
      .map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')}`;
  });
  const encode = daebug.pristine(daebug.encode);

  const OPTIONS = { cache: 'no-store', credentials: 'omit', redirect: 'error' };

  const post = async (messages, more = {}) => {
    const answer = await fetch(address('post'), {
      ...OPTIONS, ...more, method: 'POST', body: encode(messages), headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer;
  };

  /* Messages of an answer; none of one that has no list. */
  const listed = async (answer) => {
    const text = answer.status === 204 ? '' : await answer.text();
    return text ? daebug.natives.parse(text) : [];
  };

  /* Start polling; as `socket.open`. */
  const open = (heard, ended) => {
    const controller = new AbortController();
    let over = false;
    let joined = false;
    let outgoing = [];
    let posting = false;
    const hearAll = daebug.pristine((list) => { if (Array.isArray(list)) list.forEach(heard); });

    const end = () => {
      if (over) return;
      over = true;
      controller.abort();
      ended(joined);
    };
    const deliver = async () => {
      if (posting || over) return;
      posting = true;
      while (outgoing.length && !over) {
        const messages = outgoing;
        outgoing = [];
        try {
          hearAll(await listed(await post(messages)));
        } catch {
          end();
        }
      }
      posting = false;
    };
    const listen = async () => {
      try {
        hearAll(await listed(await post([daebug.hello()])));
        joined = true;
        while (!over) {
          const answer = await fetch(address('poll'), { ...OPTIONS, signal: controller.signal });
          if (!answer.ok) throw new Error(`status ${answer.status}`);
          hearAll(await listed(answer));
        }
      } catch {
        end();
      }
    };
    listen();
    return {
      full: () => outgoing.length > 1000,
      send: (message) => {
        if (over) return false;
        outgoing.push(message);
        // Timers of a hidden page are slow: only what may wait is gathered.
        if (message.t !== 'events' && message.t !== 'tests') deliver();
        else if (outgoing.length === 1) setTimeout(deliver, GATHER_MS);
        return true;
      },
      finish: (messages) => beacon([...outgoing.splice(0), ...messages]),
      close: end,
    };
  };

  /* Send the last messages of a page that is being left. */
  const beacon = (messages) => {
    const text = encode(messages);
    return Boolean(sendBeacon) && sendBeacon(address('post'), text);
  };

  /* Post messages in the name of another realm, whose page this is. */
  const postFor = daebug.pristine((name, load, messages) => {
    const url = address('post').replace(/&name=.*$/, `&name=${encodeURIComponent(name)}&load=${encodeURIComponent(load)}`);
    const options = { ...OPTIONS, method: 'POST', body: encode(messages), keepalive: true };
    return fetch(url, { ...options, headers: { 'content-type': 'application/json' } }).catch(() => undefined);
  });

  return { open, beacon, postFor };
})();
