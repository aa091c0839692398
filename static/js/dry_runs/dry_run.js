// Shows a dry run while it happens: each step, what it is waiting for and for how long, and a way to cancel.

import { events } from "../parts/event_stream.js";
import { AWAY, post, refusal } from "../parts/session.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const button = () => find("dry-run");
const result = () => document.getElementById("result");
let running = null;

function fragment(html) {
  return new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
}

function put(html, place) {
  const fresh = fragment(html);
  place.replaceWith(fresh);
  window.htmx?.process(fresh);
  return fresh;
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function begin(controller) {
  const started = performance.now();
  const run = { controller, started, since: started, told: false };
  running?.controller.abort();
  running = run;
  button().setAttribute("aria-busy", "true");
  find("failure").hidden = true;
  find("waiting").hidden = false;
  now(run, "Starting");
  run.timer = setInterval(() => {
    find("elapsed").textContent = seconds(run.started);
    find("since").textContent = performance.now() - run.since > 300 ? seconds(run.since) : "";
  }, 100);
  return run;
}

function end(run) {
  clearInterval(run.timer);
  if (running !== run) return;
  running = null;
  button().removeAttribute("aria-busy");
  find("waiting").hidden = true;
}

function now(run, what) {
  run.since = performance.now();
  find("now").textContent = what;
  find("since").textContent = "";
}

function step(run, html) {
  if (!run.told) {
    run.told = true;
    result().replaceChildren(document.getElementById("live-trace").content.cloneNode(true));
    reveal();
  }
  result().querySelector(".steps").append(fragment(html));
  run.since = performance.now();
}

/** Scrolls only where the answer would be out of sight. */
function reveal() {
  const below = result().getBoundingClientRect().top > innerHeight * 0.7;
  if (below || matchMedia("(max-width: 64rem)").matches) result().scrollIntoView({ block: "start" });
}

function failed(text) {
  find("failure-text").textContent = text;
  find("failure").hidden = false;
}

function clearFieldErrors() {
  const fields = document.getElementById("dry-run-fields");
  for (const list of fields.querySelectorAll(".errorlist, .notice")) list.remove();
  for (const field of fields.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function show(html) {
  const shown = put(html, result());
  find("announce").textContent = shown.querySelector("[data-sentence]")?.textContent ?? "";
  reveal();
  document.dispatchEvent(new CustomEvent("dry-run:shown"));
}

function showFields(html) {
  const fields = put(html, document.getElementById("dry-run-fields"));
  find("announce").textContent = fields.querySelector(".errorlist")?.textContent ?? "";
  fields.querySelector("[aria-invalid]")?.focus();
  document.dispatchEvent(new CustomEvent("dry-run:fields", { detail: { refused: true } }));
}

function showPart(html) {
  if (fragment(html).id === "result") return show(html);
  put(html, document.getElementById("dry-run-fields"));
  document.dispatchEvent(new CustomEvent("dry-run:fields", { detail: { refused: false } }));
}

async function follow(run, answer) {
  for await (const { kind, data } of events(answer.body)) {
    if (kind === "place") now(run, `Waiting for a turn: number ${data} in line`);
    else if (kind === "begun") now(run, data);
    else if (kind === "step") step(run, data);
    else if (kind === "result") return show(data);
    else if (kind === "trouble") return failed(data);
  }
  return failed("The connection ended before the decision was there. Try again.");
}

async function start(form, submitter) {
  const run = begin(new AbortController());
  const chosen = submitter.name && form.querySelector(`select[name="${submitter.name}"]`);
  if (chosen) chosen.value = submitter.value;
  document.dispatchEvent(new CustomEvent("dry-run:sent"));
  try {
    const answer = await post(submitter.formAction, new URLSearchParams(new FormData(form, submitter)), {
      asked: true,
      signal: run.controller.signal,
      headers: { Accept: "text/event-stream" },
    });
    if (answer.status === 422) return showFields(await answer.text());
    if (answer.ok && answer.headers.get("Content-Type").startsWith("text/html")) return showPart(await answer.text());
    if (!answer.ok) {
      return failed(
        refusal(answer) ??
          `The server answered with error ${answer.status}. Try again; if it stays, look at mxadmin's log.`,
      );
    }
    clearFieldErrors();
    await follow(run, answer);
  } catch (problem) {
    if (problem.name !== "AbortError") failed(AWAY);
  } finally {
    end(run);
  }
}

function cancel() {
  if (!running) return;
  const { controller, started, told } = running;
  controller.abort();
  find("announce").textContent = `Cancelled after ${seconds(started)}.`;
  if (told) result().querySelector("[data-live]").textContent = `Cancelled after ${seconds(started)}: no decision.`;
}

document.addEventListener("submit", (event) => {
  const submitter = event.submitter;
  if (!submitter?.matches("[data-dry-run], [data-dry-run-again]")) return;
  event.preventDefault();
  start(event.target, submitter);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-cancel]")) cancel();
});

/** Runs what a link asked for, once: neither a reload nor Back runs it again. */
function startByLink() {
  const form = document.querySelector("[data-workbench][data-start]");
  if (!form) return;
  const here = new URL(location.href);
  here.searchParams.delete("start");
  history.replaceState(history.state, "", here);
  form.requestSubmit(button());
}

addEventListener("DOMContentLoaded", startByLink); // by then every module listens
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && running && !event.target.closest(".ace_editor")) cancel();
});
