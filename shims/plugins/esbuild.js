/*
 * esbuild: its server is a program of its own that nothing can be plugged into, so
 * `serve` stands before it; everything goes through but our paths and pages.
 *
 *   import daebug, { serve } from '.../esbuild.js';
 *   const { port } = await serve(context, { servedir: 'www', port: 8000 });
 *
 * Where another server has the page: `plugins: [daebug({ watching: true })]` has the
 * bundle fetch the shim from the gateway, which must allow the page's origin.
 */
import { createServer, request } from 'node:http';
import { loader } from './pages.js';
import { Gateway } from './gateway.js';
import daebug, { developing } from './server.js';

const plain = (answer, status, text) => {
  answer.writeHead(status, { 'content-type': 'text/plain' });
  answer.end(`${text}\n`);
};

/* Have esbuild at `port` answer `asked`. */
const behind = (asked, answer, port) => {
  const sent = request({
    host: '127.0.0.1', port, method: asked.method, path: asked.url, headers: { ...asked.headers, host: `127.0.0.1:${port}` },
  });
  sent.on('response', (got) => {
    answer.writeHead(got.statusCode, got.headers);
    got.on('error', () => answer.destroy());
    got.pipe(answer);
  });
  sent.on('error', () => (answer.headersSent ? answer.destroy() : plain(answer, 502, 'esbuild does not answer')));
  answer.on('close', () => sent.destroy());
  asked.pipe(sent);
};

/*
 * Serve `context` as its own `serve` does with `given`, with a door; `options` as `server.js`.
 * Returns where: `{ host, port, close }`; `close` ends the door, `context.dispose` the rest.
 */
export const serve = async (context, { host = '127.0.0.1', port = 0, ...given } = {}, options = {}) => {
  if (given.certfile || given.keyfile) throw new Error('daebug: the door of esbuild speaks HTTP only');
  const inner = await context.serve({ ...given, host: '127.0.0.1' });
  const door = daebug(options);
  const server = createServer((asked, answer) => behind(asked, answer, inner.port));
  door.attach(server);
  await new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, done);
  });
  door.ready();
  const close = () => new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
  return { host, port: server.address().port, close };
};

/* The plugin; it does nothing unless `watching`, and nothing to a bundle that is made small. */
export default function plugin({ watching = false, root, ...options } = {}) {
  return {
    name: 'daebug',
    async setup(build) {
      const own = build.initialOptions;
      if (!watching || own.minify || !developing()) return;
      const gateway = new Gateway({ ...options, root: root ?? own.absWorkingDir });
      const url = await gateway.address();
      if (url) own.banner = { ...own.banner, js: [loader(url), own.banner?.js ?? ''].join('\n') };
    },
  };
}
