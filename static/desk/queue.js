// j and k walk the lines, x chooses, Enter opens; filters apply when changed. Everything works without this file too.
(() => {
  const rows = [...document.querySelectorAll(".queue-table tbody tr")];
  const boxes = [...document.querySelectorAll('.queue-table tbody input[name="chosen"]')];
  const all = document.getElementById("queue-all");
  const bulk = document.getElementById("queue-bulk");
  let here = -1;

  function show(index) {
    if (!rows.length) return;
    rows[here]?.classList.remove("here");
    here = Math.max(0, Math.min(rows.length - 1, index));
    rows[here].classList.add("here");
    rows[here].scrollIntoView({ block: "nearest" });
    rows[here].querySelector("a").focus({ preventScroll: true });
  }

  function count() {
    const chosen = boxes.filter((box) => box.checked).length;
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    if (!bulk) return;
    bulk.classList.toggle("some", chosen > 0);
    const words = bulk.querySelector(".queue-chosen");
    words.textContent = `${chosen} ${words.dataset.words}`;
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.isContentEditable || /^(input|textarea|select)$/i.test(event.target.tagName);
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing && event.target.type !== "checkbox") return;
    if (event.key === "j") show(here + 1);
    else if (event.key === "k") show(here - 1);
    else if (event.key === "x" && here >= 0 && boxes[here]) {
      boxes[here].checked = !boxes[here].checked;
      count();
    } else if (event.key === "Enter" && here >= 0 && event.target === document.body) rows[here].querySelector("a").click();
  });

  all?.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = all.checked; });
    count();
  });
  boxes.forEach((box) => box.addEventListener("change", count));

  // The first click sends, the second finds the button resting.
  document.getElementById("queue-form")?.addEventListener("submit", (event) => {
    const form = event.currentTarget;
    if (event.submitter?.hasAttribute("data-again")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    delete document.getElementById("queue-form")?.dataset.sent;
    count();
  });

  const filters = document.getElementById("queue-filters");
  filters?.addEventListener("change", () => filters.requestSubmit());
  filters?.addEventListener("submit", () => {
    // Blank drop-downs would only lengthen the address.
    for (const field of filters.querySelectorAll("select")) field.disabled = !field.value;
  });
})();
