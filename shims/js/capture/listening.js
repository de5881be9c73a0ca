/*
 * Our listeners on the window, put back when the page takes them off: a
 * `document.open()` removes every listener there is.
 */
daebug.listening = (() => {
  const { addEventListener, document } = daebug.natives;
  const kept = [];

  /* Listen for `type` for as long as the realm lives; `capture` as of addEventListener. */
  const on = (type, listener, capture = false) => {
    const guarded = daebug.pristine(listener);
    kept.push({ type, listener: guarded, capture });
    addEventListener(type, guarded, capture);
  };

  // A listener that is still there is not added again.
  const again = daebug.pristine(() => {
    kept.forEach(({ type, listener, capture }) => addEventListener(type, listener, capture));
  });

  if (document) new globalThis.MutationObserver(again).observe(document, { childList: true });
  return { on };
})();
