// Comfort only: every page works without it.
{
  const ATTEMPTS = 4;
  const PAUSE_MS = 1500;

  const pause = (ms) => new Promise((over) => setTimeout(over, ms));

  /** Sends `form` once; fails where the network broke or nobody stood behind the door. */
  const post = (form, told) =>
    new Promise((arrived, broken) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.upload.onprogress = ({ loaded, total }) => told(loaded / total);
      request.onload = () => (request.status >= 502 ? broken() : arrived(request));
      request.onerror = broken;
      request.send(new FormData(form));
    });

  /** Big files over a poor line: shows how far it is and tries again. The server knows a form sent twice. */
  const carry = async (form, set) => {
    const bar = document.createElement("progress");
    const words = document.createElement("p");
    bar.setAttribute("aria-label", form.dataset.once);
    words.className = "sending";
    words.setAttribute("role", "status");
    form.querySelector(".sending")?.remove();
    form.querySelector("progress")?.remove();
    form.append(bar, words);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      try {
        const { responseText, responseURL } = await post(form, (part) => (bar.value = part));
        history.replaceState(null, "", responseURL);
        document.open();
        document.write(responseText);
        document.close();
        return;
      } catch {
        words.textContent = attempt < ATTEMPTS ? form.dataset.again : form.dataset.broken;
        if (attempt < ATTEMPTS) await pause(PAUSE_MS * attempt);
      }
    }
    bar.remove();
    set(false);
  };

  for (const form of document.querySelectorAll("form[data-once]")) {
    const button = form.querySelector(".button.main");
    const label = button.textContent;
    const set = (sending) => {
      button.disabled = sending;
      button.textContent = sending ? form.dataset.once : label;
    };
    form.addEventListener("submit", (event) => {
      set(true);
      if (![...form.querySelectorAll("[type=file]")].some((field) => field.files.length)) return;
      event.preventDefault();
      carry(form, set);
    });
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
}
