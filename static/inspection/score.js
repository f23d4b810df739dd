// The score sheet by keyboard, and what it comes to so far; without this file it is a form like any other.
(() => {
  "use strict";

  const form = document.querySelector("[data-sheet]");
  if (!form) return;
  const lines = [...form.querySelectorAll("[data-line]")];
  const total = form.querySelector("[data-total]");
  const given = (line) => line.querySelector("input[type=radio]:checked");

  const count = () => {
    let weight = 0, earned = 0, open = 0, fatal = false;
    for (const line of lines) {
      const chosen = given(line), most = Number(line.dataset.most);
      const points = chosen && chosen.value !== "na" ? Number(chosen.value) : null;
      line.classList.toggle("is-full", points === null || points === most);
      if ("fatal" in line.dataset) fatal ||= points === 0;
      else if (!chosen) open += 1;
      else if (points !== null) {
        weight += Number(line.dataset.weight);
        earned += (Number(line.dataset.weight) * points) / most;
      }
    }
    const score = fatal || !weight ? 0 : (100 * earned) / weight;
    total.textContent = open ? `${lines.length - open} / ${lines.length}` : score.toFixed(1);
    total.classList.toggle("is-failed", !open && score < Number(form.dataset.pass));
  };
  const here = () => lines.findIndex((line) => line.contains(document.activeElement));
  const go = (place) => {
    const line = lines[Math.max(0, Math.min(place, lines.length - 1))];
    (given(line) || line.querySelector("input[type=radio]")).focus();
    line.scrollIntoView({ block: "nearest" });
  };
  const choose = (value) => {
    const line = lines[Math.max(here(), 0)];
    const radio = line.querySelector(`input[type=radio][value="${value}"]`);
    if (!radio) return;
    radio.checked = true;
    radio.focus();
    count();
    const remark = line.querySelector("input[type=text]");
    if (!line.classList.contains("is-full") && !remark.value) remark.focus();
    else go(lines.indexOf(line) + 1);
  };

  form.addEventListener("change", count);
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return form.requestSubmit();
    const at = document.activeElement;
    const isWriting = at.matches("input:not([type=radio]), textarea, select");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isWriting && form.contains(at) && at.matches("input[type=text]") && event.key === "Enter") {
      event.preventDefault();
      return go(here() + 1);
    }
    if (isWriting) return;
    if (/^[0-9]$/.test(event.key)) return event.preventDefault(), choose(event.key);
    if (event.key === "n" || event.key === "N") return choose("na");
    if (form.contains(at) && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      go(here() + (event.key === "ArrowDown" ? 1 : -1));
    }
  });
  count();
  go(0);
})();
