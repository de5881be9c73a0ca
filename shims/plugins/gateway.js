/*
 * Where the gateway of the project's folder is.  The `daebug` command is asked
 * once, and has the folder served; later only the address that it named is tried,
 * so that what a person stopped stays stopped.  No token is known here.
 */
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { resolve } from 'node:path';

/* For the command, a daemon that has to start included. */
const COMMAND_MS = 15_000;

/* For the answer of a server on this machine. */
const HEALTH_MS = 2_000;

/* From a command that failed to the next try. */
const RETRY_MS = 5_000;

export class Gateway {
  #root;

  #command;

  #warn;

  #key;

  #url = '';

  #asked = null;

  #failedAt = -Infinity;

  /* `root` is the folder; `command` a program, or it and its first words; `key` the setting `pages.key`; `warn` takes a line. */
  constructor({ root = process.cwd(), command = process.env.DAEBUG_COMMAND || 'daebug', key = '', warn = console.warn } = {}) {
    this.#root = resolve(root);
    this.#command = Array.isArray(command) ? command : [command];
    this.#key = key;
    this.#warn = warn;
  }

  /* Its address as it was last known, as `http://localhost:8123/`; empty = none. */
  get url() {
    return this.#url;
  }

  /* How `node:http` reaches it: host, port, and the headers that it wants of everybody; null = there is none. */
  get place() {
    if (!this.#url) return null;
    const place = reached(this.#url);
    if (this.#key) place.headers.authorization = `Bearer ${this.#key}`;
    return place;
  }

  /* Its address once it is certain that somebody answers there; empty = nobody does. */
  async address() {
    if (this.#url) return (await answers(this.place)) ? this.#url : '';
    if (performance.now() - this.#failedAt < RETRY_MS) return '';
    this.#asked ??= this.#ask().finally(() => { this.#asked = null; });
    return this.#asked;
  }

  async #ask() {
    const [program, ...words] = this.#command;
    try {
      const said = await told(program, [...words, 'start', '--root', this.#root, '--json']);
      this.#url = new URL(JSON.parse(said).served.url).href;
    } catch (error) {
      this.#failedAt = performance.now();
      this.#warn(`daebug: pages can't join: ${error.message.trim()}`);
    }
    return this.#url;
  }
}

/* What Daebug says of an error with --json, in a line; anything else as it is. */
const complaint = (text) => {
  try {
    const { message, hint } = JSON.parse(text).error;
    return `${message}; try: ${hint}`;
  } catch {
    return text;
  }
};

/* The environment but for PORT, which Daebug would take as well: it is the dev server's. */
const environment = () => {
  const { PORT, ...rest } = process.env;
  return rest;
};

/* What a command prints; its error is what it said. */
const told = (program, words) => new Promise((done, fail) => {
  const settings = { timeout: COMMAND_MS, windowsHide: true, env: environment() };
  execFile(program, words, settings, (error, output, said) => {
    if (!error) done(output);
    else if (error.code === 'ENOENT') fail(new Error(`there is no command ${program}; name it: command: '/path/to/daebug'`));
    else fail(new Error(complaint(said) || error.message));
  }).stdin.end();
});

/* Whether `text` is what a gateway says of itself, and not another server that has its port now. */
const healthy = (text) => {
  try {
    const { ok, version, realms } = JSON.parse(text);
    return ok === true && version !== undefined && realms !== undefined;
  } catch {
    return false;
  }
};

/* Whether a gateway is at `place`. */
const answers = (place) => new Promise((done) => {
  const asked = request({ ...place, path: '/health', timeout: HEALTH_MS }, (answer) => {
    let text = '';
    answer.setEncoding('utf8');
    answer.on('data', (piece) => { text += piece; });
    answer.on('end', () => done(healthy(text)));
    answer.on('error', () => done(false));
  });
  asked.on('timeout', () => asked.destroy());
  asked.on('error', () => done(false));
  asked.end();
});

/* How `node:http` reaches `url`: `localhost` may mean ::1 first, where nobody listens. */
const reached = (url) => {
  const { hostname, port, host } = new URL(url);
  return {
    host: hostname === 'localhost' ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, ''),
    port: port || 80,
    headers: { host },
  };
};
