// How many are chosen, beside the button for all of them; without this file the button is always there.
(() => {
  "use strict";

  const bar = document.querySelector("[data-bar]");
  if (!bar) return;
  const count = () => {
    const chosen = document.querySelectorAll("[name=chosen]:checked").length;
    bar.classList.toggle("is-shown", chosen > 0);
    bar.querySelector("[data-count]").textContent = chosen || "";
  };
  document.addEventListener("change", count);
  count();
})();
