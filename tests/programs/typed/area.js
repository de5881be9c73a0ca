"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.area = area;
function area(shape) {
    switch (shape.kind) {
        case "square":
            return shape.side ** 2;
        default:
            return Math.PI * shape.radius ** 2;
    }
}
//# sourceMappingURL=area.js.map