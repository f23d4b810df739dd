// The sum of each option while it is typed, beside the limit of whoever types.
(() => {
  "use strict";

  const yuan = new Intl.NumberFormat("zh-CN", { style: "currency", currency: "CNY" });

  document.addEventListener("input", (event) => {
    const option = event.target.closest("[data-option]");
    if (!option) return;
    const worth = [...option.querySelectorAll("[data-worth]")].reduce((sum, field) => sum + (Number(field.value) || 0), 0);
    option.querySelector("[data-sum]").textContent = yuan.format(worth);
  });
})();
