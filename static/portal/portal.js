// Comfort only: every page works without it.
for (const form of document.querySelectorAll("form[data-once]")) {
  const button = form.querySelector(".button.main");
  const label = button.textContent;
  const set = (sending) => {
    button.disabled = sending;
    button.textContent = sending ? form.dataset.once : label;
  };
  form.addEventListener("submit", () => set(true));
  // Back from the next page the browser may show this one as it was left.
  addEventListener("pageshow", () => set(false));
}
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    document.querySelector(".copied").textContent = button.dataset.copied;
  });
}
