/* Nothing typed is lost: a warning before leaving, a copy in this tab while a save is under way, saving as one types.
   Copies live in sessionStorage, which the browser empties with the tab, because they may speak of people. Each
   belongs to the person who typed it: nobody else is shown it, and it goes when they sign out or somebody else comes. */
(() => {
  "use strict";
  const DELAY = 1500;
  const RETRY = 15000;
  const PREFIX = "rf-form:";
  const owner = document.body.dataset.owner;
  const MINE = `${PREFIX}${owner}:`;
  const SECRET = "input[type=password], input[type=file], input[name=csrfmiddlewaretoken], [autocomplete=one-time-code]";

  const keyOf = (form) => MINE + (form.dataset.guard || location.pathname + "#" + [...document.forms].indexOf(form));
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !field.matches(SECRET) && !/^(button|submit|fieldset|hidden)$/.test(field.type));
  const valueOf = (field) => {
    if (/^(checkbox|radio)$/.test(field.type)) return field.checked;
    return field.multiple && field.options ? [...field.selectedOptions].map((option) => option.value) : field.value;
  };
  const contentOf = (form, value = valueOf) => fieldsOf(form).map((field) => [field.name, /^(checkbox|radio)$/.test(field.type) ? field.value : "", value(field)]);
  const print = (form) => JSON.stringify(contentOf(form));
  // What the server sent: fast fingers may have typed before this file was there, and that is not saved yet.
  const givenOf = (field) => {
    if (/^(checkbox|radio)$/.test(field.type)) return field.defaultChecked;
    if (!field.options) return field.defaultValue;
    const given = [...field.options].filter((option) => option.defaultSelected).map((option) => option.value);
    return field.multiple ? given : given.at(-1) ?? field.options[0]?.value ?? "";
  };
  const printGiven = (form) => JSON.stringify(contentOf(form, givenOf));

  // A copy is "sent" while its save is under way and "kept" once it is clear that it did not arrive.
  const store = (key, copy) => {
    try {
      if (copy === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(copy));
    } catch { /* A full or forbidden store must not stop the work. */ }
  };
  const stored = () => {
    try {
      const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
      return new Map(keys.map((key) => [key, JSON.parse(sessionStorage.getItem(key))]));
    } catch { return new Map(); }
  };

  // Only what the person at the keyboard typed themselves stays. On the way through sign-in nobody knows yet who comes.
  const clear = (goes) => { for (const key of stored().keys()) if (goes(key)) store(key, null); };
  if (owner) clear((key) => !key.startsWith(MINE));
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) { unsaved.clear(); clear(() => true); }
    // What the server had kept is on its way; a copy of the same text in this window is not needed any more.
    if ("kept" in event.target.dataset) {
      const onTheWay = new Set([...event.target.elements].map((field) => field.value));
      const isText = ([, , value]) => typeof value === "string" && value !== "";
      clear((key) => key.startsWith(MINE) && stored().get(key).content.filter(isText).every(([, , value]) => onTheWay.has(value)));
    }
  });

  const putBack = (form, content) => {
    const left = [...content];
    for (const field of fieldsOf(form)) {
      const at = left.findIndex(([name, option]) => name === field.name && (!/^(checkbox|radio)$/.test(field.type) || option === field.value));
      if (at < 0) continue;
      const [, , value] = left.splice(at, 1)[0];
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = value;
      else if (Array.isArray(value)) for (const option of field.options) option.selected = value.includes(option.value);
      else field.value = value;
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const offerCopy = (form, key) => {
    const copy = stored().get(key);
    const template = document.getElementById("rf-restore");
    if (!copy || copy.sent || !template) return;
    if (copy.carried) { store(key, null); return putBack(form, copy.content); }
    if (JSON.stringify(copy.content) === print(form)) return store(key, null);
    const note = template.content.firstElementChild.cloneNode(true);
    note.querySelector("[data-restore]").addEventListener("click", () => { putBack(form, copy.content); store(key, null); note.remove(); });
    note.querySelector("[data-discard]").addEventListener("click", () => { store(key, null); note.remove(); });
    form.prepend(note);
  };

  // What came of the last save: any page of the staff area is its answer. Sign-in, an error page, or coming back because
  // nothing answered, means it did not arrive.
  const judgeSent = () => {
    const lost = "signedOut" in document.body.dataset || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    for (const [key, copy] of stored()) if (copy.sent) store(key, lost ? { sent: false, content: copy.content } : null);
  };

  const unsaved = new Map();
  const isDirty = (form) => unsaved.get(form) !== undefined && unsaved.get(form) !== print(form);

  const guard = (form) => {
    const key = keyOf(form);
    // A form that came back with errors holds what is not saved yet.
    unsaved.set(form, form.querySelector(".rf-errors") ? "" : printGiven(form));
    offerCopy(form, key);
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (event.submitter?.name === "print") {
        // A download: the page stays, and what is typed in it is still unsaved.
        const saved = unsaved.get(form);
        unsaved.delete(form);
        setTimeout(() => unsaved.set(form, saved), 1000);
        return;
      }
      store(key, { sent: true, content: contentOf(form) });
      unsaved.delete(form);
      if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    });
  };

  // The session is over: what is not saved is kept, and leaving for sign-in asks nothing.
  document.addEventListener("rf:session-over", () => {
    for (const form of unsaved.keys()) if (form.isConnected && isDirty(form)) store(keyOf(form), { sent: false, content: contentOf(form) });
    unsaved.clear();
  });
  addEventListener("beforeunload", (event) => {
    for (const form of unsaved.keys()) if (form.isConnected && isDirty(form)) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
  });
  document.addEventListener("click", (event) => {
    const leaving = event.target.closest("[data-leave]");
    if (leaving && leaving.form === undefined) for (const form of document.forms) if (form.contains(leaving)) unsaved.delete(form);
    // On to the same form with more fields: what was typed goes along, also what an example wrote into hidden ones.
    const short = event.target.closest("a[data-carry]")?.closest("form");
    if (!short || !isDirty(short)) return;
    const hidden = [...short.elements].filter((field) => field.type === "hidden" && field.name !== "seen" && !field.matches(SECRET));
    store(keyOf(short), { carried: true, content: [...contentOf(short), ...hidden.map((field) => [field.name, "", field.value])] });
    unsaved.delete(short);
  });

  const autosave = (form) => {
    const line = form.querySelector("[data-autosave-status]");
    const say = (state, text) => { if (line) { line.dataset.state = state; line.textContent = text; } };
    let timer = 0;
    let saved = printGiven(form);
    let underway = null;
    let leaving = false;
    const send = async () => {
      const now = print(form);
      if (now === saved) return;
      say("saving", line?.dataset.saving ?? "");
      let status = 0;
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "manual", keepalive: true });
        status = answer.status;
        // The revision just saved is the one the next save goes on from; else a form would conflict with itself.
        const revision = answer.headers.get("X-Seen");
        if (status === 204 && revision && form.elements.seen) form.elements.seen.value = revision;
      } catch { /* No network: status stays 0 and it is tried again. */ }
      if (status === 204) {
        saved = now;
        if (unsaved.has(form)) unsaved.set(form, now);
        store(keyOf(form), null);
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
        say("saved", `${line?.dataset.saved ?? ""} ${time}`);
      } else if (status === 409) {
        store(keyOf(form), { sent: false, content: JSON.parse(now) });
        say("conflict", line?.dataset.conflict ?? "");
      } else {
        store(keyOf(form), { sent: false, content: JSON.parse(now) });
        say("waiting", line?.dataset.waiting ?? "");
      }
      // What was typed meanwhile follows soon, what did not get through a little later.
      if (status !== 204 && status !== 409) timer = setTimeout(save, RETRY);
      else if (status === 204 && print(form) !== now) timer = setTimeout(save, DELAY);
    };
    // One save at a time, and none beside the submitted form: a second one would be a conflict with oneself.
    const save = () => { clearTimeout(timer); return underway ??= send().finally(() => { underway = null; }); };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, DELAY); });
    form.addEventListener("focusout", () => { clearTimeout(timer); timer = setTimeout(save, 200); });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (event.defaultPrevented) return;
      leaving = !underway;
      if (leaving) return;
      event.preventDefault();
      underway.then(() => form.requestSubmit(event.submitter));
    });
    addEventListener("pagehide", () => { if (!leaving) save(); });
    addEventListener("pageshow", () => { leaving = false; });
    if (print(form) !== saved) timer = setTimeout(save, DELAY);
  };

  // A form that htmx puts into the page is itself what was loaded.
  const formsIn = (within, sort) => [within, ...within.querySelectorAll("form")].filter((form) => form.matches?.(`form[${sort}]`));
  const prepare = (within) => {
    formsIn(within, "data-guard").forEach(guard);
    formsIn(within, "data-autosave").forEach(autosave);
    const there = within.querySelector("[data-focus]");
    (there?.dataset.focus === "inside" ? there.querySelector("input:not([type=hidden]), textarea, select") : there)?.focus();
  };
  judgeSent();
  prepare(document);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });

  // A link of the error summary leads into the field, not only near it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".rf-errors a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.closest(".rf-field")?.scrollIntoView({ block: "center" });
  });
})();
