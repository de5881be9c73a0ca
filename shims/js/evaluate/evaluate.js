/*
 * Code of a job made into a function: as an expression if it is one, else as
 * statements, of which the last expression's value is returned.  Which of the two
 * is decided by compiling alone; what was compiled runs once.
 */
daebug.evaluate = (() => {
  const { compile, attempt } = daebug.compile;
  const { isExpression, returning } = daebug.statements;

  const named = (body, name) => `${body}\n//# sourceURL=daebug-job-${name.replace(/[^\w-]/g, '_')}.js`;

  /* The function to call with `$daebug`; throws the SyntaxError of the statements. */
  const prepared = (code, name) => {
    const made = compiled(code, name);
    return (input) => daebug.natives.apply(made, globalThis, [{ ...input, imported: daebug.imports.imported }]);
  };

  const compiled = (code, name) => {
    const text = daebug.imports.mapped(code.replace(/^\uFEFF/, '').replace(/^#!/, '//'));
    const expression = text.replace(/[\s;]+$/, '');
    if (expression && isExpression(text)) {
      return compile(named(`return (${text}\n)`, name));
    }
    const body = daebug.imports.rewritten(text);
    if (!attempt(body)) return compile(named(body, name));
    const mapped = body !== text && isExpression(body) ? `return (${body}\n)` : returning(body);
    return compile(named(mapped, name));
  };

  return { prepared };
})();
