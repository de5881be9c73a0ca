/*
 * The shim in pages while they are sent: for servers that have no word in what a
 * page holds.  Only what a browser shows is changed, and of it only the head; the
 * rest goes through as it comes.
 */
import { headed, withShim } from './pages.js';

/* Bytes that are held back at most to see the whole head. */
const HEAD_BYTES = 64 * 1024;

const SHOWN = ['document', 'iframe', 'frame', 'embed', 'object'];

/* Whether a browser will show the answer to `asked` as a page. */
export const shown = ({ method, headers }) => {
  if (method !== 'GET') return false;
  const meant = headers['sec-fetch-dest'];
  return meant === undefined ? /\btext\/html\b/.test(headers.accept ?? '') : SHOWN.includes(meant);
};

/* Ask for a page whole and in plain bytes, so that there is something to put the shim into. */
export const whole = (asked) => {
  for (const name of ['accept-encoding', 'if-none-match', 'if-modified-since', 'if-range', 'range']) {
    delete asked.headers[name];
  }
};

const isPage = (answer) => answer.statusCode !== 304 && answer.statusCode !== 206
  && /^text\/html\b/i.test(String(answer.getHeader('content-type') ?? ''))
  && /^(?:identity)?$/.test(String(answer.getHeader('content-encoding') ?? ''));

const isWide = (bytes) => (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/* Bytes of a page's start with the shim; one character a byte, so that any encoding comes through. */
const filled = (bytes) => (isWide(bytes) ? bytes : Buffer.from(withShim(bytes.toString('latin1')), 'latin1'));

/* Headers as `writeHead` takes them, as pairs of name and value; what comes twice is a list. */
const pairs = (given) => {
  if (!Array.isArray(given)) return Object.entries(given);
  const flat = given.flat();
  const found = new Map();
  for (let at = 0; at < flat.length; at += 2) {
    const name = String(flat[at]).toLowerCase();
    found.set(name, [...(found.get(name) ?? []), flat[at + 1]]);
  }
  return [...found].map(([name, values]) => [name, values.length > 1 ? values : values[0]]);
};

/* Have `answer` put the shim into what is written to it, if that is a page. */
export const insert = (answer) => {
  const { write, end, writeHead } = answer;
  let held = []; // null = the head is out, or this is no page
  let size = 0;
  let begun = false;

  const begin = () => {
    if (begun) return;
    begun = true;
    if (!isPage(answer) || answer.headersSent) held = null;
    else ['content-length', 'etag', 'last-modified', 'accept-ranges', 'content-md5'].forEach((name) => answer.removeHeader(name));
  };
  const flush = () => {
    const bytes = filled(Buffer.concat(held));
    held = null;
    return bytes;
  };
  const hold = (chunk, encoding) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
    held.push(bytes);
    size += bytes.length;
    return size >= HEAD_BYTES || headed(Buffer.concat(held).toString('latin1'));
  };
  const split = (encoding, done) => (typeof encoding === 'function' ? [undefined, encoding] : [encoding, done]);

  answer.writeHead = (status, ...more) => {
    answer.statusCode = status;
    const given = more.find((one) => one && typeof one === 'object') ?? {};
    for (const [name, value] of pairs(given)) answer.setHeader(name, value);
    begin();
    return writeHead.call(answer, status, ...more.filter((one) => typeof one === 'string'));
  };
  answer.write = (chunk, encoding, done) => {
    const [code, callback] = split(encoding, done);
    begin();
    if (!held) return write.call(answer, chunk, code, callback);
    if (hold(chunk, code)) return write.call(answer, flush(), undefined, callback);
    if (callback) process.nextTick(callback);
    return true;
  };
  answer.end = (chunk, encoding, done) => {
    const [code, callback] = typeof chunk === 'function' ? [undefined, chunk] : split(encoding, done);
    const last = typeof chunk === 'function' ? undefined : chunk;
    begin();
    if (!held) return end.call(answer, last, code, callback);
    if (last !== undefined && last !== null) hold(last, code);
    return end.call(answer, flush(), undefined, callback);
  };
};
