"use strict";
/* Small comforts. Everything works without them; the server has the real guards. */
(() => {
  const csrf = document.querySelector('meta[name="csrf-token"]');

  document.addEventListener("htmx:configRequest", (event) => {
    if (csrf) event.detail.headers["X-CSRFToken"] = csrf.content;
  });

  /* A form is sent once. Its one-shot key makes a second sending harmless anyway. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (event.submitter && event.submitter.formTarget === "_blank") return; /* a preview */
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => {
      form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => {
        button.setAttribute("aria-disabled", "true");
        button.classList.add("sending");
      });
    });
  });

  /* Coming back with the Back button: the form may be sent again. */
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll(".sending").forEach((button) => {
        button.removeAttribute("aria-disabled");
        button.classList.remove("sending");
      });
    });
  });

  addEventListener("DOMContentLoaded", () => {
    const summary = document.querySelector(".error-summary");
    if (summary) {
      summary.focus();
      document.title = `! ${document.title}`;
    }
    document.querySelectorAll("[data-copy]").forEach((button) => {
      if (!navigator.clipboard) return;
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
        button.textContent = button.dataset.copied;
      });
    });
    warnBeforeSignOut(document.getElementById("idle-warning"));
  });

  /* Two minutes before the session ends for want of activity. */
  function warnBeforeSignOut(warning) {
    if (!warning) return;
    const wait = Number(warning.dataset.afterSeconds) * 1000;
    let timer = setTimeout(show, wait);
    function show() {
      warning.hidden = false;
    }
    function restart() {
      warning.hidden = true;
      clearTimeout(timer);
      timer = setTimeout(show, wait);
    }
    document.addEventListener("htmx:afterRequest", restart);
    warning.querySelector("button").addEventListener("click", async () => {
      await fetch(warning.dataset.keepAlive, { credentials: "same-origin" });
      restart();
    });
  }
})();
