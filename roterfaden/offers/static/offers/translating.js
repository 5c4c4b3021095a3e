/* One key for the whole text: Ctrl (or ⌘) and Enter releases it and leads on to the next. Without this file there is
   the button. */
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target.closest("form[data-translating]") ?? document.querySelector("form[data-translating]");
    const release = form?.querySelector("button[name=freigeben]");
    if (!release || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    form.requestSubmit(release);
  });
})();
