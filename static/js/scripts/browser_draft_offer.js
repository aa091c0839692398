// Offers texts that this browser kept and mxadmin never received, for example after a power cut.

import { editor } from "./editor.js";
import { forget, isLive, kept } from "./browser_drafts.js";

const state = document.querySelector("[data-draft-url]");
const place = document.querySelector("[data-kept-offers]");
const source = state?.closest("form").elements.namedItem("source");
const unified = (text) => text.replaceAll("\r\n", "\n");

async function digest(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(unified(text))));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Does the server have the text that the page came with? A page that returns a refused text has it from the form. */
const isKept = () =>
  Boolean(source.form.elements.namedItem("draft").value) ||
  ("editor" in source.dataset && !("typed" in source.dataset));

/** Does the server have this text, in the page or among the drafts that it offers? */
async function isKnown({ text }) {
  if (isKept() && unified(text) === unified(source.defaultValue)) return true;
  return Boolean(document.querySelector(`[data-draft-offer="${await digest(text)}"]`));
}

function write(text) {
  if (editor) return editor.setValue(text, -1); // one step, which can be undone
  source.value = text;
  source.dispatchEvent(new Event("input", { bubbles: true }));
}

function gone(shown) {
  shown.remove();
  place.hidden = !place.querySelector("[data-kept]");
}

function restore(record, shown) {
  document.dispatchEvent(new CustomEvent("draft:restore", { detail: { record } }));
  const message = document.getElementById("id_message");
  if (!message.value) message.value = record.message;
  gone(shown);
  write(record.text);
  document.dispatchEvent(new CustomEvent("desk:show", { detail: "editor" }));
  document.dispatchEvent(new CustomEvent("editor:focus"));
}

function when(at) {
  const time = Object.assign(document.createElement("time"), { dateTime: new Date(at).toISOString() });
  time.textContent = new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
  return time;
}

function offer(record) {
  const shown = place.querySelector("template").content.firstElementChild.cloneNode(true);
  const part = (name) => shown.querySelector(`[data-kept-${name}]`);
  const lines = unified(record.text).replace(/\n$/, "").split("\n").length;
  part("when").append(when(record.at));
  part("lines").textContent =
    `${lines} line${lines === 1 ? "" : "s"}${record.parent ? `, based on revision ${record.parent}` : ""}`;
  part("restore").addEventListener("click", () => restore(record, shown));
  part("discard").addEventListener("click", async () => {
    await forget(record);
    gone(shown);
  });
  place.append(shown);
  place.hidden = false;
}

async function look() {
  for (const record of await kept({ user: state.dataset.user, script: state.dataset.script })) {
    if (await isLive(record.tab)) continue;
    if (await isKnown(record)) await forget(record);
    else if (place) offer(record);
  }
}

if (source)
  look().catch(() => {
    /* this browser keeps nothing, so there is nothing to offer */
  });
