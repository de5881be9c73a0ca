/*
 * What Daebug writes in a served folder: no page may have it, and none should be
 * loaded anew because of it.
 */
import { realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

/* Names of `root`: as it was given, and as it is. */
const places = (root) => {
  const given = resolve(root);
  try {
    return [...new Set([given, realpathSync(given)])];
  } catch {
    return [given];
  }
};

/* Whether a path is of index or transcripts of `root`, or of the index while it is written. */
export const written = (root) => {
  const held = places(root).map((place) => [join(place, 'daebug.md'), join(place, 'daebug'), join(place, '.daebug-')]);
  return (path) => {
    const real = resolve(String(path));
    return held.some(([index, folder, making]) => real === index || real === folder
      || real.startsWith(folder + sep) || real.startsWith(making));
  };
};

/* The same as glob patterns of picomatch, by file. */
export const patterns = (root) => places(root).flatMap((place) => {
  const literal = place.replaceAll(sep, '/').replace(/[()[\]{}!*+?@|\\]/g, '\\$&');
  return [`${literal}/daebug.md`, `${literal}/daebug/**`, `${literal}/.daebug-*`];
});
