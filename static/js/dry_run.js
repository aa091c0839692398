// What a dry run looks like while it runs, when it has an answer, and when it gets none.

const find = (name) => document.querySelector(`[data-${name}]`);
const button = () => find("dry-run");
let timer;

function running(started) {
  button().setAttribute("aria-busy", "true");
  find("failure").hidden = true;
  find("waiting").hidden = false;
  const tick = () => { find("elapsed").textContent = `${((performance.now() - started) / 1000).toFixed(1)} s`; };
  tick();
  clearInterval(timer);
  timer = setInterval(tick, 100);
}

function finished() {
  clearInterval(timer);
  button()?.removeAttribute("aria-busy");
  find("waiting").hidden = true;
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

function announce() {
  const sentence = document.querySelector("#result [data-sentence]");
  const problem = document.querySelector("#dry-run-fields [aria-invalid]");
  find("announce").textContent = sentence?.textContent ?? document.querySelector("#dry-run-fields .errorlist")?.textContent ?? "";
  if (problem) problem.focus();
  else if (matchMedia("(max-width: 64rem)").matches) document.getElementById("result").scrollIntoView({ block: "start" });
}

const sentences = {
  401: "You were signed out. Sign in again in another tab, then press Dry run: your text is still here.",
  403: "Your role does not allow it, or the page is too old. Copy your text, then load the page again.",
  413: "The script is too large to be sent.",
};

document.addEventListener("htmx:beforeRequest", () => running(performance.now()));
document.addEventListener("htmx:afterRequest", finished);
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 422) detail.target = document.getElementById("dry-run-fields");
  else if (detail.shouldSwap) clearFieldErrors();
});
document.addEventListener("htmx:afterSettle", announce);
document.addEventListener("htmx:responseError", ({ detail }) => {
  failed(sentences[detail.xhr.status] ?? `The server answered with error ${detail.xhr.status}. Try again; if it stays, look at mxadmin's log.`);
});
document.addEventListener("htmx:sendError", () => failed("mxadmin does not answer. Check that it runs and that this computer reaches it, then try again: your text is still here."));
document.addEventListener("htmx:timeout", () => failed("It took longer than a minute and was given up. Try again; if it stays, look at DNS and the script's queries."));
