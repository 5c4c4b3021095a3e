/* The note of a home visit outlives a lost connection, a closed tab and a dead battery, and is sent exactly once.
   It waits in localStorage, because a phone closes tabs by itself; encrypted, with a key that stands only on pages its
   author sees after signing in, so that whoever has the device next reads nothing. The form's own key tells the server
   that it has the note already when an answer got lost. What cannot be read (the server's key has changed, or the entry
   is damaged) is set aside, never sent and never thrown away: with the old key it is there again. */
(() => {
  "use strict";
  const box = document.querySelector("[data-outbox]");
  const owner = document.body.dataset.owner;
  if (!box || !owner) return;
  const PREFIX = "rf-visit:";
  const MINE = `${PREFIX}${owner}:`;
  const KEPT_DAYS = 30;
  const DELAY = 400;
  const RETRY = 15_000;
  const PATIENCE = 20_000;
  const forms = new Map([...document.querySelectorAll("[data-visit]")].map((part) => [part.dataset.visit, part]));
  const formOf = (visit) => forms.get(visit)?.querySelector("form");

  // Keeping ------------------------------------------------------------------------------------------------------
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const letters = (data) => btoa(String.fromCharCode(...new Uint8Array(data)));
  const secret = window.crypto?.subtle ? crypto.subtle.importKey("raw", bytes(box.dataset.secret), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
  // Without cryptography (no https) nothing is written to the device: a note waits in this page only.
  const inPage = new Map();

  const ASIDE = "@";
  const isAside = (visit) => visit.includes(ASIDE);
  const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };
  const parsed = (key) => { try { return { ...JSON.parse(localStorage.getItem(key)) }; } catch { return {}; } };

  const entries = () => {
    const found = new Map(inPage);
    for (const key of keys()) {
      const entry = parsed(key);
      const visit = key.slice(MINE.length);
      if (Date.now() - entry.at > KEPT_DAYS * 86_400_000) localStorage.removeItem(key);
      else if (key.startsWith(MINE)) found.set(visit, isAside(visit) ? { ...entry, waiting: false } : entry);
    }
    return found;
  };

  const move = (from, to) => {
    try {
      localStorage.setItem(MINE + to, localStorage.getItem(MINE + from));
      localStorage.removeItem(MINE + from);
    } catch { /* Full: it stays where it is. */ }
  };

  // Beside what is written anew for the same visit; back to its place once it can be read.
  const sortOut = async () => {
    for (const [name, entry] of entries()) {
      const [visit] = name.split(ASIDE);
      const isReadable = (await open(entry)) !== null;
      if (!isReadable && !isAside(name)) move(name, `${visit}${ASIDE}${entry.at ?? 0}`);
      if (isReadable && isAside(name) && !entries().has(visit)) move(name, visit);
    }
  };

  const keep = async (visit, entry, content) => {
    if (secret) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await secret, new TextEncoder().encode(JSON.stringify(content)));
      try {
        localStorage.setItem(MINE + visit, JSON.stringify({ ...entry, iv: letters(iv), sealed: letters(sealed) }));
        return true;
      } catch { /* Full or forbidden: it waits in the page. */ }
    }
    inPage.set(visit, { ...entry, content });
    return false;
  };

  const mark = (visit, changes) => {
    if (inPage.has(visit)) inPage.set(visit, { ...inPage.get(visit), ...changes });
    else try { localStorage.setItem(MINE + visit, JSON.stringify({ ...entries().get(visit), ...changes })); } catch { /* It stays as it was. */ }
  };

  const forget = (visit) => {
    inPage.delete(visit);
    try { localStorage.removeItem(MINE + visit); } catch { /* Nothing was kept. */ }
  };

  const open = async (entry) => {
    if (entry.content) return entry.content;
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(entry.iv) }, await secret, bytes(entry.sealed));
      return JSON.parse(new TextDecoder().decode(plain));
    } catch { return null; }
  };

  // Forms --------------------------------------------------------------------------------------------------------
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.name !== "csrfmiddlewaretoken" && field.type !== "submit");
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
  const contentOf = (form) => fieldsOf(form).filter((field) => !isChoice(field) || field.checked).map((field) => [field.name, field.value]);

  const putBack = (form, content) => {
    for (const field of fieldsOf(form)) {
      const values = content.filter(([name]) => name === field.name).map(([, value]) => value);
      if (isChoice(field)) field.checked = values.includes(field.value);
      else if (values.length) [field.value] = values;
    }
  };

  const say = (visit, state, more = "") => {
    const line = forms.get(visit)?.querySelector("[data-visit-says]");
    if (!line) return;
    line.dataset.state = state;
    line.textContent = [line.dataset[state] ?? "", more].join(" ").trim();
    const form = formOf(visit);
    form.inert = state === "sending" || state === "waiting" || state === "sent";
    const discard = forms.get(visit).querySelector("[data-visit-discard]");
    discard.hidden = state !== "back" && state !== "refused";
    const fold = line.closest("details");
    if (fold && (state === "back" || state === "refused")) fold.open = true;
  };

  const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const timers = new Map();
  const written = new Map();

  // One write after the other, so that an older wording never comes last.
  const save = (visit, waiting) => {
    clearTimeout(timers.get(visit));
    const form = formOf(visit);
    const entry = { at: Date.now(), url: form.getAttribute("action"), waiting };
    const content = contentOf(form);
    const done = (written.get(visit) ?? Promise.resolve()).then(() => keep(visit, entry, content));
    written.set(visit, done);
    return done;
  };

  const prepare = (visit) => {
    const form = formOf(visit);
    const time = form.querySelector("input[type=time]");
    form.addEventListener("input", (event) => {
      // When somebody begins to write they are at the door: that is the time of the visit.
      if (event.target.matches("textarea") && time && !time.value) time.value = new Date().toTimeString().slice(0, 5);
      clearTimeout(timers.get(visit));
      timers.set(visit, setTimeout(async () => say(visit, (await save(visit, false)) ? "kept" : "page"), DELAY));
    });
    forms.get(visit).querySelector("[data-visit-discard]").addEventListener("click", () => {
      forget(visit);
      form.reset();
      say(visit, "");
      summarise();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      say(visit, "sending");
      await save(visit, true);
      await send(visit, true);
      summarise();
    });
  };

  // Sending ------------------------------------------------------------------------------------------------------
  let signedOut = false;
  const underway = new Set();

  const post = async (entry, content, now) => {
    const body = new FormData();
    for (const [name, value] of content) body.append(name, value);
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { "X-Autosave": "1", "X-CSRFToken": token, ...(now ? {} : { "X-Later": "1" }) };
    try {
      return await fetch(entry.url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    } catch { return null; }
  };

  const send = async (visit, now) => {
    const entry = entries().get(visit);
    if (!entry?.waiting || underway.has(visit)) return;
    underway.add(visit);
    try {
      const content = await open(entry);
      if (content === null) return sortOut();
      const answer = await post(entry, content, now);
      await judge(visit, answer, now);
    } finally { underway.delete(visit); }
  };

  const judge = async (visit, answer, now) => {
    const status = answer?.status ?? 0;
    signedOut = status === 401 || status === 403;
    if (status === 204) {
      forget(visit);
      say(visit, "sent", clock());
      // Pressed with a connection: on to the plan, as after every act. What left by itself disturbs nobody who types.
      const next = now && formOf(visit) && [...entries().keys()].every(isAside);
      if (next && box.dataset.next) location.assign(box.dataset.next);
      else if (next) location.reload();
      return;
    }
    if (status === 404 || status === 409 || status === 413 || status === 422) {
      mark(visit, { waiting: false, refused: true, gone: status === 404 });
      say(visit, "refused", status === 422 ? await answer.text() : status === 404 ? box.dataset.gone : "");
      return;
    }
    say(visit, "waiting");
  };

  const flush = async () => {
    for (const [visit, entry] of entries()) if (entry.waiting) await send(visit, false);
    summarise();
  };

  // What is still here -------------------------------------------------------------------------------------------
  let hadSome = false;
  const summarise = () => {
    const mine = entries();
    const waiting = [...mine.values()].filter((entry) => entry.waiting).length;
    const left = [...mine].filter(([visit, entry]) => !entry.waiting && !forms.has(visit));
    const elsewhere = left.find(([visit]) => !isAside(visit)) ?? left[0];
    const says = box.querySelector("[data-outbox-says]");
    const link = box.querySelector("[data-outbox-open]");
    let state = "";
    if (waiting) state = signedOut ? "signIn" : waiting === 1 ? "waitingOne" : "waitingMany";
    else if (elsewhere && isAside(elsewhere[0])) state = "unreadable";
    else if (elsewhere) state = elsewhere[1].gone ? "gone" : elsewhere[1].refused ? "refused" : "unfinished";
    else if (hadSome) state = "sent";
    hadSome ||= waiting > 0;
    box.hidden = state === "";
    box.dataset.state = state;
    const words = state ? box.dataset[state].replace("{n}", waiting) : "";
    if (says.textContent !== words) says.textContent = words;
    link.replaceChildren();
    const leadsNowhere = state === "gone" || state === "unreadable";
    showGone(leadsNowhere ? elsewhere : null);
    if (elsewhere && !waiting && !leadsNowhere) {
      const way = document.createElement("a");
      way.href = elsewhere[1].url;
      way.textContent = box.dataset.open;
      link.append(way);
    }
  };

  // The visit was recorded otherwise meanwhile: what was typed is shown once more, to be taken over by hand.
  const showLeft = async (visit, entry) => {
    const part = document.querySelector(`[data-visit-left="${visit}"]`);
    const content = part && !entry.waiting ? await open(entry) : null;
    if (!content) return;
    part.hidden = false;
    part.querySelector("textarea").value = content.find(([name]) => name.endsWith("-text"))?.[1] ?? "";
    part.querySelector("[data-visit-discard]").addEventListener("click", () => { forget(visit); part.hidden = true; summarise(); });
  };

  // A file that is not open any more leads nowhere: its author reads the own words here, and may take them along.
  const showGone = async (found) => {
    const text = box.querySelector("[data-outbox-text]");
    const discard = box.querySelector("[data-outbox-discard]");
    const content = found ? await open(found[1]) : null;
    text.textContent = content?.find(([name]) => name.endsWith("-text"))?.[1] ?? "";
    discard.hidden = !found;
    discard.onclick = () => { forget(found[0]); summarise(); };
  };

  const begin = async () => {
    for (const visit of forms.keys()) if (formOf(visit)) prepare(visit);
    await sortOut();
    for (const [visit, entry] of entries()) {
      const form = formOf(visit);
      const content = form ? await open(entry) : null;
      if (!form) await showLeft(visit, entry);
      if (!content) continue;
      putBack(form, content);
      say(visit, entry.waiting ? "waiting" : "back");
    }
    summarise();
    await flush();
  };

  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(() => { if ([...entries().values()].some((entry) => entry.waiting)) flush(); }, RETRY);
  addEventListener("beforeunload", (event) => { if (inPage.size) event.preventDefault(); });
  begin();
})();
