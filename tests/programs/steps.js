// Steps for ever, with something to show at each.
function main() {
  const where = { x: 3, y: 4 };
  const numbers = [1, 2, 3, 4];
  const name = "daebug";
  let total = 0;
  for (;;) {
    total += numbers[total & 3]; // @loop
    where.x = total;
    where.y = name[total % 6];
  }
}
main();
