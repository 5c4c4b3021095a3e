/* On a narrow screen the map is wider than its frame: begin in the middle, where the person is. */
(() => {
  "use strict";
  for (const frame of document.querySelectorAll(".netmap__frame")) frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
})();
