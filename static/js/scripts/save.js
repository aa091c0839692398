// Saves without leaving the page: caret, scroll, undo history, dry run result and focus stay. Repeats the save while
// mxadmin is away. Sends "desk:saved" {text, number, sentence} to the document.

import { say, unsay } from "../parts/notice_bar.js";
import { isLeaving, leave } from "../parts/form_guard.js";
import { offer, post, refusal } from "../parts/session.js";

const CAUSE = "save";
const FIELDS = ["source", "message", "parent", "tab", "draft"];
const PAUSES = [2000, 4000, 8000, 15000];
const form = document.querySelector("[data-workbench]");
const source = form?.querySelector("textarea[data-editor]:not([readonly])");
const field = (name) => form.elements.namedItem(name);
let current = null;

/** mxadmin did not answer, or failed; the message says which. */
class Away extends Error {}

async function send(body) {
  let answer;
  try {
    answer = await post(form.action, body, { asked: true, headers: { Accept: "application/json" } });
  } catch {
    throw new Away("mxadmin does not answer");
  }
  if (answer.status >= 500) throw new Away(`mxadmin answered with error ${answer.status}`);
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  return { ...told, answer };
}

/** Tries until there is an answer. Another press of Save replaces one that waits. */
async function persist(mine, body) {
  for (let tried = 0; current === mine; tried += 1) {
    try {
      return await send(body);
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      await pause(mine, error.message, PAUSES[Math.min(tried, PAUSES.length - 1)]);
    }
  }
  return null;
}

function pause(mine, reason, milliseconds) {
  return new Promise((go) => {
    const text = `Not saved yet: ${reason}. Your text is kept here, and the save is tried again.`;
    say(CAUSE, text, { label: "Try now", press: go });
    mine.go = go;
    addEventListener("online", go, { once: true });
    setTimeout(go, milliseconds);
  });
}

function swap(html) {
  const parts = new DOMParser().parseFromString(html, "text/html");
  for (const part of parts.querySelectorAll("[data-part]")) {
    const fresh = document.adoptNode(part);
    document.querySelector(`[data-part="${part.dataset.part}"]`)?.replaceWith(fresh);
    window.htmx?.process(fresh);
  }
  for (const part of document.querySelectorAll("[data-open-keys]")) part.hidden = false;
}

function saved({ number, sentence, parts }, { source: text, message }) {
  swap(parts);
  field("parent").value = number;
  if (field("message").value === message) field("message").value = "";
  source.defaultValue = text;
  delete source.dataset.typed;
  form.querySelector("[data-older]")?.remove();
  if (/[?&](draft|revision)=/.test(location.search)) history.replaceState(history.state, "", location.pathname);
  document.dispatchEvent(new CustomEvent("desk:saved", { detail: { text, number, sentence } }));
}

function refused({ answer, errors }) {
  if (answer.status === 401)
    return offer("Not saved, as you were signed out. Nothing is lost: your text stays on this page.");
  if (errors?.message) return document.dispatchEvent(new CustomEvent("desk:why", { detail: errors.message.join(" ") }));
  say(
    CAUSE,
    `Not saved: ${errors?.source?.join(" ") ?? refusal(answer) ?? `mxadmin answered with error ${answer.status}.`}`,
  );
}

/** The conflict page has an address of its own, so that it can be loaded again. */
function open(address) {
  document.dispatchEvent(new CustomEvent("form:leaving"));
  location.assign(address);
}

async function save(submitter) {
  current?.go?.();
  const mine = (current = {});
  const sent = Object.fromEntries(FIELDS.map((name) => [name, field(name).value]));
  const body = new URLSearchParams(sent);
  unsay(CAUSE);
  submitter.setAttribute("aria-busy", "true");
  try {
    const told = await persist(mine, body);
    if (!told || current !== mine) return;
    unsay(CAUSE);
    if (told.conflict) open(told.conflict);
    else if (told.conflict === "") leave(form, submitter);
    else if (told.number) saved(told, sent);
    else refused(told);
  } finally {
    if (current === mine) submitter.removeAttribute("aria-busy");
  }
}

if (source) {
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.matches("[data-save]") || event.defaultPrevented || isLeaving(form)) return;
    event.preventDefault();
    save(event.submitter);
  });
}
