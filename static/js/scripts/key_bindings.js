// The list of all keys, and the choice of the editor's key bindings (usual, Vim, Emacs), kept in this browser.

import { editor, textarea } from "./editor.js";

const dialog = document.querySelector("[data-keys]");
const choices = () => [...dialog.querySelectorAll("[name=key-style]")];

function remembered() {
  try {
    return localStorage.getItem("key-style") ?? "";
  } catch {
    return "";
  }
}

function remember(style) {
  try {
    localStorage.setItem("key-style", style);
  } catch {
    /* without storage, it lasts until the page is left */
  }
}

function saveByVim() {
  const save = () => document.querySelector("[data-save]")?.click();
  const afterItsDialog = () => setTimeout(save); // Vim's dialog moves the focus back to the text first
  ace.require("ace/keyboard/vim")?.Vim.defineEx("write", "w", afterItsDialog);
}

function use(style) {
  const trouble = dialog.querySelector("[data-keys-trouble]");
  editor?.setKeyboardHandler(style ? `ace/keyboard/${style}` : null, (error) => {
    trouble.hidden = !error;
    saveByVim();
  });
  for (const choice of choices()) choice.checked = choice.value === style;
}

function open() {
  if (!dialog.open) dialog.showModal();
}

function onKey(event) {
  const writing = event.target.closest("input, textarea, select, .ace_editor");
  if (event.key !== "F1" && (event.key !== "?" || writing)) return;
  event.preventDefault();
  event.stopPropagation();
  open();
}

if (dialog) {
  if (editor)
    for (const style of ["vim", "emacs"]) ace.config.setModuleUrl(`ace/keyboard/${style}`, textarea.dataset[style]);
  document.addEventListener("keydown", onKey, { capture: true });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("change", ({ target }) => {
    remember(target.value);
    use(target.value);
  });
  for (const button of document.querySelectorAll("[data-open-keys]")) button.hidden = false;
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-open-keys]")) open();
  });
  if (["vim", "emacs"].includes(remembered())) use(remembered());
}
