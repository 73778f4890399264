"use strict";
// Keys lead to what bears them; a page with somebody who is being judged again is loaded anew when that is done.
(() => {
  const changed = new Set();  // forms with something that was typed and not saved
  document.addEventListener("input", (event) => { changed.add(event.target.form); });
  document.addEventListener("submit", (event) => { changed.delete(event.target); });
  addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) event.target.form.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const first = event.key === "n" && document.querySelector("#students tbody a");
    const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`) || first;
    if (!wanted) return;
    event.preventDefault();
    if (wanted.matches("a, button")) wanted.click(); else wanted.focus();
  });
  const busy = document.querySelector("[data-busy]");
  if (!busy) return;
  const ask = async () => {
    try {
      const said = await (await fetch(busy.dataset.ask)).text();
      if (said === busy.dataset.busy) return setTimeout(ask, 500);
    } catch { return setTimeout(ask, 2000); }
    if (!changed.size) location.reload();
  };
  setTimeout(ask, 500);
})();
