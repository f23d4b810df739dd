// The agent's entry: history while typing, categories of the chosen desk, one click, copying the code.
(() => {
  "use strict";

  const form = document.querySelector(".cp-entry");
  const PAUSE = 350;

  if (form) {
    // A call centre opens the page with the caller's number; it shall not stay in the browser's history.
    if (location.search) history.replaceState(null, "", location.pathname);
    const asked = ["phone", "email", "wechat", "order_number", "subject", "description"].map((name) => form.elements[name]);
    const known = document.getElementById("history");
    let timer;
    let latest = 0;
    let last = null;

    const look = async () => {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      for (const field of asked) body.set(field.name, field.value.trim());
      const question = new URLSearchParams(body).toString();
      if (question === last) return;
      last = question;
      const turn = ++latest;
      try {
        const answer = await fetch(form.dataset.history, { method: "POST", body, credentials: "same-origin" });
        // A slower answer to an earlier question must not replace a newer one.
        if (turn === latest && answer.ok && !answer.redirected) known.innerHTML = await answer.text();
      } catch {
        last = null;
      }
    };
    const soon = (event) => {
      if (event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE);
    };
    for (const field of asked) {
      field.addEventListener("input", soon);
      field.addEventListener("compositionend", soon);
    }

    const preset = form.elements.preset;
    const category = form.elements.category;
    const groups = [...category.querySelectorAll("optgroup")];
    const choose = () => {
      const title = preset.selectedOptions[0].textContent.trim();
      for (const group of groups) group.remove();
      category.append(...groups.filter((group) => group.label.startsWith(`${title} · `)));
      if (!category.value) category.selectedIndex = 0;
    };
    preset.addEventListener("change", choose);
    choose();

    form.addEventListener("submit", (event) => {
      const button = form.querySelector("[type=submit]");
      if (button.disabled) event.preventDefault();
      setTimeout(() => (button.disabled = true));
    });
    window.addEventListener("pageshow", () => (form.querySelector("[type=submit]").disabled = false));
    form.querySelector("[role=alert]")?.focus();
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const code = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = button.dataset.copied;
    } catch {
      window.getSelection().selectAllChildren(code);
    }
  });
})();
