/* The end of a session is announced in time, prolonged by one click, and covers the screen when it is there.
   The server counts; this only asks it. Other windows of the same session prolong this one, too. */
(() => {
  "use strict";
  const frame = document.querySelector("[data-session]");
  if (!frame) return;
  const warnBefore = Number(frame.dataset.warn);
  const SAY_STILL_HERE = 120_000;
  const said = frame.querySelector("[data-session-said]");
  const over = document.getElementById("rf-session-over");
  const others = "BroadcastChannel" in window ? new BroadcastChannel("rf-session") : null;
  let endsAt = 0;
  let timer = 0;
  let prolongedAt = Date.now();
  let isShown = false;
  let isOver = false;

  const left = () => Math.round((endsAt - Date.now()) / 1000);
  const after = (seconds, act) => { clearTimeout(timer); timer = setTimeout(act, Math.max(seconds, 0) * 1000); };

  const ask = async (address, method) => {
    try {
      const headers = method === "POST" ? { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "" } : {};
      const answer = await fetch(address, { method, headers, redirect: "manual" });
      return answer.ok ? await answer.json() : null;
    } catch { return null; /* No network: the server still counts, and it is asked again. */ }
  };

  const counted = (seconds) => { endsAt = Date.now() + seconds * 1000; };

  const words = () => {
    const minutes = Math.ceil(left() / 60);
    return minutes > 1 ? frame.querySelector("[data-session-minutes]").textContent.replace("{n}", minutes) : frame.querySelector("[data-session-minute]").textContent;
  };

  const hide = () => { isShown = false; said.replaceChildren(); };

  const show = (prolongable) => {
    if (!isShown) {
      isShown = true;
      said.replaceChildren(frame.querySelector(prolongable ? "[data-session-idle]" : "[data-session-longest]").content.cloneNode(true));
      said.querySelector("[data-session-stay]")?.addEventListener("click", prolong);
      said.querySelector("[data-session-close]")?.addEventListener("click", hide);
    }
    // Read out again only when the number of minutes changes.
    const time = said.querySelector("[data-session-time]");
    if (time && time.textContent !== words()) time.textContent = words();
  };

  const end = () => {
    if (isOver) return;
    isOver = true;
    hide();
    clearTimeout(timer);
    // The forms keep what was typed (forms.js); the screen shows nothing of anybody any more.
    document.dispatchEvent(new CustomEvent("rf:session-over"));
    for (const open of document.querySelectorAll("dialog[open]")) open.close();
    over.addEventListener("cancel", (event) => event.preventDefault());
    over.showModal();
  };

  const look = async () => {
    if (isOver) return;
    const state = await ask(frame.dataset.state, "GET");
    if (state === null) return after(15, look);
    if (state.seconds <= 0) return end();
    counted(state.seconds);
    if (left() > warnBefore) {
      hide();
      after(left() - warnBefore, look);
    } else {
      show(state.prolongable);
      after(Math.min(left() + 1, 20), look);
    }
  };

  const prolong = async () => {
    prolongedAt = Date.now();
    const state = await ask(frame.dataset.prolong, "POST");
    if (state === null) return after(5, look);
    hide();
    others?.postMessage("look");
    await look();
  };

  // Whoever types is there, even if nothing is sent for long.
  document.addEventListener("input", () => { if (!isOver && Date.now() - prolongedAt > SAY_STILL_HERE) prolong(); });
  // A laptop that slept has missed its timers.
  document.addEventListener("visibilitychange", () => { if (!document.hidden && left() <= warnBefore) look(); });
  addEventListener("pageshow", (event) => { if (event.persisted) look(); });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-sign-out]")) others?.postMessage("over"); });
  others?.addEventListener("message", (event) => { if (event.data === "over") setTimeout(look, 1500); else look(); });

  counted(Number(frame.dataset.left));
  after(left() - warnBefore, look);
})();
