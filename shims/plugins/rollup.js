/*
 * Rollup: it has no server, so while it watches, its pages and bundles fetch the shim
 * from the gateway, which must allow the origin that they are shown at.  What it builds
 * once is left as it is.  A Node server that shows the output needs `server.js` alone.
 *
 *   import daebug from '.../rollup.js';
 *   export default { plugins: [daebug()] };
 */
import { direct, loader, put } from './pages.js';
import { Gateway } from './gateway.js';
import { developing } from './server.js';

const isPage = (file) => file.type === 'asset' && /\.html?$/i.test(file.fileName);

const text = (source) => (typeof source === 'string' ? source : Buffer.from(source).toString('utf8'));

/* The plugin; options as `Gateway`. */
export default function plugin(options = {}) {
  const gateway = new Gateway(options);
  let url = '';

  return {
    name: 'daebug',

    async buildStart() {
      url = this.meta.watchMode && developing() ? await gateway.address() : '';
    },

    /* Guarded, so that a page which has the shim already gets no other. */
    banner: (chunk) => (url && chunk.isEntry ? loader(url) : ''),

    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        if (!url) return;
        for (const file of Object.values(bundle).filter(isPage)) file.source = put(text(file.source), direct(url));
      },
    },
  };
}
