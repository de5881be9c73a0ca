// Calls itself as deep as its first argument says.
"use strict";

function down(left) {
  if (left === 0) {
    return 1; // @bottom
  }
  return down(left - 1) + 1;
}

console.log(down(Number(process.argv[2])));
