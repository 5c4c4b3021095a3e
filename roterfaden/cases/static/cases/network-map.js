/* Moving somebody on the map: with the mouse, or with the arrow keys up (nearer) and down (farther). Either way the form of
   the list is sent, so the map is drawn anew by the server, and without this script the buttons of the list do the same. */
(() => {
  "use strict";
  const FIELDS = [["family", "friends"], ["work_school", "professionals"]];
  const WAYS = { ArrowUp: "nearer", ArrowDown: "farther" };
  const formOf = (entry) => document.querySelector(`[data-move="${entry.dataset.contact}"]`);
  const at = (svg, event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const closenessAt = (svg, { x, y }) => {
    const rings = [...svg.querySelectorAll(".netmap__ring")];
    const inside = rings.findIndex((ring) => (x / ring.rx.baseVal.value) ** 2 + (y / ring.ry.baseVal.value) ** 2 <= 1);
    return inside < 0 ? rings.length : inside + 1;
  };
  const send = (form, field, closeness) => {
    const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: "closeness", value: closeness });
    form.elements.field.value = field;
    form.append(chosen);
    form.submit();
  };
  for (const svg of document.querySelectorAll(".netmap__picture")) {
    for (const entry of svg.querySelectorAll("[data-contact]")) {
      let from = null, moved = false;
      entry.addEventListener("keydown", (event) => {
        const button = WAYS[event.key] && formOf(entry).querySelector(`[data-way="${WAYS[event.key]}"]`);
        if (!WAYS[event.key]) return;
        event.preventDefault();
        button?.click();
      });
      entry.addEventListener("pointerdown", (event) => {
        if (event.pointerType === "touch" || event.button) return;
        from = at(svg, event);
        moved = false;
        entry.setPointerCapture(event.pointerId);
      });
      entry.addEventListener("pointermove", (event) => {
        if (!from) return;
        const to = at(svg, event);
        moved ||= Math.hypot(to.x - from.x, to.y - from.y) > 8;
        if (!moved) return;
        entry.toggleAttribute("data-dragged", true);
        entry.setAttribute("transform", `translate(${to.x - from.x} ${to.y - from.y})`);
      });
      entry.addEventListener("pointerup", (event) => {
        if (from && moved) {
          const to = at(svg, event);
          send(formOf(entry), FIELDS[Number(to.y > 0)][Number(to.x > 0)], closenessAt(svg, to));
        }
        from = null;
      });
      entry.addEventListener("click", (event) => { if (moved) event.preventDefault(); });
      entry.addEventListener("dragstart", (event) => event.preventDefault());
    }
    if (location.hash.startsWith("#netz-")) svg.querySelector(`[data-contact="${CSS.escape(location.hash.slice(6))}"]`)?.focus();
  }
})();
