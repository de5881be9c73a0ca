// A module whose errors are caught twice, and then are not.
function fail() {
  throw new Error("at once"); // @fail
}

async function later() {
  await null;
  throw new Error("later"); // @later
}

try {
  fail();
} catch {
  console.log("caught { at once");
}
try {
  await later();
} catch {
  console.log("caught later");
}
if (process.argv[2] === "later") await later();
fail();
