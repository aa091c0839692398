// When the session ends, the page stays and offers to sign in again in place; then it repeats the request.
// Sends "session:back" to the document when the session is valid again.

import { say, unsay } from "./notice_bar.js";

const page = document.querySelector("[data-session]")?.dataset;
let dialog = null;
const part = (name) => dialog.querySelector(`[data-again-${name}]`);
const CAUSE = "signed out";

export const SIGNED_OUT = "You were signed out. Sign in again: nothing is lost, your text is still here.";
export const NOT_ALLOWED = "Your role does not allow it. Your text is still here.";
export const AWAY =
  "mxadmin does not answer. Check that it runs and that this computer reaches it: your text is still here.";

let token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
let asking = null;
let explanation = "";

/** The sentence for a refused request; null for any other answer. */
export function refusal({ status }) {
  return { 401: SIGNED_OUT, 403: NOT_ALLOWED, 413: "The text is too long to be sent." }[status] ?? null;
}

/** Could a new session turn this answer into another one? */
const isRefused = (answer) => answer.status === 401 || answer.status === 403;

function here(state) {
  token = state.token;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  unsay(CAUSE);
}

/** Who is signed in now: "same" as when the page was opened, "other" or "nobody". Rejects while mxadmin is away. */
export async function look() {
  const answer = await fetch(page.session, { cache: "no-store", headers: { Accept: "application/json" } });
  if (!answer.headers.get("Content-Type")?.includes("json")) throw new TypeError(`${answer.status}`);
  const state = await answer.json();
  if (String(state.user) !== page.user) return state.user ? explain("other", state.name) : explain("nobody");
  here(state);
  return "same";
}

function explain(who, name) {
  explanation =
    who === "other"
      ? `${name} is now signed in in this browser. Nothing is lost: your text stays on this page, and is yours only.`
      : "You were signed out. Nothing is lost: all that you typed is still on this page.";
  return who;
}

/** The dialog is made when it is first needed: a password field in every page would wake password managers. */
function make() {
  const template = document.querySelector("[data-again-template]");
  document.body.append(template.content.cloneNode(true));
  dialog = document.querySelector("[data-again]");
  dialog.querySelector("form").addEventListener("submit", submit);
  part("later").addEventListener("click", () => dialog.close());
}

/** Opens the dialog. Resolves to true when the same person has signed in again, to false when it is closed. */
export function signIn() {
  asking ??= new Promise((answered) => {
    const before = document.activeElement;
    const done = () => {
      dialog.removeEventListener("close", done);
      asking = null;
      part("error").textContent = "";
      dialog.querySelector("[type=password]").value = "";
      before?.focus?.({ preventScroll: true });
      if (dialog.returnValue !== "in") offer();
      answered(dialog.returnValue === "in");
    };
    if (!dialog) make();
    if (explanation) part("why").textContent = explanation;
    dialog.returnValue = "";
    dialog.addEventListener("close", done);
    dialog.showModal();
  });
  return asking;
}

function back() {
  if (dialog?.open) dialog.close("in");
  document.dispatchEvent(new CustomEvent("session:back"));
}

/** Offers the dialog in the bar on top, without interrupting. */
export function offer(text = "You were signed out. Nothing is lost: your text stays on this page.") {
  say(CAUSE, text, { label: "Sign in", press: signIn });
}

async function submit(event) {
  event.preventDefault();
  const button = event.submitter ?? dialog.querySelector("[type=submit]");
  button.setAttribute("aria-busy", "true");
  try {
    if ((await look()) === "same") return back(); // in another tab, meanwhile
    const body = new URLSearchParams(new FormData(event.target));
    body.set("csrfmiddlewaretoken", await tokenNow());
    const answer = await fetch(event.target.action, { method: "POST", body, headers: { Accept: "application/json" } });
    part("error").textContent = await problemOf(answer);
    if (part("error").textContent) return dialog.querySelector("[type=password]").select();
    here(await answer.json());
    back();
  } catch {
    part("error").textContent = "mxadmin does not answer. Try again in a moment.";
  } finally {
    button.removeAttribute("aria-busy");
  }
}

async function tokenNow() {
  return (await (await fetch(page.session, { cache: "no-store" })).json()).token;
}

async function problemOf(answer) {
  if (answer.ok) return "";
  const minutes = Math.ceil(Number(answer.headers.get("Retry-After")) / 60);
  if (answer.status === 429)
    return `Too many wrong passwords. Try again in ${minutes} minute${minutes === 1 ? "" : "s"}.`;
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  return told.sentence ?? `mxadmin answered with error ${answer.status}.`;
}

/** A POST that survives the end of the session. With `asked`, a button was pressed for it and the dialog may open;
    otherwise the bar offers it, so that typing is not interrupted. */
export async function post(url, body, { asked = false, ...options } = {}) {
  body.delete("csrfmiddlewaretoken");
  const send = () =>
    fetch(url, { method: "POST", body, ...options, headers: { ...options.headers, "X-CSRFToken": token } });
  const answer = await send();
  if (!isRefused(answer)) return answer;
  if ((await look()) === "same") return send();
  if (asked && (await signIn())) return send();
  offer();
  return answer;
}

/** Resolves to true when mxadmin would accept this page's forms now. Rejects while mxadmin is away. */
export async function ready() {
  return (await look()) === "same" || signIn();
}

async function returning() {
  if (document.visibilityState !== "visible" || (!document.querySelector("[data-bar]:not([hidden])") && !dialog?.open))
    return;
  try {
    if ((await look()) === "same") back();
  } catch {
    /* mxadmin is away: the next visit to the tab looks again */
  }
}

// Repeats what htmx asked for once the session is back.
function repeat({ detail: { xhr, elt, requestConfig, pathInfo } }) {
  if (xhr?.status !== 401) return;
  offer();
  document.addEventListener(
    "session:back",
    () => {
      if (elt.isConnected) window.htmx.ajax(requestConfig.verb, pathInfo.finalRequestPath, { source: elt });
    },
    { once: true },
  );
}

if (page) {
  document.addEventListener("visibilitychange", returning);
  document.addEventListener("htmx:afterRequest", repeat);
}
