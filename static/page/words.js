// Looks over words a customer will read while they are typed. Without it the server asks once before sending.
(() => {
  "use strict";

  const PAUSE = 400;
  const found = new WeakMap();
  const timers = new WeakMap();

  function box(field, name) {
    const place = field.closest(".cp-field") || field.parentElement;
    let list = place.querySelector(`.${name}`);
    if (!list) {
      list = document.createElement("ul");
      list.className = name;
      list.setAttribute("role", "status");
      field.after(list);
    }
    list.replaceChildren();
    return list;
  }

  function line(list, strong, rest) {
    const item = document.createElement("li");
    const words = document.createElement("strong");
    words.textContent = strong;
    item.append(words, rest);
    list.append(item);
  }

  function draw(field, answer) {
    const list = box(field, "cp-words");
    for (const one of answer.findings) line(list, one.words, ` ${one.kind} · ${one.suggestion}`);
    if (field.hasAttribute("data-promises")) {
      const times = box(field, "cp-moments");
      for (const one of answer.moments) line(times, one.text, ` → ${one.at}`);
    }
    found.set(field, answer.findings.length > 0);
    const form = field.form;
    const override = form?.querySelector(".cp-override");
    if (!override) return;
    const any = [...form.querySelectorAll("[data-told]")].some((other) => found.get(other));
    override.hidden = !any && !override.querySelector("input").value;
  }

  async function check(field) {
    const form = field.form;
    const token = form?.querySelector("[name=csrfmiddlewaretoken]");
    if (!form?.dataset.wordsUrl || !token) return;
    const text = field.value;
    const body = new FormData();
    body.set("text", text);
    body.set("csrfmiddlewaretoken", token.value);
    try {
      const answer = await fetch(form.dataset.wordsUrl, { method: "POST", body, credentials: "same-origin" });
      if (answer.ok && field.value === text) draw(field, await answer.json());
    } catch {
      // The server looks the words over again when they are sent.
    }
  }

  function later(event) {
    const field = event.target;
    if (!field.hasAttribute?.("data-told") || event.isComposing) return;
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(check, PAUSE, field));
  }

  document.addEventListener("input", later);
  document.addEventListener("compositionend", later);
})();
