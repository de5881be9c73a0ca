// A list, a table, and numbers: what is shown of many elements, and how fast.
function main() {
  const many = Array.from({ length: 10000 }, (_, i) => i);
  const table = new Map(many.map((i) => [i, 2 * i]));
  const array = Float64Array.from(many);
  console.log(many.length, table.size, array.length); // @full
}
main();
