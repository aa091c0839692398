// Greys the result out while the form or the text differs from what it answers, and names what it answers. When both
// are as they were, it counts again. Sends "dry-run:stale" to the document with true or false.

import { textarea } from "../scripts/editor.js";

const form = document.querySelector("[data-workbench]");
const result = () => document.getElementById("result");
const OTHER = ["csrfmiddlewaretoken", "message", "parent", "tab", "draft", "source", "preset_name", "against"];

let sent = null;
let answered = null;
let refused = false;
let was = null;

function asked() {
  const data = new FormData(form);
  const inputs = [...data].filter(([name]) => !OTHER.includes(name));
  return { inputs: JSON.stringify(inputs), text: textarea.value, against: data.get("against") };
}

const textPart = () => result().querySelector("[data-answered-text]");

/** The text is named by its revision, or as what it was before it was changed. */
function nameText(changed) {
  const part = textPart();
  part.dataset.fresh ??= part.textContent;
  const [revision] = part.dataset.fresh.match(/^revision \d+/i) ?? [];
  const name = changed ? (revision ?? "the text before your change") : part.dataset.fresh;
  if (part.textContent !== name) part.textContent = name;
}

function update() {
  if (!answered || !textPart()) return;
  const now = asked();
  const changed = now.text !== answered.text;
  const compared = document.getElementById("comparison") && now.against !== answered.against;
  const stale = refused || changed || compared || now.inputs !== answered.inputs;
  nameText(changed);
  if (Boolean(stale) === was) return;
  was = Boolean(stale);
  result().classList.toggle("is-stale", was);
  result().querySelector("[data-stale]").hidden = !was;
  document.dispatchEvent(new CustomEvent("dry-run:stale", { detail: was }));
}

function saved({ detail: { text, number } }) {
  if (answered?.text !== text || !textPart()) return;
  textPart().dataset.fresh = `revision ${number}`;
  update();
}

if (form && result()) {
  document.addEventListener("dry-run:sent", () => {
    sent = asked();
  });
  document.addEventListener("dry-run:shown", () => {
    [answered, refused, was] = [sent ?? asked(), false, null];
    update();
  });
  document.addEventListener("dry-run:fields", ({ detail }) => {
    refused ||= detail.refused;
    update();
  });
  for (const kind of ["input", "change"])
    form.addEventListener(kind, () => {
      refused = false;
      update();
    });
  document.addEventListener("desk:saved", saved);
  if (textPart()) answered = asked();
}
