// The choice of the editor's key bindings (usual, Vim, Emacs) in the list of keys, kept in this browser.

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

if (dialog) {
  if (editor)
    for (const style of ["vim", "emacs"]) ace.config.setModuleUrl(`ace/keyboard/${style}`, textarea.dataset[style]);
  dialog.addEventListener("change", ({ target }) => {
    remember(target.value);
    use(target.value);
  });
  if (["vim", "emacs"].includes(remembered())) use(remembered());
}
