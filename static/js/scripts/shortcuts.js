// Ctrl-S saves and Ctrl-Enter runs, wherever the focus is. Enter in a field presses the button beside it, but not in
// the editor's own fields (find, Vim's command line).

const form = document.querySelector("[data-workbench]");
const press = (name) => form.querySelector(`[data-${name}]`)?.click();

function onKey(event) {
  if (event.target.closest("dialog")) return;
  const control = event.ctrlKey || event.metaKey;
  const plainEnter = event.key === "Enter" && event.target.matches("input:not([type=hidden], [class*=ace_] *)");
  if (control && event.key.toLowerCase() === "s") press("save");
  else if (control && event.key === "Enter") press("dry-run");
  else if (plainEnter && form.contains(event.target)) press(event.target.closest(".save-bar") ? "save" : "dry-run");
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// Captured, as Ctrl-Enter would add a line in the editor. On the document, as the focused element may be gone.
if (form) document.addEventListener("keydown", onKey, { capture: true });
