/*
 * The line of the page that called us: the first frame of the stack that is not
 * ours, as `at name (address:line:column)`.
 */
daebug.callers = (() => {
  const NativeError = daebug.natives.Error;
  const OURS = /-daebug\/\w+\.js:\d+|-daebug-node:/;
  const DEEP = 12;

  /* The caller's frame; '' where the engine has none. */
  const caller = () => {
    try {
      const before = NativeError.stackTraceLimit;
      NativeError.stackTraceLimit = DEEP;
      const { stack } = new NativeError('where');
      NativeError.stackTraceLimit = before;
      const lines = daebug.errors.cleaned(`${stack}`.split('\n').filter((line) => !OURS.test(line)).join('\n'));
      const found = lines.split('\n').find((line) => /^\s+at /.test(line) && !OURS.test(line));
      return found ? found.trim().slice(0, 500) : '';
    } catch {
      return '';
    }
  };

  return { caller };
})();
