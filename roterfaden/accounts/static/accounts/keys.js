// Security keys (WebAuthn): connects allauth's scripts to forms marked with data-key. Without JavaScript or WebAuthn the
// forms stay hidden; every page offers another way beside them.
(() => {
  "use strict";

  const START = { login: "loginForm", authenticate: "authenticateForm", add: "addForm" };

  function begin(form) {
    const ids = { credential: "key-credential", [form.dataset.key]: "key-button" };
    if (document.getElementById("key-options")) ids.data = "key-options";
    if (document.getElementById("id_passwordless")) ids.passwordless = "id_passwordless";
    window.allauth.webauthn.forms[START[form.dataset.key]]({ ids });
    form.hidden = false;
  }

  // The person cancelled, or the key was not there: say so where they look instead of in the console.
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const message of document.querySelectorAll("[data-key-failed]")) message.hidden = false;
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!window.allauth?.webauthn || !window.webauthnJSON?.supported()) return;
    document.querySelectorAll("form[data-key]").forEach(begin);
  });
})();
