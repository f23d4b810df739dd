// Keys that work on every page of the back office. Nothing happens while an input method is composing.
document.documentElement.classList.add("js");

// Unfold writes the name of a chosen file into a text field of its own widget, which our forms do not have.
HTMLInputElement.prototype.hasChangeListener = true;

function isTyping(target) {
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const search = document.getElementById("desk-search");
  if (event.key === "/" && search && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && event.target.id === "desk-search") event.target.blur();
});
