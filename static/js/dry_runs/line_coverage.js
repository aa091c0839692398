// Shows in the gutter how often each line ran in the last dry run, and which line decided; knows each variable's last
// value. Hidden while the form or the text differs from what ran.

import { editor, number, paint } from "../scripts/editor.js";

let seen = null;

/** "x = 12" for a variable of the last dry run, else null. */
export function lastValue(name) {
  return seen && Object.hasOwn(seen.values, name) ? `${name} = ${seen.values[name]}` : null;
}

function classes({ lines, missed, decided }) {
  const painted = {};
  for (const line of missed) painted[line] = "not-ran";
  for (const line of Object.keys(lines)) painted[line] = "ran";
  if (decided) painted[decided] = "decided";
  return painted;
}

function show() {
  const told = document.getElementById("ran");
  if (!told || !editor) return forget();
  seen = JSON.parse(told.textContent);
  paint("ran", classes(seen));
  number("ran", (line) => seen.lines[line] && `${seen.lines[line]}×`);
}

function forget() {
  if (!seen) return;
  number("ran", null);
  paint("ran", {});
  seen = null;
}

if (editor) {
  document.addEventListener("dry-run:stale", ({ detail: stale }) => {
    if (stale) forget();
    else show();
  });
  show();
}
