// What the linter says while one types: marks in the text and the gutter, the list below, fixes, F8.

import { editor, rangeOf, textarea } from "./editor.js";
import { post, refusal } from "../parts/session.js";

const PAUSE = 120; // milliseconds after the last key
const list = () => document.querySelector("[data-findings]");
const TYPES = { error: "error", warning: "warning", information: "info" };
let findings = [];
let markers = [];
let asking = null;
let timer;
let stale = false;

export const findingsAt = ({ row, column }) => findings.filter((finding) => finding.range.contains(row, column));

const unquoted = (message) => message.replaceAll("`", "");

function mark() {
  for (const id of markers) editor.session.removeMarker(id);
  markers = findings.map(({ range, severity }) => {
    const shown = range.clone();
    if (shown.isEmpty()) shown.end.column += 1;
    return editor.session.addMarker(shown, `ace_squiggle ace_squiggle-${severity}`, "text", true);
  });
  editor.session.setAnnotations(
    findings.map(({ range, severity, message, rule }) => ({
      row: range.start.row,
      column: range.start.column,
      text: `${unquoted(message)} (${rule})`,
      type: TYPES[severity],
    })),
  );
}

function read() {
  findings = [...list().querySelectorAll("[data-finding]")].map((item) => {
    const finding = JSON.parse(item.dataset.finding);
    return { ...finding, range: rangeOf(finding), item };
  });
  for (const part of document.querySelectorAll("[data-with-script], [data-add-hook]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-count]"))
    part.textContent = Number(list().dataset.findings) || "";
  mark();
}

// Keeps the focus in the list and its scroll position, though the lines are new.
function replace(html) {
  const parts = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement?.closest("[data-finding]");
  const place = focused ? [...list().querySelectorAll("[data-finding]")].indexOf(focused) : -1;
  const scrolled = list().querySelector(".findings-list").scrollTop;
  const hooks = document.querySelector("[data-outline] ul").scrollLeft;
  for (const name of ["data-outline", "data-findings"]) {
    document.querySelector(`[${name}]`).replaceWith(document.adoptNode(parts.querySelector(`[${name}]`)));
  }
  read();
  list().querySelector(".findings-list").scrollTop = scrolled;
  document.querySelector("[data-outline] ul").scrollLeft = hooks;
  if (place < 0) return;
  const next = findings[Math.min(place, findings.length - 1)]?.item;
  (next?.querySelector("[data-fix]") ?? next?.querySelector("a") ?? list().querySelector("h2")).focus();
}

function trouble(sentence) {
  const line = list().querySelector("[data-lint-trouble]");
  line.textContent = sentence;
  line.hidden = !sentence;
  list().classList.toggle("is-stale", Boolean(sentence));
  if (sentence) unmark(); // the marks are at positions of an older text
}

function unmark() {
  for (const id of markers) editor.session.removeMarker(id);
  markers = [];
  editor.session.clearAnnotations();
}

async function ask() {
  asking?.abort();
  const mine = (asking = new AbortController());
  const body = new FormData();
  for (const name of ["source", "parent", "version"]) body.set(name, textarea.form.elements[name]?.value ?? "");
  try {
    const answer = await post(textarea.dataset.lint, body, { signal: mine.signal });
    const html = await answer.text();
    if (mine.signal.aborted) return;
    if (!answer.ok && answer.status !== 422)
      throw new Error(`Not checked: ${refusal(answer) ?? `mxadmin answered with error ${answer.status}.`}`);
    stale = false;
    replace(html);
  } catch (error) {
    if (error.name === "AbortError") return;
    trouble(error instanceof TypeError ? "Not checked: mxadmin does not answer." : error.message);
  }
}

function later() {
  stale = true;
  asking?.abort();
  for (const button of list().querySelectorAll("[data-fix]")) button.disabled = true;
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

// One step for undo; the last edit comes first, so that the positions of the others stay valid.
function fix(finding) {
  if (stale || !finding?.fix) return;
  const ranges = finding.fix.edits.map((edit) => [rangeOf(edit), edit.text]);
  ranges.sort(([one], [other]) => other.start.row - one.start.row || other.start.column - one.start.column);
  editor.session.markUndoGroup();
  for (const [range, text] of ranges) editor.session.replace(range, text);
  document.dispatchEvent(new CustomEvent("desk:show", { detail: "editor" }));
  editor.focus(); // the pressed button is about to be removed
  clearTimeout(timer);
  ask();
}

function show(finding) {
  for (const each of findings) each.item.removeAttribute("aria-current");
  finding.item.setAttribute("aria-current", "true");
  finding.item.scrollIntoView({ block: "nearest" });
  document.dispatchEvent(new CustomEvent("desk:show", { detail: "editor" }));
  editor.session.unfold(finding.range);
  editor.selection.setRange(finding.range);
  editor.renderer.scrollSelectionIntoView(finding.range.start, finding.range.end, 0.4);
  editor.focus();
  document.querySelector("[data-finding-said]").textContent =
    `Line ${finding.line}, ${finding.severity}: ${unquoted(finding.message)}`;
}

function step(direction) {
  const { row, column } = editor.getSelectionRange().start;
  const after = ({ range }) => range.start.row - row || range.start.column - column;
  const next = direction > 0 ? findings.find((each) => after(each) > 0) : findings.findLast((each) => after(each) < 0);
  const found = next ?? findings.at(direction > 0 ? 0 : -1);
  if (found) show(found);
}

function addHook(skeleton) {
  const last = editor.session.getLength() - 1;
  const gap = editor.getValue() === "" ? "" : editor.session.getLine(last) === "" ? "\n" : "\n\n";
  editor.session.insert({ row: last, column: Infinity }, gap + skeleton);
  editor.gotoLine(editor.session.getLength() - 2, Infinity, true);
  editor.focus();
}

function onClick(event) {
  const finding = findings.find(({ item }) => item.contains(event.target));
  const hook = event.target.closest("[data-add-hook]");
  if (hook) addHook(hook.dataset.addHook);
  else if (event.target.closest("[data-fix]")) fix(finding);
  else if (finding && !event.target.closest(".finding-rule, .button")) show(finding);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function onKey(event) {
  if (event.key === "F8") step(event.shiftKey ? -1 : 1);
  else if (event.key === "Enter" && event.altKey) fix(findingsAt(editor.getCursorPosition()).find((each) => each.fix));
  else return;
  event.preventDefault();
  event.stopPropagation();
}

if (editor && list()) {
  read();
  document.addEventListener("click", onClick, { capture: true });
  document.addEventListener("keydown", onKey, { capture: true });
  if (!editor.getReadOnly()) {
    document.addEventListener("editor:changed", later);
    document.addEventListener("session:back", later);
    textarea.form.addEventListener("change", ({ target }) => {
      if (target.name === "version") later();
    });
    if (textarea.value !== textarea.defaultValue) later();
  }
}
