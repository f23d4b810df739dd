// The board works without this file: it only prints, applies a chosen filter at once, and keeps the wall fresh.
(() => {
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => {
      document.querySelectorAll(".board-chart details").forEach((table) => { table.open = true; });
      window.print();
    });
  }
  const filters = document.querySelector(".board-filters");
  filters?.addEventListener("change", (event) => {
    if (event.target.type === "date") filters.elements.period.value = "own";
    else filters.requestSubmit();
  });
  filters?.addEventListener("submit", () => {
    if (filters.elements.period.value === "own") return;
    filters.elements.since.disabled = filters.elements.until.disabled = true;
  });

  const wall = document.querySelector("[data-wall]");
  if (!wall) return;
  const every = Number(wall.dataset.wall) * 1000;

  function stale(words) {
    const mark = document.querySelector(".wall-stale");
    mark.textContent = words;
    document.querySelector("[data-wall]").classList.add("stale");
  }

  async function refresh() {
    const here = document.querySelector("[data-wall]");
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(every) });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-wall]");
      if (fresh) here.replaceWith(document.adoptNode(fresh));
      else if (answer.ok) stale(here.dataset.out);
      else throw new Error(answer.status);
    } catch {
      stale(`${here.dataset.stale} ${here.querySelector("[data-at]").dataset.at}`);
    }
    setTimeout(refresh, every);
  }
  setTimeout(refresh, every);
})();
