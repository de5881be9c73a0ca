// Waits for ever, and ends with 5 when its "ends" is true at SIGUSR2.
import { count } from "./counted.mjs";

let ends = false; // @first
process.on("SIGUSR2", () => {
  if (ends) process.exit(5); // @signal
});
console.log("ready", count(1));
setInterval(() => {}, 1_000_000);
