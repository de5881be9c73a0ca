// A module that another one imports.
export function count(n) {
  return n + 1; // @count
}
