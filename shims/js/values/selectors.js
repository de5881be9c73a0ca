/*
 * How a node of the document is named: a short selector that finds it again,
 * and the start of its markup.  Native getters only; a form whose field is
 * called `id` does not mislead them.
 */
daebug.selectors = (() => {
  const { getterOf } = daebug.kinds;
  const at = globalThis;
  const node = at.Node && at.Node.prototype;
  const element = at.Element && at.Element.prototype;
  const get = (prototype, name) => {
    const getter = getterOf(prototype, name);
    return (value) => (getter ? getter.call(value) : undefined);
  };
  const localName = get(element, 'localName');
  const idOf = get(element, 'id');
  const classOf = get(element, 'className');
  const outerHTML = get(element, 'outerHTML');
  const parentOf = get(node, 'parentNode');
  const siblingOf = get(element, 'previousElementSibling');
  const nextOf = get(element, 'nextElementSibling');
  const nameOf = get(node, 'nodeName');
  const typeOf = get(node, 'nodeType');
  const textOf = get(node, 'textContent');
  const ownerOf = get(node, 'ownerDocument');
  const urlOf = get(at.Document && at.Document.prototype, 'URL');

  const escaped = (text) => (at.CSS && at.CSS.escape ? at.CSS.escape(text) : text);

  const place = (value) => {
    const name = localName(value);
    const alike = (step) => {
      let count = 0;
      for (let other = step(value); other && count < 1000; other = step(other)) {
        if (localName(other) === name) count += 1;
      }
      return count;
    };
    const index = 1 + alike(siblingOf);
    return index === 1 && !alike(nextOf) ? name : `${name}:nth-of-type(${index})`;
  };

  const short = (value) => {
    const id = idOf(value);
    if (typeof id === 'string' && id) return `${localName(value)}#${escaped(id)}`;
    const classes = classOf(value);
    const words = typeof classes === 'string' ? classes.trim().split(/\s+/).filter(Boolean) : [];
    return localName(value) + words.slice(0, 3).map((word) => `.${escaped(word)}`).join('');
  };

  const finds = (selector, value) => {
    try {
      const document = ownerOf(value);
      const found = at.Document.prototype.querySelectorAll.call(document, selector);
      return found.length === 1 && found[0] === value;
    } catch {
      return false;
    }
  };

  /* The shortest selector tried that finds `value` alone; else its short name. */
  const selectorOf = (value) => {
    const named = short(value);
    if (finds(named, value)) return named;
    const steps = [];
    for (let step = value; step && typeOf(step) === 1 && steps.length < 12; step = parentOf(step)) {
      const id = idOf(step);
      steps.unshift(typeof id === 'string' && id ? short(step) : place(step));
      const selector = steps.join(' > ');
      if (finds(selector, value)) return selector;
    }
    return named;
  };

  /* One line for a node inside other values: `<div#main.wide>`, `#text "Hello"`. */
  const brief = (value) => {
    const type = typeOf(value);
    if (type === 1) return `<${short(value)}>`;
    if (type === 3 || type === 8) return `${nameOf(value)} ${daebug.quoted(`${textOf(value)}`.slice(0, 100))}`;
    if (type === 9) return `#document ${urlOf(value)}`;
    return `${nameOf(value)}`;
  };

  /* What a person reads of a node: its selector, and the start of its markup. */
  const describe = (value, chars) => {
    if (typeOf(value) !== 1) return brief(value);
    const markup = `${outerHTML(value)}`;
    const left = markup.length - chars;
    return `${selectorOf(value)}\n${markup.slice(0, chars)}${left > 0 ? `... (${left} more characters)` : ''}`;
  };

  return { brief, describe, selectorOf };
})();
