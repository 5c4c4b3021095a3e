/* One click writes an example into the form it stands beside: into empty fields only, what somebody typed stays.
   Without this file the examples are read and typed off. */
(() => {
  "use strict";
  const show = (within) => { for (const button of within.querySelectorAll("[data-fill][hidden]")) button.hidden = false; };
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    const form = button && (button.form ?? document.querySelector("form[data-takes-examples]"));
    if (!form) return;
    for (const [name, text] of Object.entries(JSON.parse(button.dataset.fill))) {
      const field = form.elements[name];
      if (field && field.value.trim() === "") field.value = text;
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.elements.title.focus();
  });
})();
