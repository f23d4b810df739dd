// Brings the similar cases to the page of a complaint once the page itself stands.
(() => {
  "use strict";

  const place = document.querySelector("[data-similar]");
  if (!place) return;
  fetch(place.dataset.similar, { headers: { "X-Dialog": "1" }, credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status))))
    .then((html) => { place.innerHTML = html; })
    .catch(() => undefined);
})();
