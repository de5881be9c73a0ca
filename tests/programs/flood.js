// Writes as many bytes as its first argument says, in lines of a hundred.
"use strict";

for (let n = 0; n < Number(process.argv[2]) / 100; n++) {
  console.log(String(n).padStart(99, "0"));
}
