/*
 * The text of values: quoting, cutting with a word about what was left out, and
 * the layout of nested parts: on one line if it is short, else indented.
 */
daebug.LINE = 76;

/* `text` in quotes, as JavaScript would read it. */
daebug.quoted = (text) => {
  const shown = daebug.natives.stringify(text);
  if (text.includes("'") || typeof shown !== 'string') return shown;
  return `'${shown.slice(1, -1).replace(/\\"/g, '"')}'`;
};

/* `text`, at most about `chars` long, and how many characters are not there. */
daebug.cut = (text, chars) => {
  if (text.length <= chars) return { text, left: 0 };
  let end = Math.max(0, chars);
  const code = text.charCodeAt(end - 1);
  // A pair of surrogates is not cut apart: half of one is no character.
  if (code >= 0xd800 && code <= 0xdbff) end -= 1;
  const left = text.length - end;
  return { text: `${text.slice(0, end)}... (${left} more characters)`, left };
};

/* `opening part, part, (n more) closing`, on as many lines as it takes. */
daebug.laidOut = (opening, parts, left, closing) => {
  const all = left > 0 ? [...parts, `... (${left} more)`] : parts;
  const pad = closing === '}' && all.length ? ' ' : '';
  const line = `${opening}${pad}${all.join(', ')}${pad}${closing}`;
  if (line.length <= daebug.LINE && !line.includes('\n')) return line;
  const packed = daebug.packed(all);
  if (packed) return `${opening}\n${packed}\n${closing}`;
  const inner = all.map((part) => `  ${part.replace(/\n/g, '\n  ')}`).join(',\n');
  return `${opening}\n${inner}\n${closing}`;
};

/* Many short parts, several on a line; '' if one of them is long. */
daebug.packed = (parts) => {
  if (parts.length < 7 || parts.some((part) => part.length > 16 && !part.startsWith('... ('))) return '';
  const lines = [''];
  for (const part of parts) {
    const last = lines[lines.length - 1];
    if (last.length + part.length + 4 > daebug.LINE) lines.push(`${part}, `);
    else lines[lines.length - 1] = `${last}${part}, `;
  }
  return lines.map((line) => `  ${line.trimEnd()}`).join('\n').slice(0, -1);
};

/* A key of an object: bare if it is a plain name, quoted else, a symbol in brackets. */
daebug.keyText = (key) => {
  if (typeof key === 'symbol') return `[${Symbol.prototype.toString.call(key)}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : daebug.quoted(key);
};
