// The list of all keys opens on "?" and F1, and g with a letter leads to a page of the main menu.

import { isTyping } from "./keys.js";

const PATIENCE = 1500;
const dialog = document.querySelector("[data-keys]");
let going = 0;

function open() {
  if (!dialog.open) dialog.showModal();
}

function search() {
  const field = document.querySelector(
    "main :is([data-search] input, [role=search] input:is([type=text], [type=search]))",
  );
  if (!field) return document.querySelector("[data-palette-open]")?.click();
  field.focus();
  return field.select();
}

function act(key) {
  const link = performance.now() - going < PATIENCE && document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  going = 0;
  if (link) link.click();
  else if (key === "?") open();
  else if (key === "/") search();
  else if (key === "g") going = performance.now();
  else return false;
  return key !== "g";
}

function onKey(event) {
  if (!isTyping(event) && act(event.key)) event.preventDefault();
}

// Captured: in the editor, F1 would open a list of its own.
function onF1(event) {
  if (event.key !== "F1" || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  event.stopPropagation();
  open();
}

if (dialog) {
  document.addEventListener("keydown", onKey);
  document.addEventListener("keydown", onF1, { capture: true });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  for (const button of document.querySelectorAll("[data-open-keys]")) button.hidden = false;
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-open-keys]")) open();
  });
}
