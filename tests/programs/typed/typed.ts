// Measures a square and exits with its area.

import { area, Shape } from "./area";

interface Options {
  loud: boolean;
}

function report(shape: Shape, options: Options): number {
  const value: number = area(shape); // @call
  if (options.loud) {
    console.log("area", value);
  }
  return value; // @end
}

declare const process: { exitCode?: number };
process.exitCode = report({ kind: "square", side: 3 }, { loud: true });
