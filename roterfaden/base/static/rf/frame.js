/* The frame under the fingers: search, quick add, lists by keyboard, theme, rail, menus and dialogs.
   Every page works without this file; it makes the way shorter. */
(() => {
  "use strict";
  const root = document.documentElement;
  const YEAR = 60 * 60 * 24 * 365;
  const remember = (name, value) => {
    document.cookie = `${name}=${value};path=/;max-age=${YEAR};samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
  };
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  // Theme: the cookie lets the server draw the next page right from the start, so nothing flashes.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-theme-form]")) {
      event.preventDefault();
      const theme = event.submitter.value;
      remember("rf-theme", theme);
      if (theme === "auto") root.removeAttribute("data-kern-theme");
      else root.setAttribute("data-kern-theme", theme);
      document.querySelector('meta[name="color-scheme"]').content = theme === "auto" ? "light dark" : theme;
      for (const choice of form.querySelectorAll("button[name=theme]")) choice.setAttribute("aria-pressed", String(choice.value === theme));
    } else if (form.matches("[data-rail-form]")) {
      event.preventDefault();
      const narrow = document.body.classList.toggle("rf-frame--narrow");
      remember("rf-rail", narrow ? "narrow" : "wide");
      event.submitter.setAttribute("aria-expanded", String(!narrow));
      nameRail();
    }
  });

  // A rail of signs only still tells its words when pointed at.
  const nameRail = () => {
    for (const link of document.querySelectorAll(".rf-rail__link")) {
      const word = link.querySelector(".rf-rail__word");
      if (getComputedStyle(word).position === "absolute") link.title = word.textContent;
      else link.removeAttribute("title");
    }
  };
  nameRail();
  addEventListener("resize", nameRail, { passive: true });

  // Menus close when one goes on elsewhere.
  const menus = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });

  // Dialogs: the link leads to a page that asks the same; here it is asked on the spot.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
  document.addEventListener("click", (event) => {
    if (event.target.matches("dialog.rf-dialog[open]")) event.target.close();
    else if (event.target.closest("dialog [data-close]")) event.target.closest("dialog").close();
  });

  // "Sind Sie sicher?" says what will happen, then does it.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const dialog = document.getElementById("rf-confirm");
    if (!form.dataset.confirm || !dialog || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    dialog.querySelector("[data-confirm-text]").textContent = form.dataset.confirm;
    dialog.querySelector("[data-confirm-yes] .kern-label").textContent = event.submitter.textContent.trim();
    dialog.querySelector("[data-confirm-yes]").onclick = () => {
      form.dataset.confirmed = "yes";
      dialog.close();
      form.requestSubmit(event.submitter);
    };
    dialog.querySelector("[data-confirm-no]").onclick = () => dialog.close();
    dialog.showModal();
    dialog.querySelector("[data-confirm-no]").focus();
  }, true);

  // Pressed twice is meant once: what is on its way is not sent again. After a while it may be, a line can break.
  // A paper is a file and leaves the page as it is: pressed again, it is made again.
  const AGAIN = 10_000;
  let onTheWay = new WeakMap();
  const words = (form, button) => JSON.stringify(
    [form.action, ...new FormData(form, button)].map((part) => (Array.isArray(part) && part[1] instanceof File ? [part[0], part[1].name, part[1].size] : part)),
  );
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post" || event.submitter?.name === "print") return;
    const last = onTheWay.get(form), sent = words(form, event.submitter);
    if (last?.sent === sent && event.timeStamp - last.at < AGAIN) event.preventDefault();
    else onTheWay.set(form, { sent, at: event.timeStamp });
  });
  addEventListener("pageshow", () => { onTheWay = new WeakMap(); });

  // Rows: j and k or the arrows go through them, Enter follows as it always does.
  const rowsAround = (list) => [...list.children].map((row) => row.querySelector("a[href]") || row.querySelector("button")).filter(Boolean);
  const step = (by) => {
    const focused = document.activeElement;
    const list = focused.closest("[data-keys]") || document.querySelector("main [data-keys]");
    if (!list) return false;
    const targets = rowsAround(list);
    const at = targets.findIndex((target) => target.closest("li, tr").contains(focused));
    const next = targets[at < 0 ? (by > 0 ? 0 : targets.length - 1) : at + by];
    if (next) next.focus();
    return Boolean(next);
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of menus()) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    // Keys of one character can be switched off (WCAG 2.1.4); arrows work where the focus is, they stay.
    if (event.key.length === 1 && "keysOff" in document.body.dataset) return;
    const inList = event.target.closest("[data-keys]");
    const named = event.target.closest("details[data-menu][open]")?.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
    if (named) {
      named.click();
    } else if (event.key === "?") {
      const help = document.getElementById("rf-tasten");
      if (!help) return;
      help.showModal();
    } else if (event.key === "/") {
      const search = document.getElementById("rf-suche");
      if (!search || !search.offsetParent) return;
      search.focus();
      search.select();
    } else if (event.key === "n") {
      const menu = document.querySelector('details[data-menu="n"]');
      if (!menu) return;
      menu.open = true;
      menu.querySelector("a").focus();
    } else if (event.key === "j" || (event.key === "ArrowDown" && inList)) {
      if (!step(1)) return;
    } else if (event.key === "k" || (event.key === "ArrowUp" && inList)) {
      if (!step(-1)) return;
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest("details[data-menu][open]")) {
      const menu = event.target.closest("details[data-menu]");
      const items = [...menu.querySelectorAll("a, button")];
      const at = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      (items[at] || items[0]).focus();
    } else return;
    event.preventDefault();
  });

  // On a phone the tabs are wider than the page: the one it belongs to is in sight.
  for (const tab of document.querySelectorAll(".rf-tab[aria-current]")) {
    const bar = tab.closest(".rf-tabs");
    if (bar) bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
  }

  // Filters act as soon as one is chosen; the button stays for typing and for going without a script.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-filter]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
  });
  // An empty filter has no place in the address one passes on.
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form[data-filter]")) return;
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
})();
