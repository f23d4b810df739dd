// Steps open in a dialog on the page and are sent from it. Without this file every link leads to a page of its own.
(() => {
  "use strict";

  const dialog = document.getElementById("step-dialog");
  const FIELDS = "input:not([type=hidden]), select, textarea";
  let opener = null;
  let typed = false;

  const fetched = (address, options = {}) =>
    fetch(address, { ...options, headers: { "X-Dialog": "1" }, credentials: "same-origin" });

  function draw(html) {
    dialog.innerHTML = html;
    if (!dialog.open) dialog.showModal();
    const first =
      dialog.querySelector("[role=alert]") ||
      dialog.querySelector("[aria-invalid=true]") ||
      dialog.querySelector(FIELDS) ||
      dialog.querySelector("#step-title");
    if (!first) return;
    first.focus({ preventScroll: true });
    dialog.scrollTop = 0;
  }

  function complain(sentence) {
    const box = document.createElement("div");
    box.className = "cp-refusal";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    box.textContent = sentence;
    dialog.querySelector(".cp-refusal")?.remove();
    dialog.querySelector("#step-title")?.after(box);
    box.focus();
  }

  async function open(link) {
    const isKept = typed && opener === link;
    opener = link;
    link.closest("details")?.removeAttribute("open");
    if (isKept) return dialog.showModal();
    typed = false;
    let answer;
    try {
      answer = await fetched(link.href);
    } catch {
      window.location.assign(link.href);
      return;
    }
    if (answer.redirected) window.location.reload();
    else if (answer.status >= 500) window.location.assign(link.href);
    else draw(await answer.text());
  }

  async function send(form) {
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetched(form.action, { method: "POST", body: new FormData(form) });
      const next = answer.headers.get("X-Next");
      if (next) {
        typed = false;
        if (new URL(next, window.location).pathname === window.location.pathname) window.location.reload();
        else window.location.assign(next);
        return;
      }
      if (answer.redirected) complain(dialog.dataset.signedOut);
      else if (answer.headers.get("Content-Type")?.startsWith("text/html") && answer.status < 500) draw(await answer.text());
      else complain(dialog.dataset.lost);
    } catch {
      complain(dialog.dataset.lost);
    }
    button.disabled = false;
    form.removeAttribute("aria-busy");
  }

  // Words of the library go into the message box, after what was typed there before it was closed.
  async function insert(form, button) {
    const body = new FormData(form, button);
    const write = document.querySelector('a[data-step][href$="/step/write/"]');
    const box = dialog.querySelector("form");
    if (box && write && new URL(box.action).pathname === write.pathname) {
      for (const [name, value] of new FormData(box)) if (!body.has(name)) body.set(name, value);
    }
    button.disabled = true;
    try {
      const answer = await fetched(form.action, { method: "POST", body });
      if (answer.redirected || answer.status >= 500) window.location.reload();
      else {
        draw(await answer.text());
        opener = write;
        typed = true;
      }
    } catch {
      window.alert(dialog.dataset.lost);
    }
    button.disabled = false;
  }

  if (dialog) {
    document.addEventListener("submit", (event) => {
      if (!event.target.matches("form[data-insert]")) return;
      event.preventDefault();
      insert(event.target, event.submitter);
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-step]");
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        open(link);
      }
      if (event.target.closest("#step-dialog [data-close]")) {
        event.preventDefault();
        dialog.close();
      }
    });
    dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.target.getAttribute("aria-busy") !== "true") send(event.target);
    });
    dialog.addEventListener("input", () => {
      typed = true;
    });
    dialog.addEventListener("close", () => {
      // What was typed waits for a second look; what was shown once is gone.
      if (!dialog.querySelector("form")) dialog.replaceChildren();
      opener?.focus();
    });
  } else {
    document.addEventListener("submit", (event) => {
      const button = event.target.querySelector(".cp-confirm [type=submit]");
      if (button) setTimeout(() => (button.disabled = true));
    });
  }

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.cp-more[open]")) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    }
  });
})();
