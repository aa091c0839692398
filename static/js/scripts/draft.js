// Keeps what is typed, and says truthfully where: in this browser at once, on the server a second after the last key.
// Events: "desk:saved" {text} from a save, "draft:restore" {record} from an offer.

import { forget, keep, live } from "./browser_drafts.js";
import { post, refusal } from "../parts/session.js";

const PAUSE = 1000;
const RETRY = 5000;
const BEACON = 60_000; // bytes that a browser still sends while it closes a page

const state = document.querySelector("[data-draft-url]");
const form = state?.closest("form");
const source = form?.querySelector("textarea:is([data-editor], [data-draft]):not([readonly])");
const field = (name) => form.elements.namedItem(name);
const parent = () => field(source.dataset.parent ?? "parent");
const own = () => ({ user: state.dataset.user, script: state.dataset.script, tab: field("tab").value });

const keeping = { wanted: null, done: null, busy: false, failed: false }; // in this browser: a text, or null for none

/** One write at a time; what is typed meanwhile is in the next one. */
async function hold(text) {
  keeping.wanted = text;
  if (keeping.busy) return;
  keeping.busy = true;
  while (keeping.done !== keeping.wanted) {
    const next = keeping.wanted;
    const record = { parent: parent().value, draft: field("draft").value, message: field("message").value, at: Date.now() };
    try {
      await (next === null ? forget(own()) : keep({ ...own(), ...record, text: next }));
      keeping.failed = false;
    } catch {
      keeping.failed = next !== null;
    }
    keeping.done = next;
  }
  keeping.busy = false;
  document.dispatchEvent(new CustomEvent("draft:here"));
}

function whereItIs() {
  if (keeping.failed) return "Your text is on this page only, as this browser keeps nothing: leave the page open.";
  return keeping.done === null ? "" : "Your text is kept in this browser until mxadmin has it.";
}

function keepDrafts() {
  const label = state.querySelector("[data-draft-state]");
  let kept = "typed" in source.dataset && !field("draft").value ? null : source.value;
  let savedText = null;
  let trouble = "";
  let signedOut = false;
  let timer;
  let busy = false;
  let leaving = false;

  const isOldCopy = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward"
    && "editor" in source.dataset && !("typed" in source.dataset) && source.value === source.defaultValue;

  function say(text, tone = "") {
    label.textContent = text;
    state.classList.toggle("tone-fail", tone === "fail");
    state.classList.toggle("tone-hold", tone === "hold");
  }

  function sayTrouble() {
    const where = signedOut && !keeping.failed ? "" : whereItIs();
    if (trouble) say(`Draft not saved: ${trouble} ${where}`.trim(), keeping.failed ? "fail" : "hold");
  }

  const later = (pause) => { clearTimeout(timer); timer = setTimeout(store, pause); };

  async function answered(answer, text) {
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok && "version" in told) {
      trouble = "";
      kept = text;
      field("draft").value = told.version;
      if (text !== savedText) say(told.version ? `Draft saved ${told.saved_at}` : "Nothing unsaved");
      if (source.value === text) hold(null);
      return;
    }
    signedOut = answer.status === 401;
    trouble = told.sentence ?? refusal(answer) ?? `the server answered with error ${answer.status}.`;
    sayTrouble();
    if (answer.status >= 500) later(RETRY);
  }

  async function store(options = {}) {
    clearTimeout(timer);
    if (busy || leaving || source.value === kept) return;
    busy = true;
    const text = source.value;
    const body = new URLSearchParams({ source: text, parent: parent().value, tab: field("tab").value, draft: field("draft").value });
    try {
      await answered(await post(state.dataset.draftUrl, body, { headers: { Accept: "application/json" }, ...options }), text);
    } catch {
      signedOut = false;
      trouble = "mxadmin does not answer. It is tried again.";
      sayTrouble();
      later(RETRY);
    }
    busy = false;
    if (source.value !== text) later(PAUSE);
  }

  function typed() {
    hold(source.value === kept ? null : source.value);
    if (source.value !== kept && !trouble) say("Draft not saved yet");
    later(PAUSE);
  }

  function saved({ detail: { text, sentence } }) {
    trouble = "";
    kept = savedText = text;
    field("draft").value = "";
    say(sentence);
    if (source.value === text) hold(null);
    else later(PAUSE);
  }

  function restored({ detail: { record } }) {
    field("tab").value = record.tab;
    field("draft").value = record.draft;
    parent().value = record.parent;
    live(record.tab);
    kept = null;
    keeping.wanted = keeping.done = record.text;
  }

  source.addEventListener("input", typed);
  document.addEventListener("draft:here", sayTrouble);
  document.addEventListener("desk:saved", saved);
  document.addEventListener("draft:restore", restored);
  document.addEventListener("session:back", () => store());
  addEventListener("online", () => store());
  document.addEventListener("form:leaving", () => { leaving = true; });
  addEventListener("pageshow", (event) => {
    leaving = false;
    if (!event.persisted && isOldCopy()) location.reload(); // so it knows what is latest, and offers the draft
  });
  // Also on the way back: in the other tab somebody may have signed in, or made room for one more draft.
  document.addEventListener("visibilitychange", () => {
    const leaves = document.visibilityState === "hidden";
    store({ keepalive: leaves && source.value.length < BEACON });
  });
  if (kept !== null) return;
  hold(source.value);
  store();
}

if (source) {
  field("tab").value = crypto.randomUUID().replaceAll("-", "");
  live(field("tab").value);
  keepDrafts();
}
