/*
 * The door of any Node server: a middleware that answers our paths and puts the
 * shim into pages, and the listener that carries WebSockets.
 *
 *   import daebug from '.../server.js';
 *   const door = daebug({ root: import.meta.dirname });
 *   app.use(door.middleware);                   // Connect, Express: first of all
 *   door.attach(app.listen(3000));              // WebSockets; alone it does both for a bare server
 */
import { carry, forward, ours, refusal } from './door.js';
import { Gateway } from './gateway.js';
import { insert, shown, whole } from './insert.js';

/* Outside production: a server that runs there has no door. */
export const developing = () => process.env.NODE_ENV !== 'production';

/*
 * A door; options: `root` the folder to serve (the current one), `command` that starts Daebug
 * (`daebug`), `hosts` more names by which this server is known here, `key` the setting `pages.key`
 * if there is one, `warn` what takes a line.
 */
export default function daebug({ hosts = [], ...found } = {}) {
  const gateway = new Gateway(found);
  const active = developing();
  const way = () => ({ place: gateway.place, hosts: hosts.map((one) => one.toLowerCase()) });

  /* The gateway's address once it is certain that pages may join; empty = they may not. */
  const ready = async () => (active ? gateway.address() : '');

  /* Answer what is for the gateway. */
  const channel = (asked, answer, next) => {
    if (active && ours(asked)) forward(asked, answer, way());
    else next();
  };

  const pages = async (asked, answer, next) => {
    if (shown(asked) && !refusal(asked, way().hosts) && (await ready())) {
      whole(asked);
      insert(answer);
    }
    next();
  };

  /* The same, and put the shim into pages. */
  const middleware = (asked, answer, next) => channel(asked, answer, () => pages(asked, answer, next));

  /* Carry `asked` if it is for the gateway; whether it is. */
  const upgrade = (asked, socket, head) => {
    if (!active || !ours(asked)) return false;
    carry(asked, socket, head, way());
    return true;
  };

  /* Be the door of `server`, a `node:http` server that has its listeners. */
  const attach = (server) => {
    if (!active) return server;
    const requests = server.listeners('request');
    const upgrades = server.listeners('upgrade');
    server.removeAllListeners('request').on('request', (asked, answer) => {
      middleware(asked, answer, () => requests.forEach((one) => one.call(server, asked, answer)));
    });
    server.removeAllListeners('upgrade').on('upgrade', (asked, socket, head) => {
      if (upgrade(asked, socket, head)) return;
      if (upgrades.length) upgrades.forEach((one) => one.call(server, asked, socket, head));
      else if (server.listenerCount('upgrade') === 1) socket.destroy();
    });
    return server;
  };

  return { ready, channel, middleware, upgrade, attach };
}
