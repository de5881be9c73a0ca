"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const area_1 = require("./area");
function report(shape, options) {
    const value = (0, area_1.area)(shape);
    if (options.loud) {
        console.log("area", value);
    }
    return value;
}
process.exitCode = report({ kind: "square", side: 3 }, { loud: true });
//# sourceMappingURL=typed.js.map