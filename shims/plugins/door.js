/*
 * From a page of the dev server to the gateway: who may go through, and the way.
 * The gateway trusts its own pages on the browser's word.  Here that trust is lent
 * to pages of the dev server, so the same is asked of them first: a browser on
 * this machine, a name that only this machine has, the server's own origin.
 */
import { request } from 'node:http';

/* Whose paths are ours, and what such a path looks like. */
const OURS = /^\/-daebug(?:[/-]|$)/;
const SHAPE = /^\/-daebug[/-][\w:-]+(?:\.[\w-]+)*(?:\?|$)/;

const NAMES = /^(?:localhost|[\w-]+(?:\.[\w-]+)*\.localhost|127\.0\.0\.1|\[::1\])$/i;
const LOOPBACK = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/;

/* A poll is answered within 15 s. */
const SILENT_MS = 60_000;

/* For the answer to an upgrade. */
const UPGRADE_MS = 10_000;

/* What is between two neighbours and not for those beyond them, and what is the dev server's alone. RFC 9110, 7.6.1. */
const DROPPED = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer',
  'transfer-encoding', 'upgrade', 'host', 'origin', 'referer', 'cookie', 'authorization', 'set-cookie', 'http2-settings',
]);

/* The path that was asked for, also where a framework cut its beginning off. */
const path = (asked) => asked.originalUrl ?? asked.url;

/* Whether `asked` is for the gateway. */
export const ours = (asked) => OURS.test(path(asked));

const known = (host, hosts) => {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return NAMES.test(name) || hosts.includes(name);
};

/* Why `asked` may not go through; empty = it may.  `hosts` are more names of this server. */
export const refusal = (asked, hosts = []) => {
  const { headers } = asked;
  const host = headers.host ?? headers[':authority'] ?? '';
  if (!LOOPBACK.test(asked.socket.remoteAddress ?? '')) return 'only pages on this machine may join';
  if (!known(host, hosts)) return 'this server is not known by that name; see the option hosts';
  const origin = headers.origin?.toLowerCase();
  const own = [`http://${host}`, `https://${host}`].map((one) => one.toLowerCase());
  if (origin !== undefined && !own.includes(origin)) return 'a page from elsewhere asks';
  if (!['same-origin', 'none'].includes(headers['sec-fetch-site'] ?? 'none')) return 'a page from elsewhere asks';
  return '';
};

const passed = (headers) => Object.fromEntries(
  Object.entries(headers).filter(([name]) => !DROPPED.has(name) && !name.startsWith(':')),
);

/* The request to send on: as it came, but from a page of the gateway's own. */
const onward = (asked, { headers, ...place }, more = {}) => {
  const origin = asked.headers.origin === undefined ? {} : { origin: `http://${headers.host}` };
  return request({
    ...place,
    method: asked.method,
    path: path(asked),
    agent: false, // a request that waits must not keep others from a connection
    headers: { ...passed(asked.headers), ...headers, ...origin, ...more },
  });
};

const plain = (answer, status, text) => {
  answer.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  answer.end(`${text}\n`);
};

/* Answer `asked`, which is ours, with what the gateway at `place` says; null = there is none. */
export const forward = (asked, answer, { place, hosts }) => {
  const why = refusal(asked, hosts);
  if (why) return plain(answer, 403, why);
  if (!SHAPE.test(path(asked))) return plain(answer, 404, 'Not found');
  if (!place) return plain(answer, 503, 'Daebug does not serve this folder');
  const sent = onward(asked, place);
  sent.setTimeout(SILENT_MS, () => sent.destroy());
  sent.on('response', (got) => {
    answer.writeHead(got.statusCode, passed(got.headers));
    got.on('error', () => answer.destroy());
    got.pipe(answer);
  });
  sent.on('error', () => {
    if (answer.headersSent) answer.destroy();
    else plain(answer, 502, 'the gateway does not answer');
  });
  answer.on('close', () => sent.destroy());
  return asked.pipe(sent);
};

const ended = (socket, status, text) => {
  if (socket.writable) socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

const joined = (near, far) => {
  for (const [one, other] of [[near, far], [far, near]]) {
    one.setTimeout(0);
    one.setNoDelay(true);
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
};

/* Carry the WebSocket that `asked` opens on `socket` to the gateway at `place`. */
export const carry = (asked, socket, head, { place, hosts }) => {
  socket.on('error', () => socket.destroy());
  if (refusal(asked, hosts) || !SHAPE.test(path(asked))) return ended(socket, 403, 'Forbidden');
  if (!place) return ended(socket, 503, 'Service Unavailable');
  const sent = onward(asked, place, { connection: 'Upgrade', upgrade: asked.headers.upgrade });
  sent.setTimeout(UPGRADE_MS, () => sent.destroy());
  sent.on('upgrade', (got, far, first) => {
    far.on('error', () => far.destroy());
    const lines = got.rawHeaders.flatMap((name, at, all) => (at % 2 ? [] : [`${name}: ${all[at + 1]}`]));
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (first.length) socket.write(first);
    if (head.length) far.write(head);
    joined(socket, far);
  });
  sent.on('response', (got) => {
    got.resume();
    ended(socket, got.statusCode, got.statusMessage);
  });
  sent.on('error', () => ended(socket, 502, 'Bad Gateway'));
  socket.on('close', () => sent.destroy());
  return sent.end();
};
