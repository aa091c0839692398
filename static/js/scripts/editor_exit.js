// Lets a keyboard leave the editor, where Tab indents: by Escape and then Tab, or by F6 to the field below. After
// arriving by Tab, Tab goes on to the next field until something is typed or clicked.

import { editor } from "./editor.js";

const isVisible = (element) => element?.checkVisibility();
const below = () => [...document.querySelectorAll(".save-bar input, #dry-run-fields input")].find(isVisible);
const KEEPS_PASSING = ["Tab", "Shift", "Control", "Alt", "Meta", "F6"];

/** Tells whether the focus arrives by Tab: Ace only reports that it has arrived. */
function watchArrivals(arrive) {
  let tab = false;
  document.addEventListener(
    "keydown",
    ({ key }) => {
      tab = key === "Tab";
    },
    { capture: true },
  );
  for (const other of ["pointerdown", "keyup"])
    document.addEventListener(
      other,
      () => {
        tab = false;
      },
      { capture: true },
    );
  editor.on("focus", () => arrive(tab));
}

function offerWaysOut() {
  let leaving = false;
  let passing = false;
  editor.commands.addCommand({ name: "leave", bindKey: "F6", readOnly: true, exec: () => below()?.focus() });
  watchArrivals((byTab) => {
    passing = byTab;
  });
  editor.container.addEventListener(
    "pointerdown",
    () => {
      passing = false;
    },
    { capture: true },
  );
  // Captured, as Ace would indent.
  editor.container.addEventListener(
    "keydown",
    (event) => {
      if ((leaving || passing) && event.key === "Tab") event.stopPropagation();
      if (!KEEPS_PASSING.includes(event.key)) passing = false;
      const closes = editor.completer?.activated || editor.inMultiSelectMode; // then Escape is for these
      if (event.key !== "Shift") leaving = event.key === "Escape" && !closes;
    },
    { capture: true },
  );
  editor.on("blur", () => {
    leaving = false;
  });
}

if (editor) offerWaysOut();
