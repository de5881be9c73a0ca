// Two worker threads, each of which doubles its number.
"use strict";

const { Worker, isMainThread, parentPort, workerData } = require("worker_threads");

if (isMainThread) {
  for (const number of [5, 6]) {
    const worker = new Worker(__filename, { workerData: number });
    worker.on("message", (value) => console.log("doubled", value));
  }
} else {
  const twice = workerData * 2;
  parentPort.postMessage(twice); // @twice
}
