// What a shape measures; compiled into area.js by `tsc --sourceMap --module commonjs`.

export type Shape = { kind: "square"; side: number } | { kind: "circle"; radius: number };

export function area(shape: Shape): number {
  switch (shape.kind) {
    case "square":
      return shape.side ** 2; // @square
    default:
      return Math.PI * shape.radius ** 2;
  }
}
