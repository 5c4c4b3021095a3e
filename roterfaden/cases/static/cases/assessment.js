/* Questions that follow only from certain answers stay out of sight until they are asked. Without this script all are shown. */
(() => {
  "use strict";
  const given = (form, name) => [...form.querySelectorAll(`[name="${name}"]`)].filter((field) => !/^(checkbox|radio)$/.test(field.type) || field.checked).map((field) => field.value);
  const update = (form) => {
    for (const field of form.querySelectorAll("[data-shown-if]")) {
      const frame = field.closest(".rf-field");
      const asked = field.dataset.shownValues.split(" ");
      const parent = form.querySelector(`[name="${field.dataset.shownIf}"]`)?.closest(".rf-field");
      frame.hidden = parent?.hidden || !given(form, field.dataset.shownIf).some((value) => asked.includes(value));
    }
  };
  for (const form of document.querySelectorAll("[data-questionnaire]")) {
    update(form);
    form.addEventListener("input", () => update(form));
  }
})();
