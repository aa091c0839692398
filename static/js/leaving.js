// Tab belongs to the text, so a keyboard needs other ways out: Escape and then Tab, or F6 to the field below.

import { editor } from "./editor.js";

const isVisible = (element) => element?.checkVisibility();
const below = () => [...document.querySelectorAll(".save-bar input, #dry-run-fields input")].find(isVisible);

function offerWaysOut() {
  let leaving = false;
  editor.commands.addCommand({ name: "leave", bindKey: "F6", readOnly: true, exec: () => below()?.focus() });
  // Before Ace hears of it, which would indent.
  editor.container.addEventListener("keydown", (event) => {
    if (leaving && event.key === "Tab") event.stopPropagation();
    const closes = editor.completer?.activated || editor.inMultiSelectMode; // then Escape is for these
    if (event.key !== "Shift") leaving = event.key === "Escape" && !closes;
  }, { capture: true });
  editor.on("blur", () => { leaving = false; });
}

if (editor) offerWaysOut();
