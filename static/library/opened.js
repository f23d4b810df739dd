// Whoever looks at a page for some seconds reads it; that is told once.
const form = document.querySelector("form[data-opened]");
if (form) {
  setTimeout(() => {
    if (document.visibilityState === "visible") {
      fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual" });
    }
  }, 4000);
}
