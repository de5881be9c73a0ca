/*
 * What is worth showing of the browser's own objects, whose data lies behind
 * getters of their prototypes.  Only native getters taken at the start are
 * called, on objects that have the native slot; a page's getter never is.
 */
daebug.hosts = (() => {
  const { getterOf, dataOf } = daebug.kinds;

  const FIELDS = {
    URL: ['href'],
    Location: ['href'],
    Navigator: ['userAgent', 'language', 'onLine'],
    Event: ['type', 'target', 'defaultPrevented', 'timeStamp'],
    MouseEvent: ['type', 'target', 'clientX', 'clientY', 'button'],
    KeyboardEvent: ['type', 'target', 'key', 'code'],
    CustomEvent: ['type', 'target', 'detail'],
    MessageEvent: ['type', 'data', 'origin'],
    ErrorEvent: ['type', 'message', 'filename', 'lineno', 'error'],
    Request: ['method', 'url'],
    Response: ['status', 'ok', 'url', 'type', 'redirected'],
    Blob: ['size', 'type'],
    File: ['name', 'size', 'type', 'lastModified'],
    DOMRect: ['x', 'y', 'width', 'height'],
    DOMRectReadOnly: ['x', 'y', 'width', 'height'],
    DOMTokenList: ['value'],
    CSSStyleDeclaration: ['cssText'],
    AbortSignal: ['aborted'],
    WebSocket: ['url', 'readyState'],
    XMLHttpRequest: ['readyState', 'status', 'responseURL'],
    PerformanceEntry: ['name', 'entryType', 'startTime', 'duration'],
  };
  const LISTS = ['NodeList', 'HTMLCollection', 'FileList', 'DOMRectList', 'StyleSheetList'];
  const ENTRIES = ['Headers', 'FormData', 'URLSearchParams'];

  const chainGetter = (prototype, name) => {
    for (let step = prototype; step; step = Object.getPrototypeOf(step)) {
      const found = getterOf(step, name);
      if (found) return found;
    }
    return undefined;
  };

  const known = new Map();
  for (const [name, fields] of Object.entries(FIELDS)) {
    const made = globalThis[name];
    if (typeof made !== 'function') continue;
    const one = name === 'Location' ? globalThis.location : made.prototype;
    const getters = fields.map((field) => [field, chainGetter(one, field)]).filter(([, get]) => get);
    known.set(made.prototype, (value) => getters.map(([field, get]) => [field, get.call(value)]));
  }
  for (const name of LISTS) {
    const made = globalThis[name];
    const length = made && getterOf(made.prototype, 'length');
    const item = made && made.prototype.item;
    if (!length || !item) continue;
    known.set(made.prototype, (value, items) => Array.from(
      { length: Math.min(length.call(value), items) }, (_, index) => [`${index}`, item.call(value, index)]));
  }
  for (const name of ENTRIES) {
    const made = globalThis[name];
    const each = made && made.prototype.forEach;
    if (!each) continue;
    known.set(made.prototype, (value) => {
      const found = [];
      each.call(value, (text, key) => found.push([`${key}`, text]));
      return found;
    });
  }

  // The classes of another frame bear the same names, and our getters know their objects.
  const byName = new Map([...known].map(([prototype, read]) => [dataOf(prototype.constructor, 'name'), read]));
  const foreign = (prototype) => {
    const made = dataOf(prototype, 'constructor');
    return typeof made === 'function' ? byName.get(dataOf(made, 'name')) : undefined;
  };

  /* The parts `[name, value]` of a host object; undefined for any other. */
  const partsOf = (value, items) => {
    try {
      for (let step = Object.getPrototypeOf(value); step; step = Object.getPrototypeOf(step)) {
        const read = known.get(step) || foreign(step);
        if (read) return read(value, items);
      }
    } catch { /* an object that only inherits from a host class, or bears its name */ }
    return undefined;
  };

  return { partsOf };
})();
