// Line history: the revision of each line beside its number; for the line at the cursor or under the mouse also
// author, time and message. Off until asked for; the choice is kept in this browser.

import { editor, number, paint, textarea } from "./editor.js";
import { post, refusal } from "../parts/session.js";

const bar = document.querySelector("[data-blame]");
const PAUSE = 500; // milliseconds after the last key
const KEY = "desk-blame";
let known = null;
let asking = null;
let timer;

const said = () => bar.querySelector("[data-blame-said]");
const toggle = () => bar.querySelector("[data-blame-toggle]");
const isOn = () => toggle().getAttribute("aria-pressed") === "true";

function remembered() {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false;
  }
}

function say(row) {
  if (!known) return;
  const origin = known.lines[row];
  if (!origin) return said().replaceChildren(`Line ${row + 1}: not saved yet`);
  const { author, saved_at: saved, message } = known.revisions[origin];
  const link = Object.assign(document.createElement("a"), { textContent: `revision ${origin}` });
  link.href = bar.dataset.revision.replace(/0\/$/, `${origin}/`);
  const when = new Date(saved).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const earlier = origin === known.earliest ? " or earlier" : "";
  said().replaceChildren(`Line ${row + 1}: `, link, `${earlier}, ${author}, ${when}: ${message || "no message"}`);
}

const sayCursor = () => say(editor.getCursorPosition().row);

function show() {
  const lines = known?.lines ?? [];
  number("blame", known && ((line) => (lines[line - 1] ? `r${lines[line - 1]}` : "new")));
  paint("blame", Object.fromEntries(lines.flatMap((origin, row) => (origin ? [] : [[row + 1, "unsaved"]]))));
}

async function ask() {
  asking?.abort();
  const mine = (asking = new AbortController());
  const body = new URLSearchParams({ source: textarea.value });
  if (!known) said().textContent = "Looking through the revisions…";
  try {
    const answer = await post(bar.dataset.blame, body, { signal: mine.signal });
    if (!answer.ok) throw new Error(refusal(answer) ?? `mxadmin answered with error ${answer.status}.`);
    const told = await answer.json();
    if (mine.signal.aborted) return;
    known = told;
    show();
    sayCursor();
  } catch (error) {
    if (error.name === "AbortError") return;
    said().textContent =
      error instanceof TypeError ? "Not known: mxadmin does not answer." : `Not known: ${error.message}`;
  }
}

/** Counts changed lines as new until the server has answered. */
function onChange({ action, start, end }) {
  if (!isOn()) return;
  asking?.abort();
  const more = end.row - start.row;
  const [removed, added] = action === "insert" ? [1, more + 1] : [more + 1, 1];
  known?.lines.splice(start.row, removed, ...Array(added).fill(null));
  clearTimeout(timer);
  timer = setTimeout(() => {
    show();
    ask();
  }, PAUSE);
}

function turn(on) {
  toggle().setAttribute("aria-pressed", String(on));
  if (on) return ask();
  asking?.abort();
  clearTimeout(timer);
  known = null;
  show();
  said().textContent = "";
}

if (editor && bar) {
  bar.hidden = false;
  toggle().addEventListener("click", () => {
    turn(!isOn());
    try {
      localStorage.setItem(KEY, isOn() ? "on" : "off");
    } catch {
      /* without storage, it lasts until the page is left */
    }
  });
  document.addEventListener("desk:saved", ({ detail: { number: saved } }) => {
    bar.dataset.blame = bar.dataset.blame.replace(/\d+(?=\/blame)/, saved);
    if (isOn()) ask();
  });
  editor.session.on("change", onChange);
  editor.selection.on("changeCursor", sayCursor);
  editor.on("guttermousemove", (event) => say(event.getDocumentPosition().row));
  if (remembered()) turn(true);
}
