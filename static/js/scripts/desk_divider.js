// The bar between editor and dry run: moved with the mouse or the arrow keys, its place kept in this browser.

import { editor } from "./editor.js";

const divider = document.querySelector("[data-divider]");
const desk = divider?.closest("[data-workbench]");
const USUAL = 60;
const STEP = 2;
const [least, most] = ["valuemin", "valuemax"].map((name) => Number(divider?.getAttribute(`aria-${name}`)));

function remembered() {
  try {
    return Number(localStorage.getItem("desk-split")) || USUAL;
  } catch {
    return USUAL;
  }
}

function move(percent, { keep = true } = {}) {
  const value = Math.min(most, Math.max(least, percent));
  desk.style.setProperty("--split", `${value}fr`);
  desk.style.setProperty("--rest", `${100 - value}fr`);
  divider.setAttribute("aria-valuenow", Math.round(value));
  editor?.resize();
  try {
    if (keep) localStorage.setItem("desk-split", value);
  } catch {
    /* without storage, it lasts until the page is left */
  }
}

function onKey(event) {
  const now = Number(divider.getAttribute("aria-valuenow"));
  const to = { ArrowLeft: now - STEP, ArrowRight: now + STEP, Home: least, End: most, Enter: USUAL }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  move(to);
}

function onDrag(event) {
  if (!divider.hasPointerCapture(event.pointerId)) return;
  const { left, right } = desk.getBoundingClientRect();
  move(((event.clientX - left) / (right - left)) * 100);
}

if (divider) {
  divider.hidden = false;
  divider.addEventListener("keydown", onKey);
  divider.addEventListener("pointerdown", (event) => {
    divider.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  divider.addEventListener("pointermove", onDrag);
  divider.addEventListener("dblclick", () => move(USUAL));
  move(remembered(), { keep: false });
}
