// What Daebug is measured beside, in JavaScript: the nine strategies of an edit, written line by
// line as their rules are told, each candidate tried as it comes; and a keyed lock for many
// readers or one writer.  Reads one question a line, {kind, ...}, and answers a list of
// milliseconds; JSON both ways.

import { createInterface } from "node:readline";

const trimmed = (text) => text.split("\n").map((line) => line.trim());
const cut = (old) => (old.endsWith("\n") ? old.slice(0, -1) : old);

function* blocks(text, count) {
  const lines = text.split("\n");
  for (let at = 0; at + count <= lines.length; at++) yield lines.slice(at, at + count);
}

function* alike(text, old, same) {
  const wanted = old.split("\n");
  for (const block of blocks(text, wanted.length)) if (same(block, wanted)) yield block.join("\n");
}

function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
    row = next;
  }
  return row[other.length];
}

function pairs(lines, first, last) {
  const found = [];
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].trim() !== first) continue;
    for (let j = i + 2; j < lines.length; j++) {
      if (lines[j].trim() === last) {
        found.push([i, j]);
        break;
      }
    }
  }
  return found;
}

function likeness(lines, wanted, [i, j]) {
  const count = Math.min(wanted.length - 2, j - i - 1);
  let sum = 0;
  for (let n = 1; n <= count; n++) {
    const one = lines[i + n].trim();
    const other = wanted[n].trim();
    const longest = Math.max(one.length, other.length);
    if (longest) sum += 1 - distance(one, other) / longest;
  }
  return count > 0 ? sum / count : 1;
}

const normal = (text) => text.replace(/\s+/g, " ").trim();
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function dedented(text) {
  const lines = text.split("\n");
  const least = Math.min(...lines.filter((l) => l.trim()).map((l) => l.match(/^\s*/)[0].length));
  return lines.map((line) => (line.trim() ? line.slice(least) : line)).join("\n");
}

const READ = { n: "\n", t: "\t", r: "\r" };
const unescaped = (text) => text.replace(/\\([ntr'"`\\$\n])/g, (_, c) => READ[c] ?? c);

const strategies = [
  function* exact(_, old) {
    yield old;
  },
  function* lineTrimmed(text, old) {
    yield* alike(text, cut(old), (a, b) => a.every((line, n) => line.trim() === b[n].trim()));
  },
  function* blockAnchor(text, old) {
    if (old.split("\n").length < 3) return;
    const lines = text.split("\n");
    const wanted = cut(old).split("\n");
    const found = pairs(lines, wanted[0].trim(), wanted.at(-1).trim());
    let best = found[0];
    if (found.length > 1) {
      let highest = -1;
      for (const pair of found) {
        const like = likeness(lines, wanted, pair);
        if (like > highest) [best, highest] = [pair, like];
      }
      if (highest < 0.3) return;
    }
    if (best) yield lines.slice(best[0], best[1] + 1).join("\n");
  },
  function* whitespaceNormalized(text, old) {
    const wanted = normal(old);
    for (const line of text.split("\n")) {
      if (normal(line) === wanted) yield line;
      else if (normal(line).includes(wanted)) {
        const words = old.trim().split(/\s+/);
        const match = line.match(new RegExp(words.map(escaped).join("\\s+")));
        if (match) yield match[0];
      }
    }
    if (old.includes("\n"))
      for (const block of blocks(text, old.split("\n").length))
        if (normal(block.join("\n")) === wanted) yield block.join("\n");
  },
  function* indentationFlexible(text, old) {
    const wanted = dedented(old);
    yield* alike(text, old, (block) => dedented(block.join("\n")) === wanted);
  },
  function* escapeNormalized(text, old) {
    const wanted = unescaped(old);
    if (text.includes(wanted)) yield wanted;
    yield* alike(text, wanted, (block) => unescaped(block.join("\n")) === wanted);
  },
  function* trimmedBoundary(text, old) {
    const wanted = old.trim();
    if (wanted === old) return;
    if (text.includes(wanted)) yield wanted;
    yield* alike(text, old, (block) => block.join("\n").trim() === wanted);
  },
  function* contextAware(text, old) {
    if (old.split("\n").length < 3) return;
    const wanted = trimmed(cut(old));
    const lines = text.split("\n");
    for (const [i, j] of pairs(lines, wanted[0], wanted.at(-1))) {
      if (j - i + 1 !== wanted.length) continue;
      const block = lines.slice(i, j + 1);
      const told = block.map((line, n) => [line.trim(), wanted[n]]).slice(1, -1);
      const both = told.filter(([one, other]) => one || other);
      if (2 * both.filter(([one, other]) => one === other).length >= both.length)
        yield block.join("\n");
    }
  },
  function* everyOccurrence(text, old) {
    for (let at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length)) yield old;
  },
];

function place(text, old) {
  let several = false;
  for (const strategy of strategies) {
    for (const candidate of strategy(text, old)) {
      const first = text.indexOf(candidate);
      if (first < 0) continue;
      if (first === text.lastIndexOf(candidate)) return first;
      several = true;
    }
  }
  return several ? "several" : "nowhere";
}

class Locks {
  #keys = new Map();

  async hold(key, writing, work) {
    const one = this.#keys.get(key) ?? { readers: 0, writer: false, waiting: [] };
    this.#keys.set(key, one);
    const free = writing ? !one.readers && !one.writer : !one.writer;
    if (!free || one.waiting.some((waiter) => waiter.writing))
      await new Promise((go) => one.waiting.push({ writing, go }));
    else this.#take(one, writing);
    try {
      return await work();
    } finally {
      if (writing) one.writer = false;
      else one.readers--;
      this.#next(key, one);
    }
  }

  #take(one, writing) {
    if (writing) one.writer = true;
    else one.readers++;
  }

  #next(key, one) {
    const at = one.waiting.findIndex((waiter) => waiter.writing);
    if (at >= 0 && !one.readers && !one.writer) {
      const [{ go }] = one.waiting.splice(at, 1);
      this.#take(one, true);
      go();
    } else if (at < 0) {
      for (const { go } of one.waiting.splice(0)) {
        this.#take(one, false);
        go();
      }
    }
    if (!one.readers && !one.writer && !one.waiting.length) this.#keys.delete(key);
  }
}

async function milliseconds(rounds, work) {
  const samples = [];
  for (let n = 0; n < rounds + 1; n++) {
    const begun = performance.now();
    await work();
    samples.push(performance.now() - begun);
  }
  return samples.slice(1);
}

async function edit({ text, old, rounds }) {
  let found;
  const samples = await milliseconds(rounds, () => (found = place(text, old)));
  return { samples, found };
}

async function lock({ readers, writers, together, rounds }) {
  const locks = new Locks();
  const nothing = async () => {};
  const wanted = [...Array(readers).fill(false), ...Array(writers).fill(true)];
  const samples = await milliseconds(rounds, async () => {
    if (together) return Promise.all(wanted.map((writing) => locks.hold("f", writing, nothing)));
    for (const writing of wanted) await locks.hold("f", writing, nothing);
  });
  return { samples };
}

async function fuzzy({ names, query, rounds, from }) {
  const { default: fuzzysort } = await import(from);
  const prepared = names.map((name) => fuzzysort.prepare(name));
  return { samples: await milliseconds(rounds, () => fuzzysort.go(query, prepared, { limit: 10 })) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = await { edit, lock, fuzzy }[asked.kind](asked);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
