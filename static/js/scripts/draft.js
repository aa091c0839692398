// Keeps what is typed as a draft: in this browser at once, on the server a second after the last key. The line below
// the editor says where the text is. Listens to "desk:saved" {text, sentence} and "draft:restore" {record}.

import { BrowserCopy } from "./browser_copy.js";
import { live } from "./browser_drafts.js";
import { post, refusal } from "../parts/session.js";

const PAUSE = 1000;
const RETRY = 5000;
const BEACON = 60_000; // bytes that a browser still sends while it closes a page

const state = document.querySelector("[data-draft-url]");
const form = state?.closest("form");
const source = form?.querySelector("textarea:is([data-editor], [data-draft]):not([readonly])");
const field = (name) => form.elements.namedItem(name);
const parent = () => field(source.dataset.parent ?? "parent");
const isReturned = () => "typed" in source.dataset; // the server refused this text and sent it back

const copy = new BrowserCopy(() => ({
  user: state.dataset.user,
  script: state.dataset.script,
  tab: field("tab").value,
  parent: parent().value,
  draft: field("draft").value,
  message: field("message").value,
}));

let kept = null; // the text that the server has
let savedText = null;
let trouble = "";
let signedOut = false;
let timer;
let busy = false;
let leaving = false;

function say(text, tone = "") {
  state.querySelector("[data-draft-state]").textContent = text;
  state.classList.toggle("tone-fail", tone === "fail");
  state.classList.toggle("tone-hold", tone === "hold");
}

function sayTrouble() {
  const where = signedOut && !copy.failed ? "" : copy.sentence();
  if (trouble) say(`Draft not saved: ${trouble} ${where}`.trim(), copy.failed ? "fail" : "hold");
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(store, pause);
}

async function answered(answer, text) {
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.ok && "version" in told) {
    trouble = "";
    kept = text;
    field("draft").value = told.version;
    if (text !== savedText) say(told.version ? `Draft saved ${told.saved_at}` : "Nothing unsaved");
    if (source.value === text) copy.hold(null);
    return;
  }
  signedOut = answer.status === 401;
  trouble = told.sentence ?? refusal(answer) ?? `the server answered with error ${answer.status}.`;
  sayTrouble();
  if (answer.status >= 500) later(RETRY);
}

async function send(text, options) {
  const fields = { source: text, parent: parent().value, tab: field("tab").value, draft: field("draft").value };
  const headers = { Accept: "application/json" };
  try {
    await answered(await post(state.dataset.draftUrl, new URLSearchParams(fields), { headers, ...options }), text);
  } catch {
    signedOut = false;
    trouble = "mxadmin does not answer. It is tried again.";
    sayTrouble();
    later(RETRY);
  }
}

async function store(options = {}) {
  clearTimeout(timer);
  if (busy || leaving || source.value === kept) return;
  busy = true;
  const text = source.value;
  await send(text, options);
  busy = false;
  if (source.value !== text) later(PAUSE);
}

function typed() {
  copy.hold(source.value === kept ? null : source.value);
  if (source.value !== kept && !trouble) say("Draft not saved yet");
  later(PAUSE);
}

function saved({ detail: { text, sentence } }) {
  trouble = "";
  kept = savedText = text;
  field("draft").value = "";
  say(sentence);
  if (source.value === text) copy.hold(null);
  else later(PAUSE);
}

function restored({ detail: { record } }) {
  field("tab").value = record.tab;
  field("draft").value = record.draft;
  parent().value = record.parent;
  live(record.tab);
  kept = null;
  copy.adopt(record.text);
}

/** Back brought a page from the browser's cache that does not know the latest revision. */
function isOldPage() {
  const [navigation] = performance.getEntriesByType("navigation");
  const isUntouched = "editor" in source.dataset && !isReturned() && source.value === source.defaultValue;
  return navigation?.type === "back_forward" && isUntouched;
}

function listen() {
  source.addEventListener("input", typed);
  document.addEventListener("draft:here", sayTrouble);
  document.addEventListener("desk:saved", saved);
  document.addEventListener("draft:restore", restored);
  document.addEventListener("session:back", () => store());
  addEventListener("online", () => store());
  document.addEventListener("form:leaving", () => {
    leaving = true;
  });
  addEventListener("pageshow", (event) => {
    leaving = false;
    if (!event.persisted && isOldPage()) location.reload(); // so that it offers the draft, too
  });
  // Also on return: meanwhile another tab may have signed in, or made room for one more draft.
  document.addEventListener("visibilitychange", () => {
    const isHidden = document.visibilityState === "hidden";
    store({ keepalive: isHidden && source.value.length < BEACON });
  });
}

if (source) {
  field("tab").value = crypto.randomUUID().replaceAll("-", "");
  live(field("tab").value);
  if (!isReturned() || field("draft").value) kept = source.value;
  listen();
  if (kept === null) {
    copy.hold(source.value);
    store();
  }
}
