/*
 * webpack: the door in webpack-dev-server, whatever makes its pages: a plugin of
 * theirs, or files.  Nothing is put into what webpack emits.
 *
 *   import daebug from '.../webpack.js';
 *   export default { plugins: [daebug()], devServer: { ... } };
 *
 * Where webpack-dev-server is started by code: `new WebpackDevServer(daebug().devServer(own), compiler)`.
 */
import { resolve, sep } from 'node:path';
import daebug from './server.js';
import { written } from './transcripts.js';

/* Whether a page would be loaded anew when a transcript in `root` changes. */
const watches = (entry, root) => {
  const folder = typeof entry === 'string' ? entry : entry?.directory;
  return folder !== undefined && entry.watch !== false && `${resolve(root)}${sep}`.startsWith(`${resolve(folder)}${sep}`);
};

/* An entry of `devServer.static` that leaves out what Daebug writes. */
const quiet = (entry, root) => {
  if (!watches(entry, root)) return entry;
  const given = typeof entry === 'string' ? { directory: entry } : entry;
  const watch = typeof given.watch === 'object' ? given.watch : {};
  const ignored = [watch.ignored ?? []].flat();
  return { ...given, watch: { ...watch, ignored: [...ignored, written(root)] } };
};

/* The plugin; options as `server.js`, `root` being webpack's context. */
export default function plugin(options = {}) {
  const devServer = (own = {}, context = process.cwd()) => {
    const root = options.root ?? context;
    let door = null;
    const entries = own.static === undefined || typeof own.static === 'boolean' ? own.static
      : [own.static].flat().map((entry) => quiet(entry, root));
    return {
      ...own,
      ...(entries === undefined ? {} : { static: entries }),
      setupMiddlewares(middlewares, server) {
        const warn = (line) => server.logger.warn(line);
        door = daebug({ ...options, root, warn });
        const rest = own.setupMiddlewares ? own.setupMiddlewares(middlewares, server) : middlewares;
        return [{ name: 'daebug', middleware: door.middleware }, ...rest];
      },
      onListening(server) {
        server.server.on('upgrade', door.upgrade);
        door.ready();
        if (own.onListening) own.onListening(server);
      },
    };
  };

  return {
    devServer,
    apply(compiler) {
      if (compiler.options.devServer === false) return;
      compiler.options.devServer = devServer(compiler.options.devServer, compiler.context);
    },
  };
}
