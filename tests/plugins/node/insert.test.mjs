/* Pages while they are sent, however they are written; everything else as it was. */
import test from 'node:test';
import assert from 'node:assert/strict';
import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { SCRIPT } from '../../../shims/plugins/pages.js';
import { insert, shown, whole } from '../../../shims/plugins/insert.js';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PAGE = '<!doctype html><head><title>p\u00e4ge</title></head><body>'.concat('x'.repeat(100_000), '</body>');

/* What a browser gets of a server that answers with `write`. */
const sent = async (write, headers = {}) => {
  const server = http.createServer((asked, answer) => {
    if (shown(asked)) {
      whole(asked);
      insert(answer);
    }
    write(answer, asked);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await new Promise((done, fail) => {
      const asked = { port: server.address().port, host: '127.0.0.1', agent: false, headers: { 'sec-fetch-dest': 'document', ...headers } };
      http.get(asked, (got) => {
        const pieces = [];
        got.on('data', (piece) => pieces.push(piece));
        got.on('end', () => done({ status: got.statusCode, headers: got.headers, bytes: Buffer.concat(pieces), text: Buffer.concat(pieces).toString() }));
        got.on('error', fail);
      }).on('error', fail);
    });
  } finally {
    server.close();
  }
};

const WRITERS = {
  'at once': (answer) => answer.writeHead(200, HTML).end(PAGE),
  'with its length': (answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.setHeader('content-length', Buffer.byteLength(PAGE));
    answer.end(PAGE);
  },
  'with a list of headers': (answer) => answer.writeHead(200, 'Fine', ['Content-Type', 'text/html', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']).end(PAGE),
  'byte by byte': (answer) => {
    answer.writeHead(200, HTML);
    const bytes = Buffer.from(PAGE);
    for (let at = 0; at < 200; at += 1) answer.write(bytes.subarray(at, at + 1));
    answer.end(bytes.subarray(200));
  },
  'as text in pieces with callbacks': (answer) => {
    answer.setHeader('Content-Type', 'text/html');
    answer.write(PAGE.slice(0, 20), 'utf8', () => answer.write(PAGE.slice(20, 40), () => answer.end(PAGE.slice(40), 'utf8', () => {})));
  },
  'headers flushed first': (answer) => {
    answer.writeHead(200, HTML);
    answer.flushHeaders();
    answer.end(PAGE);
  },
};

for (const [how, write] of Object.entries(WRITERS)) {
  test(`a page written ${how} has the shim, and is whole`, async () => {
    const { status, text, headers } = await sent(write);
    assert.equal(status, 200);
    assert.equal(text.split(SCRIPT).length, 2);
    assert.equal(text.replace(/<script.*<\/script>/, ''), PAGE);
    assert.ok(text.indexOf(SCRIPT) < text.indexOf('<title>'));
    if (how.includes('list')) assert.deepEqual(headers['set-cookie'], ['a=1', 'b=2']);
  });
}

test('a page without a head, and one that is empty, have it too', async () => {
  for (const page of ['hello', '']) {
    const { text } = await sent((answer) => answer.writeHead(200, HTML).end(page));
    assert.ok(text.includes(SCRIPT) && text.endsWith(page));
  }
});

test('what is no page goes through as it is', async () => {
  const zipped = gzipSync(PAGE);
  const wide = Buffer.from(`\uFEFF${PAGE}`, 'utf16le');
  const others = [
    [{ 'content-type': 'application/json', 'content-length': '2', etag: '"a"' }, Buffer.from('{}')],
    [{ ...HTML, 'content-encoding': 'gzip' }, zipped],
    [HTML, wide],
  ];
  for (const [headers, bytes] of others) {
    const got = await sent((answer) => answer.writeHead(200, headers).end(bytes));
    assert.deepEqual(got.bytes, bytes);
    if (headers.etag) assert.equal(got.headers.etag, '"a"');
  }
});

test('what a script fetches has no shim, even if it is HTML', async () => {
  const { text } = await sent(WRITERS['at once'], { 'sec-fetch-dest': 'empty' });
  assert.equal(text, PAGE);
});

test('a page is asked for whole, and can not be taken for an older one', async () => {
  const asking = { 'if-none-match': '"a"', range: 'bytes=0-9', 'accept-encoding': 'gzip' };
  const { headers } = await sent((answer, asked) => {
    for (const name of Object.keys(asking)) assert.equal(asked.headers[name], undefined);
    answer.writeHead(200, { ...HTML, etag: '"a"', 'last-modified': 'now' }).end(PAGE);
  }, asking);
  assert.equal(headers.etag, undefined);
  assert.equal(headers['last-modified'], undefined);
});

test('bytes of another encoding come through', async () => {
  const latin = Buffer.from('<head><title>\xe4\xff</title><script type=importmap>{"imports":{"\xe4":"/b"}}</script>', 'latin1');
  const { bytes } = await sent((answer) => answer.writeHead(200, HTML).end(latin));
  assert.ok(bytes.includes(Buffer.from('<title>\xe4\xff</title>', 'latin1')));
  assert.ok(bytes.includes(Buffer.from('"\xe4":"/b"', 'latin1')));
});
