/*
 * The lines in which two texts differ, by their longest common subsequence;
 * equal lines are kept near a difference and counted elsewhere.
 */
daebug.diff = (() => {
  const MOST = 1000;
  const NEAR = 2;

  const edges = (a, b) => {
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
    let end = 0;
    while (end < a.length - start && end < b.length - start
      && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
    return [start, end];
  };

  const lengths = (a, b) => {
    const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i -= 1) {
      for (let j = b.length - 1; j >= 0; j -= 1) {
        table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
      }
    }
    return table;
  };

  const middle = (a, b) => {
    if (a.length > MOST || b.length > MOST) return [...a.map((line) => `+ ${line}`), ...b.map((line) => `- ${line}`)];
    const table = lengths(a, b);
    const lines = [];
    let i = 0;
    let j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) {
        lines.push(`  ${a[i]}`);
        i += 1;
        j += 1;
      } else if (i < a.length && (j >= b.length || table[i + 1][j] >= table[i][j + 1])) {
        lines.push(`+ ${a[i]}`);
        i += 1;
      } else {
        lines.push(`- ${b[j]}`);
        j += 1;
      }
    }
    return lines;
  };

  const folded = (lines) => {
    const near = lines.map((_, index) => lines.slice(Math.max(0, index - NEAR), index + NEAR + 1)
      .some((line) => line[0] !== ' '));
    const shown = [];
    let hidden = 0;
    lines.forEach((line, index) => {
      if (near[index]) {
        if (hidden) shown.push(`  ... (${hidden} equal lines)`);
        hidden = 0;
        shown.push(line);
      } else hidden += 1;
    });
    if (hidden) shown.push(`  ... (${hidden} equal lines)`);
    return shown;
  };

  /* `+` lines are in `actual` only, `-` lines in `expected` only. */
  const lines = (actual, expected) => {
    const [a, b] = [actual.split('\n'), expected.split('\n')];
    const [start, end] = edges(a, b);
    const same = (from, to) => a.slice(from, to).map((line) => `  ${line}`);
    return folded([
      ...same(0, start),
      ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
      ...same(a.length - end, a.length),
    ]).join('\n');
  };

  return { lines };
})();
