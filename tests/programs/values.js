// Values of every kind, for a debugger to show without running anything.
"use strict";

class Point {
  #secret = 5;

  constructor(x, y) {
    this.x = x;
    this.y = y;
    Object.defineProperty(this, "length", {
      enumerable: true,
      get() {
        globalThis.read = true;
        return this.x + this.y;
      },
    });
  }

  sum() {
    return this.x + this.y + this.#secret; // @sum
  }
}

function work(list, { deep }) {
  let total = 0;
  for (const item of list) {
    const square = item * item;
    total += square; // @square
  }
  const point = new Point(3, 4);
  const many = Array.from({ length: 10000 }, (_, i) => i * 2);
  const map = new Map([["a", 1]]);
  const nothing = null;
  const text = 'he"llo';
  const bytes = new Uint8Array(2000);
  const add = (n) => n + total;
  point.sum();
  return add(many.length + map.size + text.length + bytes.length + deep.a.b); // @values
}

async function waits(n) {
  await null;
  return n + 1; // @awaited
}

async function outer() {
  return (await waits(1)) + 1;
}

const result = work([1, 2, 3], { deep: { a: { b: 1 } } });
console.log(result);
outer();
