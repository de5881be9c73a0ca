import test from 'node:test';

for (const name of ['one', 'two', 'three']) {
  test(name, () => new Promise((resolve) => { setTimeout(resolve, 120); }));
}
