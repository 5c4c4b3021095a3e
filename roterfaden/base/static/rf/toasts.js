/* Toasts leave by themselves after a while, unless they warn, are pointed at, or hold the focus. */
(() => {
  "use strict";
  const STAY = 8000;
  const STAY_WITH_ACTION = 20000;

  const wait = (toast) => {
    const close = toast.querySelector("[data-close]");
    close.hidden = false;
    close.addEventListener("click", () => toast.remove());
    if ("stays" in toast.dataset) return;
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
    setTimeout(leave, toast.querySelector("form") ? STAY_WITH_ACTION : STAY);
  };
  const all = () => document.querySelectorAll(".rf-toast:not([data-waiting])");
  const start = () => {
    for (const toast of all()) {
      toast.dataset.waiting = "";
      wait(toast);
    }
  };
  start();
  document.addEventListener("htmx:afterSettle", start);
  document.addEventListener("htmx:oobAfterSwap", start);
})();
