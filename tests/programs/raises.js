// Throws where it is caught, and then where nobody catches it.
"use strict";

function fail(n) {
  if (n === 0) {
    throw new TypeError("boom"); // @raise
  }
  return fail(n - 1);
}

try {
  fail(0);
} catch {
  console.log("caught");
}
setTimeout(() => fail(2), 1);
