// Says whether it is in a terminal, reads a line and repeats it.
"use strict";

const inside = process.stdin.isTTY && process.stdout.isTTY;
console.log(inside ? "in a terminal" : "no terminal");
process.stdin.once("data", (line) => {
  process.stdout.write(`got ${line}`);
  process.stdin.pause();
});
