/* On a narrow screen the map is wider than its frame: begin where the person stands. */
(() => {
  "use strict";
  const middle = (element) => { const box = element.getBoundingClientRect(); return box.left + box.width / 2; };
  for (const frame of document.querySelectorAll(".netmap__frame")) frame.scrollLeft += middle(frame.querySelector(".netmap__centre")) - middle(frame);
})();
