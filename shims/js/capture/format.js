/*
 * The text of a console call: its format directives put in, the other
 * arguments as values are told, joined by a blank.
 */
daebug.format = (() => {
  const NESTED = { depth: 3, items: 50, chars: 10000, values: 500, json: 0 };

  const shown = (value) => (typeof value === 'string' ? value : daebug.serialise(value, NESTED).text);

  const whole = (value, parse) => {
    if (typeof value === 'symbol' || (typeof value === 'object' && value !== null)) return 'NaN';
    return `${typeof value === 'bigint' ? `${value}n` : parse(value)}`;
  };

  const DIRECTIVES = {
    s: (value) => (typeof value === 'object' || typeof value === 'function' ? shown(value) : String(value)),
    d: (value) => whole(value, (one) => Math.trunc(Number(one))),
    i: (value) => whole(value, (one) => Math.trunc(Number.parseFloat(one))),
    f: (value) => whole(value, Number.parseFloat),
    o: shown,
    O: shown,
    c: () => '',
  };

  const directed = (format, rest) => format.replace(/%([sdifoOc%])/g, (whole_, letter) => {
    if (letter === '%') return '%';
    return rest.length ? DIRECTIVES[letter](rest.shift()) : whole_;
  });

  /* The text of console arguments, at most `chars` long. */
  const text = (inputs, chars = 10000) => {
    const rest = [...inputs];
    const parts = [];
    if (typeof rest[0] === 'string' && rest.length > 1) parts.push(directed(rest.shift(), rest));
    parts.push(...rest.map(shown));
    return daebug.cut(parts.join(' '), chars).text;
  };

  /* The JSON text of a single argument that is an object or array; '' for others. */
  const json = (inputs) => {
    if (inputs.length !== 1 || typeof inputs[0] !== 'object') return '';
    return daebug.plainJson(inputs[0], 100000);
  };

  /* The text of console.table: columns in line, at most 100 rows. */
  const table = (data, columns) => {
    if (typeof data !== 'object' || data === null) return shown(data);
    const told = daebug.serialise(data, { depth: 2, items: 100, chars: 1e6, json: 0 });
    const names = [...new Set(told.parts.flatMap(([, row]) => row.parts.map(([name]) => name)))]
      .filter((name) => !Array.isArray(columns) || columns.includes(name)).slice(0, 20);
    const loose = told.parts.some(([, row]) => !row.parts.length);
    const head = ['(index)', ...names, ...(loose ? ['Values'] : [])];
    const rows = told.parts.map(([key, row]) => {
      const cells = new Map(row.parts.map(([name, cell]) => [name, cell.text]));
      return [key, ...names.map((name) => cells.get(name) || ''), ...(loose ? [row.parts.length ? '' : row.text] : [])];
    });
    const lines = [head, ...rows].map((row) => row.map((cell) => `${cell}`.split('\n')[0].slice(0, 60)));
    const widths = head.map((_, column) => Math.max(...lines.map((row) => row[column].length)));
    const drawn = lines.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join(' | ').trimEnd());
    if (told.left_out) drawn.push(`... (${told.left_out} more)`);
    return drawn.join('\n');
  };

  return { text, json, table };
})();
