// Runs until its "keep" is false; then it ends with 7.
"use strict";

let keep = true;
const pause = new Int32Array(new SharedArrayBuffer(4));

function tick(rounds) {
  Atomics.wait(pause, 0, 0, 2);
  return rounds + 1; // @tick
}

console.log("ready");
let rounds = 0;
while (keep) {
  rounds = tick(rounds); // @loop
}
process.exit(7);
