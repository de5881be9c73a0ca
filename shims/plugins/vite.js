/*
 * Vite: the shim in the pages of its dev server, and the door to the gateway.
 * Builds and previews know nothing of it.
 *
 *   import daebug from '.../vite.js';
 *   export default defineConfig({ plugins: [daebug()] });
 */
import { resolve } from 'node:path';
import { withShim } from './pages.js';
import daebug from './server.js';
import { patterns, written } from './transcripts.js';

/* Vite's own list, which a list of ours would replace. https://vite.dev/config/server-options#server-fs-deny */
const DENIED = ['.env', '.env.*', '*.{crt,pem}', '**/.git/**'];

/* The plugin; options as `server.js`, `root` being Vite's. */
export default function plugin(options = {}) {
  let root = '';
  let door = null;

  return {
    name: 'daebug',
    apply: 'serve',

    /* Transcripts are not for pages, and a reply in one is no reason to load a page anew. */
    config(own, { isPreview }) {
      if (isPreview) return undefined;
      root = resolve(options.root ?? own.root ?? '');
      return {
        server: {
          fs: { deny: [...(own.server?.fs?.deny ? [] : DENIED), ...patterns(root)] },
          watch: own.server?.watch === null ? undefined : { ignored: [written(root)] },
        },
      };
    },

    configureServer(server) {
      const warn = (line) => server.config.logger.warn(line, { timestamp: true });
      door = daebug({ ...options, root, warn });
      server.middlewares.use(door.channel);
      server.httpServer?.on('upgrade', door.upgrade);
      server.httpServer?.once('listening', () => door.ready());
    },

    transformIndexHtml: {
      order: 'post',
      handler: async (html) => (door && (await door.ready()) ? withShim(html) : html),
    },
  };
}
