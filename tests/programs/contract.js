// Adds numbers in a function, prints the sum and exits with it; "fail" throws.
"use strict";

function add(a, b) {
  const sum = a + b; // @add
  return sum;
}

function main() {
  let total = 0;
  for (let i = 1; i <= 4; i++) {
    total = add(total, i); // @loop
  }
  console.log("total", total);
  console.error("to stderr");
  if (process.argv[2] === "fail") {
    throw new Error("asked to fail"); // @fail
  }
  return total; // @end
}

process.exitCode = main();
