// What a person really reads and searches is told once: a page that is merely fetched changes nothing.
(() => {
  "use strict";

  const READ_AFTER = 4000;

  function tell(form) {
    return fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual" });
  }

  const opened = document.querySelector("form[data-opened]");
  if (opened) {
    const asked = new URLSearchParams(location.search);
    for (const name of ["asked", "complaint"]) {
      opened.elements[name].value = asked.get(name) || "";
    }
    setTimeout(() => document.visibilityState === "visible" && tell(opened), READ_AFTER);
  }

  const searched = document.querySelector("form[data-searched]");
  if (searched) {
    tell(searched)
      .then((answer) => answer.json())
      .then(({ asked }) => {
        for (const hit of document.querySelectorAll("a[data-hit]")) {
          const address = new URL(hit.href);
          address.searchParams.set("asked", asked);
          hit.href = address;
        }
      })
      .catch(() => undefined);
  }
})();
