// Keeps “2 h left” true while the page stays open: words and colour follow the clock, past the due time into overdue.
(() => {
  "use strict";

  const MINUTE = 60 * 1000;
  const HOUR = 60 * MINUTE;
  const words = document.currentScript.dataset;
  // The server's clock counts: how far this machine's own is from it was settled when the page was drawn.
  const ahead = Date.now() - Date.parse(words.now);

  function told(milliseconds) {
    const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
    const late = milliseconds < 0;
    if (minutes < 90) return (late ? words.minLate : words.minLeft).replace("%(count)s", minutes);
    if (minutes < 48 * 60) return (late ? words.hourLate : words.hourLeft).replace("%(count)s", Math.floor(minutes / 60));
    return (late ? words.dayLate : words.dayLeft).replace("%(count)s", Math.floor(minutes / (24 * 60)));
  }

  function tick() {
    const now = Date.now() - ahead;
    for (const place of document.querySelectorAll("[data-due]")) {
      const left = Date.parse(place.dataset.due) - now;
      const sentence = told(left);
      // Written only when it changes: a screen reader is not to be told the same again.
      if (place.textContent !== sentence) place.textContent = sentence;
      place.classList.toggle("late", left < 0);
      place.classList.toggle("soon", left >= 0 && left < HOUR);
    }
  }

  setInterval(tick, 30 * 1000);
  // A tab that slept catches up when it is looked at again.
  document.addEventListener("visibilitychange", () => document.hidden || tick());
  addEventListener("pageshow", tick);
})();
